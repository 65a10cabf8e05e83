package dev.caisson.examples.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of bytes with a suffix of docker's: b, k, m, g, the powers of 1,024. */
final class ByteCount implements ITypeConverter<Long> {

  private static final Pattern FORM = Pattern.compile("([0-9]{1,18})([bkmg]?)");
  private static final int BITS_PER_STEP = 10;
  private static final String SUFFIXES = "bkmg";

  @Override
  public Long convert(String text) {
    Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      throw new TypeConversionException("'" + text + "' is not a number of bytes as 64m is");
    }
    int steps = form.group(2).isEmpty() ? 0 : SUFFIXES.indexOf(form.group(2));
    try {
      return Math.multiplyExact(Long.parseLong(form.group(1)), 1L << (steps * BITS_PER_STEP));
    } catch (ArithmeticException e) {
      throw new TypeConversionException("'" + text + "' is more than 2^63 - 1 bytes");
    }
  }
}
