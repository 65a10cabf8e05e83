package dev.caisson.examples.cli;

import dev.caisson.namespaces.Mount;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code DST} and {@code DST:size=64m}. */
final class TmpfsMount implements ITypeConverter<Mount> {

  private static final String SIZE = "size=";

  @Override
  public Mount convert(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return Mount.tmpfs(text);
    }
    String option = text.substring(colon + 1);
    if (!option.startsWith(SIZE)) {
      throw new TypeConversionException("'" + option + "' is not size=BYTES: " + text);
    }
    long bytes = new ByteCount().convert(option.substring(SIZE.length()));
    return Mount.tmpfs(text.substring(0, colon)).withSize(bytes);
  }
}
