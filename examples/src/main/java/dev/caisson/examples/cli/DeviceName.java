package dev.caisson.examples.cli;

import dev.caisson.namespaces.DeviceNode;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code SRC} and {@code SRC:DST}; docker's {@code rwm} at the end is what always holds. */
final class DeviceName implements ITypeConverter<DeviceNode> {

  private static final int MOST_PARTS = 3;

  @Override
  public DeviceNode convert(String text) {
    String[] parts = text.split(":", -1);
    boolean isLong = parts.length == MOST_PARTS && parts[2].equals("rwm");
    if (parts.length >= MOST_PARTS && !isLong) {
      throw new TypeConversionException("not SRC[:DST]");
    }
    Path source = Path.of(parts[0]);
    if (!Files.exists(source)) {
      throw new TypeConversionException(source + " is not there");
    }
    try {
      return parts.length == 1 ? DeviceNode.of(source) : new DeviceNode(source, parts[1]);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
