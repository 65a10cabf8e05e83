package dev.caisson.cgroups;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Cgroup hierarchies as plain files below a temporary folder. */
final class RecordedTree {

  private final Path top;
  private final StringBuilder mountInfo = new StringBuilder();
  private final StringBuilder self = new StringBuilder();
  private final Set<Path> refused = new HashSet<>();

  RecordedTree(Path top) {
    this.top = top;
  }

  /** Mounts a v1 hierarchy, with this process in one of its groups. */
  Path legacy(String controllers, String own) throws IOException {
    Path point = Files.createDirectories(top.resolve(controllers));
    group(point);
    line(point, "rw", "cgroup", controllers);
    self.append("9:").append(controllers).append(':').append(own).append('\n');
    if (!own.equals("/")) {
      group(Files.createDirectories(point.resolve(own.substring(1))));
    }
    return point;
  }

  /** Mounts v2 with these controllers at its top, with this process in one of its groups. */
  Path unified(String controllers, String own) throws IOException {
    Path point = Files.createDirectories(top.resolve("unified"));
    group(point, "cgroup.controllers", controllers);
    group(point, "cgroup.subtree_control", "");
    line(point, "rw", "cgroup2", "nsdelegate");
    self.append("0::").append(own).append('\n');
    return point;
  }

  /** Adds a group of v2 that is not the root, with processes of its own or none. */
  void unifiedGroup(Path group, String controllers, String processes) throws IOException {
    Files.createDirectories(group);
    group(group, "cgroup.type", "domain\n");
    group(group, "cgroup.controllers", controllers);
    group(group, "cgroup.subtree_control", "");
    group(group, "cgroup.procs", processes);
  }

  RecordedTree mountedReadOnly() {
    String lines = mountInfo.toString().replace(" rw,relatime ", " ro,relatime ");
    mountInfo.setLength(0);
    mountInfo.append(lines);
    return this;
  }

  /** Has this process lack the right to write a file. */
  RecordedTree refuse(Path path) {
    refused.add(path.normalize());
    return this;
  }

  private void line(Path point, String mode, String type, String options) {
    mountInfo.append("1 2 0:3 / ").append(point).append(' ').append(mode).append(",relatime - ");
    mountInfo.append(type).append(" cgroup rw,").append(options).append('\n');
  }

  private static void group(Path group) throws IOException {
    group(group, "cgroup.procs", "");
  }

  static void group(Path group, String file, String text) throws IOException {
    Files.writeString(Files.createDirectories(group).resolve(file), text);
  }

  Layout layout() {
    return Layout.find(
        mountInfo.toString(), self.toString(), path -> !refused.contains(path.normalize()));
  }

  Cgroups cgroups() {
    return Cgroups.of(layout());
  }
}
