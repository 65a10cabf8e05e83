package dev.caisson.unionfs.mount;

import dev.caisson.error.CaissonException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds out which of this machine's folders a container gets to see, and how. */
final class HostScan {

  private static final Path TOP = Path.of("/");
  private static final Path SETTINGS = Path.of("/etc");
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final Pattern SYSTEM_FOLDER = Pattern.compile("usr|bin|sbin|lib[a-z0-9]*|etc|opt");
  private static final int MOUNT_POINT_FIELD = 4;

  private HostScan() {}

  /** Returns the root file system that shows the system folders. */
  static HostRoot system() throws CaissonException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(TOP, HostScan::isSystem)) {
      List<String> mountPoints = mountPoints();
      List<HostFolder> folders = new ArrayList<>();
      for (Path entry : entries) {
        folders.add(folder(entry, mountPoints));
      }
      return new HostRoot(folders);
    } catch (CaissonException e) {
      throw e;
    } catch (IOException e) {
      CaissonException failure =
          new CaissonException(
              "look at", "this machine's system folders", e.toString(), Optional.empty());
      failure.initCause(e);
      throw failure;
    }
  }

  private static boolean isSystem(Path entry) {
    return SYSTEM_FOLDER.matcher(entry.getFileName().toString()).matches()
        && (Files.isDirectory(entry) || Files.isSymbolicLink(entry));
  }

  private static HostFolder folder(Path entry, List<String> mountPoints) throws IOException {
    if (Files.isSymbolicLink(entry)) {
      return new HostFolder.Link(entry, Files.readSymbolicLink(entry));
    }
    List<HiddenPath> hidden = entry.equals(SETTINGS) ? Secrets.in(entry) : List.of();
    return mountPoints.stream().anyMatch(point -> point.startsWith(entry + "/"))
        ? new HostFolder.Bound(entry, hidden)
        : new HostFolder.Layered(entry, hidden);
  }

  // proc(5): odd characters are escaped, which does not matter for how a path begins.
  private static List<String> mountPoints() throws IOException {
    return Files.readAllLines(MOUNTS).stream()
        .map(line -> line.split(" ", -1)[MOUNT_POINT_FIELD])
        .toList();
  }
}
