package dev.caisson.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The control groups that this JVM can have made: {@code caisson*} beside it or above it. */
final class CgroupTree {
  private static final Pattern KEPT =
      Pattern.compile(".*/caisson(/" + ProcessHandle.current().pid() + "-[0-9a-z]+)?");

  /** Every group at or below a {@code caisson*}, but for the shared parent named just that. */
  static List<Path> ours() throws IOException {
    List<Path> ours = new ArrayList<>();
    for (Path parent : parents()) {
      try (DirectoryStream<Path> named = Files.newDirectoryStream(parent, "caisson*")) {
        for (Path group : named) {
          addTree(group, ours);
        }
      }
    }
    return ours;
  }

  /**
   * Whether the text ends with the folder that this JVM keeps in each hierarchy until its end, or
   * with the folder of all JVMs above it; what is below is not meant.
   */
  static boolean isKept(String text) {
    return KEPT.matcher(text).matches();
  }

  /** Each hierarchy's top, and the groups on the way from there to this process's own. */
  static Set<Path> parents() throws IOException {
    List<String> own = Files.readAllLines(Path.of("/proc/self/cgroup"));
    Set<Path> parents = new LinkedHashSet<>();
    for (MountInfo mount : MountInfo.all()) {
      if (mount.type().equals("cgroup") || mount.type().equals("cgroup2")) {
        Path top = Path.of(mount.point());
        parents.add(top);
        own.stream()
            .map(line -> line.split(":", 3)[2])
            .map(group -> Path.of(mount.root()).relativize(Path.of(group)).normalize())
            .filter(way -> !way.startsWith(".."))
            .forEach(way -> addWay(top, way, parents));
      }
    }
    return parents;
  }

  private static void addWay(Path top, Path way, Set<Path> parents) {
    Path group = top;
    for (Path step : way) {
      group = group.resolve(step);
      if (Files.isDirectory(group)) {
        parents.add(group);
      }
    }
  }

  private static void addTree(Path group, List<Path> ours) throws IOException {
    try (Stream<Path> tree = Files.walk(group)) {
      tree.filter(Files::isDirectory)
          .filter(path -> !path.getFileName().toString().equals("caisson"))
          .filter(path -> !Owner.isAnotherJvm(path.toString()))
          .forEach(ours::add);
    } catch (NoSuchFileException | UncheckedIOException e) {
      // a group of another JVM ended during the walk; what stays is seen by the next look
    }
  }

  private CgroupTree() {}
}
