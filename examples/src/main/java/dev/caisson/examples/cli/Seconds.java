package dev.caisson.examples.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of seconds: 10, 0.5; down to nanoseconds and up to 30 years. */
final class Seconds implements ITypeConverter<Duration> {

  private static final Pattern FORM = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");
  private static final int NANO_DIGITS = 9;

  @Override
  public Duration convert(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new TypeConversionException("not a number of seconds, as 0.5 is");
    }
    return Duration.ofNanos(new BigDecimal(text).movePointRight(NANO_DIGITS).longValueExact());
  }
}
