package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.namespaces.IdMapping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds ids that neither a user nor a group of this machine has, nor may have within a namespace of
 * his own.
 *
 * @see <a href="https://systemd.io/UIDS-GIDS/">Users, Groups, UIDs and GIDs on systemd systems</a>
 */
final class FreeIds {

  private static final int COUNT = 65_536;
  // What is set aside for containers, according to systemd's table.
  private static final long FIRST = 524_288;
  private static final long END = 1_879_048_192;
  private static final List<String> OF_ONE = List.of("/etc/passwd", "/etc/group");
  private static final List<String> OF_MANY = List.of("/etc/subuid", "/etc/subgid");
  private static final int ID = 2;

  private final List<IdMapping> taken = new ArrayList<>();

  /** Reads which ids this machine has given away. */
  static FreeIds onThisMachine() throws CaissonException {
    FreeIds ids = new FreeIds();
    for (String file : OF_ONE) {
      lines(file).forEach(ids::takeId);
    }
    for (String file : OF_MANY) {
      lines(file).forEach(ids::takeRange);
    }
    return ids;
  }

  private static List<String> lines(String file) throws CaissonException {
    try {
      // Names may be in any encoding.
      return Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      CaissonException failure =
          new CaissonException("look for free ids in", file, e.toString(), Optional.empty());
      failure.initCause(e);
      throw failure;
    }
  }

  /** Takes the id of a line {@code name:password:id...}; a line without one is no account. */
  void takeId(String line) {
    String[] fields = line.split(":", -1);
    if (fields.length > ID) {
      take(fields[ID], "1");
    }
  }

  /** Takes the range of a line {@code name:first:count}. */
  void takeRange(String line) {
    String[] fields = line.split(":", -1);
    if (fields.length > ID) {
      take(fields[1], fields[2]);
    }
  }

  private void take(String first, String count) {
    try {
      taken.add(new IdMapping(0, Long.parseLong(first.strip()), Long.parseLong(count.strip())));
    } catch (IllegalArgumentException e) {
      // The system's own tools do not read such a line either.
      return;
    }
  }

  /**
   * Returns the highest block of 65,536 free ids, mapped from 0 on.
   *
   * @throws UnsupportedHostException if there is none
   */
  IdMapping block() throws UnsupportedHostException {
    for (long first = END - COUNT; first >= FIRST; first -= COUNT) {
      IdMapping block = new IdMapping(0, first, COUNT);
      if (taken.stream().noneMatch(other -> overlap(block, other))) {
        return block;
      }
    }
    throw new UnsupportedHostException(
        "look for free ids in",
        OF_MANY.toString(),
        "all from " + FIRST + " to " + (END - 1) + " are given away",
        Optional.of("leave " + COUNT + " of them to containers, or run with Users.HOST"));
  }

  private static boolean overlap(IdMapping a, IdMapping b) {
    return a.outside() < b.outside() + b.count() && b.outside() < a.outside() + a.count();
  }
}
