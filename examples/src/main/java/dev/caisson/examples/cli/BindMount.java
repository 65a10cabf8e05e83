package dev.caisson.examples.cli;

import dev.caisson.namespaces.Mount;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code SRC:DST}, {@code SRC:DST:rw} and {@code SRC:DST:ro}. */
final class BindMount implements ITypeConverter<Mount> {

  @Override
  public Mount convert(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty()) {
      throw new TypeConversionException("'" + text + "' is not SRC:DST[:ro]");
    }
    String mode = parts.length == 3 ? parts[2] : "rw";
    if (!mode.equals("rw") && !mode.equals("ro")) {
      throw new TypeConversionException("'" + mode + "' is not ro or rw: " + text);
    }
    try {
      Mount.Bind bind = Mount.bind(Path.of(parts[0]), parts[1]);
      return mode.equals("ro") ? bind.readOnly() : bind;
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
