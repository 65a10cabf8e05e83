package dev.caisson.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * Bars on a logarithmic scale, written as a group of SVG elements.
 *
 * @param title what they show, with the unit
 */
record BarChart(String title, List<Bar> bars) {

  static final int WIDTH = 960;
  private static final int LABELS = 400;
  private static final int SCALE = 450;
  private static final int HEAD = 44;
  private static final int STEP = 24;
  private static final int FOOT = 34;

  /** One bar, with a line from its lower to its upper bound. */
  record Bar(String label, double value, double lower, double upper) {

    Bar {
      if (!(lower > 0 && value >= lower && upper >= value)) {
        throw new IllegalArgumentException(label + ": not a positive value within its bounds");
      }
    }
  }

  BarChart {
    bars = List.copyOf(bars);
    if (bars.isEmpty()) {
      throw new IllegalArgumentException("a chart without bars: " + title);
    }
  }

  int height() {
    return HEAD + STEP * bars.size() + FOOT;
  }

  /** Returns a whole SVG with these charts below each other. */
  static String svg(List<BarChart> charts) {
    int height = charts.stream().mapToInt(BarChart::height).sum();
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " viewBox=\"0 0 %1$d %2$d\" font-family=\"sans-serif\" font-size=\"13\">%n"
                + "<rect width=\"%1$d\" height=\"%2$d\" fill=\"white\"/>%n",
            WIDTH,
            height));
    int top = 0;
    for (BarChart chart : charts) {
      svg.append(chart.group(top));
      top += chart.height();
    }
    return svg.append("</svg>\n").toString();
  }

  private String group(int top) {
    int first = (int) Math.floor(Math.log10(bars.stream().mapToDouble(Bar::lower).min().orElse(1)));
    double most = bars.stream().mapToDouble(Bar::upper).max().orElse(1);
    int last = Math.max(first + 1, (int) Math.ceil(Math.log10(most)));
    StringBuilder svg = new StringBuilder();
    svg.append(String.format(Locale.ROOT, "<g transform=\"translate(0 %d)\">%n", top));
    svg.append(text(12, 24, "start", "font-weight=\"bold\"", title));
    for (int power = first; power <= last; power++) {
      svg.append(line(power, first, last));
    }
    for (int i = 0; i < bars.size(); i++) {
      svg.append(bar(bars.get(i), HEAD + STEP * i, first, last));
    }
    return svg.append("</g>\n").toString();
  }

  private String line(int power, int first, int last) {
    double x = x(Math.pow(10, power), first, last);
    int bottom = HEAD + STEP * bars.size();
    return String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%d\" x2=\"%1$.1f\" y2=\"%d\" stroke=\"#ccc\"/>%n",
            x,
            HEAD - 6,
            bottom)
        + text(x, bottom + 16, "middle", "fill=\"#555\"", Figure.plain(Math.pow(10, power)));
  }

  private static String bar(Bar bar, int y, int first, int last) {
    double end = x(bar.value(), first, last);
    double upper = x(bar.upper(), first, last);
    return text(LABELS - 8, y + 13, "end", "", bar.label().replace("`", ""))
        + String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\" fill=\"#4a7ebb\"/>%n",
            LABELS,
            y,
            end - LABELS)
        + String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%2$d\" stroke=\"black\"/>%n",
            x(bar.lower(), first, last),
            y + 8,
            upper)
        + text(upper + 6, y + 13, "start", "", Figure.digits(bar.value()));
  }

  private static double x(double value, int first, int last) {
    return LABELS + SCALE * (Math.log10(value) - first) / (last - first);
  }

  private static String text(double x, int y, String anchor, String style, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\" %s>%s</text>%n",
        x,
        y,
        anchor,
        style,
        text.replace("&", "&amp;").replace("<", "&lt;"));
  }
}
