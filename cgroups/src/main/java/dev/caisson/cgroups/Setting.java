package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.KernelDirectory;

/**
 * A value for a file of a new group.
 *
 * @param optional whether a kernel that lacks the file can do without
 */
record Setting(String file, String value, boolean optional) {

  static Setting required(String file, long value) {
    return new Setting(file, Long.toString(value), false);
  }

  static Setting optional(String file, long value) {
    return new Setting(file, Long.toString(value), true);
  }

  /** Writes the value; runs with the rights of the JVM. */
  void apply(KernelDirectory parent, String group) throws CaissonException {
    String path = group + "/" + file;
    if (optional) {
      parent.writeIfThere(path, value);
    } else {
      parent.write(path, value);
    }
  }
}
