package dev.caisson.benchmarks;

import java.math.BigDecimal;
import java.util.Locale;

/** How figures are written. */
final class Figure {

  private Figure() {}

  /** Returns nanoseconds as milliseconds, with three digits that count. */
  static String millis(long nanos) {
    return digits(nanos / 1e6);
  }

  /** Returns a power of ten without needless digits. */
  static String plain(double power) {
    return BigDecimal.valueOf(power).stripTrailingZeros().toPlainString();
  }

  /** Returns a number with three digits that count, and never an exponent. */
  static String digits(double value) {
    double size = Math.abs(value);
    String format = size >= 99.95 ? "%.0f" : size >= 9.995 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, size < 0.0995 && size > 0 ? "%.3f" : format, value);
  }
}
