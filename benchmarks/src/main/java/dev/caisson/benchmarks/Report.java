package dev.caisson.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What was found, in Markdown: printed as it is found, and written to files at the end. */
final class Report {

  private final PrintStream out;
  private final StringBuilder text = new StringBuilder();
  private final List<BarChart> charts = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  Report(PrintStream out) {
    this.out = out;
  }

  void heading(int level, String title) {
    paragraph("#".repeat(level) + " " + title);
  }

  void paragraph(String words) {
    add(words + "\n\n");
  }

  void table(Table table) {
    add(table.markdown() + "\n");
  }

  void chart(BarChart chart) {
    charts.add(chart);
  }

  /** Reports what makes figures unsafe. */
  void warnings(List<String> warnings) {
    warnings.forEach(warning -> add("- Unsafe: " + warning + "\n"));
    if (!warnings.isEmpty()) {
      add("\n");
    }
  }

  /** Reports a failure, of what has no figures then. */
  void error(String words) {
    String line = words.strip().replace("\n", "; ");
    errors.add(line);
    paragraph("**Error:** " + line);
  }

  boolean hasErrors() {
    return !errors.isEmpty();
  }

  /** Writes compare.md, and compare.svg where there is something to be drawn. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("compare.md"), text);
    Path drawing = folder.resolve("compare.svg");
    if (charts.isEmpty()) {
      Files.deleteIfExists(drawing);
    } else {
      Files.writeString(drawing, BarChart.svg(charts));
    }
  }

  private void add(String more) {
    text.append(more);
    out.print(more);
    out.flush();
  }
}
