package dev.caisson.unionfs;

import dev.caisson.error.CaissonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Folders that only this user can enter, for as long as something is done. */
final class Temporary {

  private Temporary() {}

  /** Makes an empty folder. */
  static Path folder(String prefix) throws CaissonException {
    try {
      return Files.createTempDirectory(prefix);
    } catch (IOException e) {
      throw failure("make temporary folder", prefix, e);
    }
  }

  /** Removes an empty folder. */
  static void remove(Path folder) throws CaissonException {
    try {
      Files.delete(folder);
    } catch (IOException e) {
      throw failure("remove", folder.toString(), e);
    }
  }

  private static CaissonException failure(String step, String object, IOException cause) {
    CaissonException failure =
        new CaissonException(
            step,
            object,
            cause.toString(),
            Optional.of("java.io.tmpdir must name a folder that this user can write to"));
    failure.initCause(cause);
    return failure;
  }
}
