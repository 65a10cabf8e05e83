package dev.caisson.examples.cli;

import dev.caisson.namespaces.Mount;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code DST} and {@code DST:size=64m}, with those of docker's options that always hold. */
final class TmpfsMount implements ITypeConverter<Mount> {

  private static final String SIZE = "size=";
  private static final Set<String> ALWAYS = Set.of("rw", "nosuid", "nodev", "exec", "mode=1777");

  @Override
  public Mount convert(String text) {
    int colon = text.indexOf(':');
    try {
      if (colon < 0) {
        return Mount.tmpfs(text);
      }
      Mount.Tmpfs mount = Mount.tmpfs(text.substring(0, colon));
      for (String option : text.substring(colon + 1).split(",", -1)) {
        mount = with(option, mount);
      }
      return mount;
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static Mount.Tmpfs with(String option, Mount.Tmpfs mount) {
    if (option.startsWith(SIZE)) {
      return mount.withSize(new ByteCount().convert(option.substring(SIZE.length())));
    }
    if (!ALWAYS.contains(option)) {
      throw new TypeConversionException(
          "'" + option + "' is none of size=BYTES, rw, nosuid, nodev, exec and mode=1777");
    }
    return mount;
  }
}
