package dev.caisson.examples.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a number of bytes as docker does: with a suffix b, k, m, g, t or p, the powers of 1,024,
 * and perhaps a fraction: 64m, 64M, 64MiB, 1.5g.
 */
final class ByteCount implements ITypeConverter<Long> {

  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{0,18})?|\\.[0-9]{1,18}) ?(?:b|([kmgtp])(?:i?b)?)?");
  private static final int BITS_PER_STEP = 10;
  private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB");
  private static final String SUFFIXES = "bkmgtp";

  /** Shows a number of bytes as docker does: 4.43MB, in powers of 1,000. */
  static String shown(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.size() - 1) {
      value /= 1000;
      unit++;
    }
    return new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString()
        + UNITS.get(unit);
  }

  @Override
  public Long convert(String text) {
    Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      throw new TypeConversionException("not a number of bytes, as 64m is");
    }
    int steps = form.group(2) == null ? 0 : SUFFIXES.indexOf(form.group(2));
    BigDecimal unit = BigDecimal.valueOf(1L << (steps * BITS_PER_STEP));
    try {
      BigDecimal bytes = new BigDecimal(form.group(1)).multiply(unit);
      return bytes.setScale(0, RoundingMode.DOWN).longValueExact();
    } catch (ArithmeticException e) {
      throw new TypeConversionException("more than 2^63 - 1 bytes");
    }
  }
}
