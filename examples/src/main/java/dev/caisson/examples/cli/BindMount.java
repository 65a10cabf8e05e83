package dev.caisson.examples.cli;

import dev.caisson.namespaces.Mount;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code SRC:DST}, {@code SRC:DST:rw} and {@code SRC:DST:ro}. */
final class BindMount implements ITypeConverter<Mount> {

  @Override
  public Mount convert(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty()) {
      throw new TypeConversionException("not SRC:DST[:ro]");
    }
    String mode = parts.length == 3 ? parts[2] : "rw";
    if (!mode.equals("rw") && !mode.equals("ro")) {
      throw new TypeConversionException("'" + mode + "' is neither ro nor rw");
    }
    try {
      Mount.Bind bind = Mount.bind(source(parts[0]), parts[1]);
      return mode.equals("ro") ? bind.readOnly() : bind;
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static Path source(String text) {
    // To docker this is the name of a volume, which it makes where there is none.
    if (!text.contains("/") && !text.startsWith(".")) {
      throw new TypeConversionException("there are no volumes; a folder is ./" + text);
    }
    Path source = Path.of(text);
    if (!Files.exists(source)) {
      throw new TypeConversionException(source + " is not there, or can't be reached");
    }
    return source;
  }
}
