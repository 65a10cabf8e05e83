package dev.caisson.examples.cli;

import dev.caisson.namespaces.Mount;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code DST} and {@code DST:size=64m}, with those of docker's options that always hold. */
final class TmpfsMount implements ITypeConverter<Mount> {

  private static final String SIZE = "size=";
  private static final String MODE = "mode=";
  private static final Set<String> DEFAULTS = Set.of("rw", "nosuid", "nodev", "exec");

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
    if (option.matches(MODE + "[0-7]{1,5}")) {
      return mount.withMode(Integer.parseInt(option.substring(MODE.length()), 8));
    }
    if (option.equals("noexec")) {
      return mount.withoutExecution();
    }
    if (!DEFAULTS.contains(option)) {
      throw new TypeConversionException(
          "'" + option + "' is none of size=BYTES, mode=OCTAL, noexec, exec, rw, nosuid and nodev");
    }
    return mount;
  }
}
