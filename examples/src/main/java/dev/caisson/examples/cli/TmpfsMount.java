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
    String option = colon < 0 ? "" : text.substring(colon + 1);
    if (colon >= 0 && !option.startsWith(SIZE)) {
      throw new TypeConversionException("'" + option + "' is not size=BYTES: " + text);
    }
    try {
      return colon < 0
          ? Mount.tmpfs(text)
          : Mount.tmpfs(text.substring(0, colon))
              .withSize(new ByteCount().convert(option.substring(SIZE.length())));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
