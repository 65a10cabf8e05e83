package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.KernelDirectory;
import java.util.Optional;

/**
 * A value for a file of a group.
 *
 * @param file the file's name
 * @param key the word that starts the line of the file which is set; empty where the file is one
 *     value
 * @param value the value, or what follows the key
 * @param unset what follows the key where the file has no such line
 * @param optional whether a kernel that lacks the file can do without
 */
record FileSetting(String file, Optional<String> key, String value, String unset, boolean optional)
    implements Setting {

  static FileSetting required(String file, Object value) {
    return new FileSetting(file, Optional.empty(), value.toString(), "", false);
  }

  static FileSetting optional(String file, Object value) {
    return new FileSetting(file, Optional.empty(), value.toString(), "", true);
  }

  static FileSetting line(String file, String key, String value, String unset) {
    return new FileSetting(file, Optional.of(key), value, unset, false);
  }

  /** Returns what is written. */
  String text() {
    return key.map(word -> word + " " + value).orElse(value);
  }

  @Override
  public void apply(KernelDirectory parent, String group) throws CaissonException {
    String path = group + "/" + file;
    try {
      if (optional) {
        parent.writeIfThere(path, text());
      } else {
        parent.write(path, text());
      }
    } catch (SystemCallException e) {
      throw explain(e, parent, group);
    }
  }

  private CaissonException explain(SystemCallException e, KernelDirectory parent, String group)
      throws CaissonException {
    if (!e.is(Errno.ENOENT)) {
      return Refusals.explain(e, file);
    }
    if (!parent.holds(group)) {
      return new SystemCallException(
          e.step(),
          e.object(),
          Errno.ENOENT.number(),
          Optional.of("the group was removed by someone else"));
    }
    return new UnsupportedHostException(
        "limit by",
        parent.path(group + "/" + file),
        "this kernel has no such file: " + file,
        Refusals.remedyForAbsent(file));
  }

  @Override
  public FileSetting present(KernelDirectory parent, String group) throws CaissonException {
    Optional<String> text = parent.readIfThere(group + "/" + file);
    return new FileSetting(file, key, text.map(this::former).orElse(value), unset, true);
  }

  /** Finds in the file's text what is to be written to have it again. */
  private String former(String text) {
    // A list that is empty is made so by a line end.
    return key.map(word -> text.lines().filter(line -> line.startsWith(word + " ")).findFirst())
        .map(line -> line.map(found -> found.substring(key.get().length() + 1)).orElse(unset))
        .orElse(text.isEmpty() ? "\n" : text);
  }
}
