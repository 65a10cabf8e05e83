package dev.caisson.examples.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of processes; docker's -1, for no limit, is none. */
final class ProcessCount implements ITypeConverter<Long> {

  private static final Pattern FORM = Pattern.compile("[0-9]{1,18}");

  @Override
  public Long convert(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new TypeConversionException("not a number of processes, as 64 is");
    }
    return Long.valueOf(text);
  }
}
