package dev.caisson.examples.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of processors: 2, 0.5. */
final class ProcessorCount implements ITypeConverter<Double> {

  private static final Pattern FORM = Pattern.compile("[0-9]{1,9}(\\.[0-9]{0,9})?|\\.[0-9]{1,9}");

  @Override
  public Double convert(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new TypeConversionException("not a number of processors, as 0.5 is");
    }
    return Double.valueOf(text);
  }
}
