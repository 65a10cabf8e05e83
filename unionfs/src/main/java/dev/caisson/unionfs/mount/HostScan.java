package dev.caisson.unionfs.mount;

import dev.caisson.error.CaissonException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds out which of this machine's folders a container gets to see, and what in them is secret.
 */
final class HostScan {

  private static final Pattern SYSTEM_FOLDER = Pattern.compile("usr|bin|sbin|lib[a-z0-9]*|etc|opt");
  private static final Path SETTINGS = Path.of("/etc");
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final int MOUNT_POINT_FIELD = 4;
  private static final int TYPE_BITS = 0170000;
  private static final int FOLDER = 0040000;
  private static final int LINK = 0120000;
  private static final int MODE_BITS = 07777;
  private static final int OTHERS_READ = 04;
  private static final int OTHERS_READ_AND_SEARCH = 05;

  private final List<HiddenPath> hidden = new ArrayList<>();

  private HostScan() {}

  /** Returns the system folders, without what only their owners may read. */
  static HostRoot system() throws CaissonException {
    HostScan scan = new HostScan();
    try {
      List<HostFolder> folders = scan.folders();
      scan.hideSecrets(SETTINGS, List.of());
      return new HostRoot(folders, scan.hidden);
    } catch (IOException e) {
      CaissonException failure =
          new CaissonException(
              "look at", "this machine's system folders", e.toString(), Optional.empty());
      failure.initCause(e);
      throw failure;
    }
  }

  private List<HostFolder> folders() throws IOException {
    List<Path> mountPoints = mountPoints();
    List<HostFolder> folders = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(Path.of("/"), HostScan::isSystem)) {
      for (Path entry : entries) {
        folders.add(folder(entry, mountPoints));
      }
    }
    return folders;
  }

  private static boolean isSystem(Path entry) {
    return SYSTEM_FOLDER.matcher(entry.getFileName().toString()).matches()
        && (Files.isDirectory(entry) || Files.isSymbolicLink(entry));
  }

  private static HostFolder folder(Path entry, List<Path> mountPoints) throws IOException {
    if (Files.isSymbolicLink(entry)) {
      return new HostFolder.Link(entry, Files.readSymbolicLink(entry));
    }
    boolean mountedBelow =
        mountPoints.stream().anyMatch(point -> point.startsWith(entry) && !point.equals(entry));
    return mountedBelow ? new HostFolder.Bound(entry) : new HostFolder.Layered(entry);
  }

  // proc(5): a space in a path is written \040, which does not matter for its beginning.
  private static List<Path> mountPoints() throws IOException {
    return Files.readAllLines(MOUNTS).stream()
        .map(line -> Path.of(line.split(" ", -1)[MOUNT_POINT_FIELD]))
        .collect(Collectors.toList());
  }

  private void hideSecrets(Path folder, List<HiddenPath.Ancestor> above) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        Map<String, Object> attributes =
            Files.readAttributes(entry, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
        look(entry, attributes, above);
      }
    }
  }

  private void look(Path entry, Map<String, Object> attributes, List<HiddenPath.Ancestor> above)
      throws IOException {
    int mode = number(attributes, "mode");
    int type = mode & TYPE_BITS;
    int needed = type == FOLDER ? OTHERS_READ_AND_SEARCH : OTHERS_READ;
    if (type == LINK) {
      return;
    }
    if ((mode & needed) != needed) {
      hidden.add(new HiddenPath(entry, type == FOLDER, above));
    } else if (type == FOLDER) {
      List<HiddenPath.Ancestor> below = new ArrayList<>(above);
      int uid = number(attributes, "uid");
      int gid = number(attributes, "gid");
      below.add(new HiddenPath.Ancestor(entry, mode & MODE_BITS, uid, gid));
      hideSecrets(entry, List.copyOf(below));
    }
  }

  private static int number(Map<String, Object> attributes, String name) {
    return (Integer) Objects.requireNonNull(attributes.get(name), name);
  }
}
