package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Credentials;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where this library keeps what is its own: folders that only this user can enter. */
final class StateDirectory {

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");
  private static final int PRIVATE_FOLDER = 0040700;

  private StateDirectory() {}

  /**
   * Returns an empty folder, on which each container mounts its own staging file system, in its own
   * mount namespace.
   */
  static Path staging() throws CaissonException {
    return own(runtime().resolve("caisson-" + Credentials.effectiveUser()));
  }

  private static Path runtime() {
    String user = System.getenv("XDG_RUNTIME_DIR");
    Path runtime =
        Credentials.effectiveUser() == 0 || user == null || user.isEmpty()
            ? Path.of("/run")
            : Path.of(user);
    return Files.isWritable(runtime) ? runtime : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /**
   * Returns the folder in which unpacked images are kept: {@code /var/lib/caisson} for root, {@code
   * caisson} in {@code $XDG_DATA_HOME} or {@code ~/.local/share} for anyone else.
   */
  static Path store() throws CaissonException {
    if (Credentials.effectiveUser() == 0) {
      return own(Path.of("/var/lib/caisson"));
    }
    String data = System.getenv("XDG_DATA_HOME");
    Path home = Path.of(System.getProperty("user.home"), ".local", "share");
    return own((data == null || data.isEmpty() ? home : Path.of(data)).resolve("caisson"));
  }

  private static Path own(Path place) throws CaissonException {
    Path folder = place.toAbsolutePath();
    try {
      if (isOwn(folder)) {
        return folder;
      }
      Files.createDirectories(folder.getParent());
      try {
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
      } catch (FileAlreadyExistsException e) {
        checkOwn(folder);
      }
      return folder;
    } catch (IOException e) {
      CaissonException failure =
          new CaissonException(
              "make folder",
              folder.toString(),
              e.toString(),
              Optional.of(
                  "it must be a folder of this user's, on a file system that he can write"));
      failure.initCause(e);
      throw failure;
    }
  }

  private static boolean isOwn(Path folder) throws IOException {
    try {
      Map<String, Object> wanted =
          Map.of("uid", Math.toIntExact(Credentials.effectiveUser()), "mode", PRIVATE_FOLDER);
      return Files.readAttributes(folder, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS)
          .equals(wanted);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  // In a folder that all can write to, anyone may have made it.
  private static void checkOwn(Path folder) throws IOException {
    Object owner = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        || !owner.equals(Math.toIntExact(Credentials.effectiveUser()))) {
      throw new IOException("it belongs to another user, or is not a folder");
    }
    Files.setPosixFilePermissions(folder, PRIVATE);
  }
}
