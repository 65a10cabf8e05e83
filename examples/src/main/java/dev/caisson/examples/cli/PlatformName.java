package dev.caisson.examples.cli;

import dev.caisson.image.Platform;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads OS/ARCH[/VARIANT]. */
final class PlatformName implements ITypeConverter<Platform> {

  @Override
  public Platform convert(String text) {
    if (!text.matches("[a-z0-9]+/[a-z0-9_]+(/[a-z0-9.]+)?")) {
      throw new TypeConversionException("not OS/ARCH[/VARIANT], as in linux/arm64/v8");
    }
    String[] parts = text.split("/", 3);
    return new Platform(
        parts[0], parts[1], parts.length == 3 ? Optional.of(parts[2]) : Optional.empty());
  }
}
