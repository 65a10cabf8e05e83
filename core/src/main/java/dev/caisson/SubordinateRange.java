package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.namespaces.IdMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The range of ids that this machine has given to a user.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/subuid.5.html">subuid(5)</a>
 */
final class SubordinateRange {

  private static final int FIELDS = 3;

  private SubordinateRange() {}

  /** Returns the first range of a user, mapped from 1 on. */
  static IdMapping ofUser(String file, long uid) throws CaissonException {
    String name = System.getProperty("user.name");
    for (String line : lines(file)) {
      String[] fields = line.strip().split(":", -1);
      boolean own = fields[0].equals(name) || fields[0].equals(Long.toString(uid));
      if (own && fields.length == FIELDS) {
        try {
          return new IdMapping(1, Long.parseLong(fields[1]), Long.parseLong(fields[2]));
        } catch (IllegalArgumentException e) {
          throw unusable(file, "not a range: " + line);
        }
      }
    }
    throw unusable(file, "no range for user " + name);
  }

  private static List<String> lines(String file) throws CaissonException {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException e) {
      throw unusable(file, e.toString());
    }
  }

  private static UnsupportedHostException unusable(String file, String cause) {
    return new UnsupportedHostException(
        "find subordinate ids in",
        file,
        cause,
        Optional.of(
            "as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 USER"));
  }
}
