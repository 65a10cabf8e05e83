package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.KernelDirectory;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a number is read.
 *
 * @param key the word before the number in a file of many lines; empty where the file is the number
 * @param factor what the number is multiplied with
 * @param isOptional whether some kernels lack the file
 */
record Source(String file, Optional<String> key, long factor, boolean isOptional) {

  static Source value(String file) {
    return new Source(file, Optional.empty(), 1, false);
  }

  static Source keyed(String file, String key) {
    return new Source(file, Optional.of(key), 1, false);
  }

  Source times(long other) {
    return new Source(file, key, other, isOptional);
  }

  Source optional() {
    return new Source(file, key, factor, true);
  }

  /** Reads the number of a group; empty where this kernel does not keep it. */
  OptionalLong read(KernelDirectory parent, String group) throws CaissonException {
    String path = group + "/" + file;
    Optional<String> text = isOptional ? parent.readIfThere(path) : Optional.of(parent.read(path));
    return text.map(this::parse).orElse(OptionalLong.empty());
  }

  /** Finds the number in the file's text. */
  OptionalLong parse(String text) {
    return key
        .map(word -> find(text, word + " "))
        .orElseGet(() -> OptionalLong.of(Long.parseLong(text)))
        .stream()
        .map(number -> number * factor)
        .findFirst();
  }

  private static OptionalLong find(String text, String prefix) {
    return text.lines()
        .filter(line -> line.startsWith(prefix))
        .mapToLong(line -> Long.parseLong(line.substring(prefix.length()).strip()))
        .findFirst();
  }
}
