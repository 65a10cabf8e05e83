package dev.caisson.examples.cli;

import dev.caisson.Network;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code none} and {@code host}. */
final class NetworkName implements ITypeConverter<Network> {

  @Override
  public Network convert(String text) {
    return switch (text) {
      case "none" -> Network.NONE;
      case "host" -> Network.HOST;
      default -> throw new TypeConversionException("neither none nor host");
    };
  }
}
