package dev.caisson.cgroups;

import java.io.IOException;
import java.util.List;

/** Starts shell commands in a group, by moving a shell that then runs them. */
final class Placed {

  private Placed() {}

  /** Starts a script; its output is thrown away, as is what it says of its errors. */
  static Process start(Cgroup group, String script) throws IOException {
    return start(entrances(group.placement()), script);
  }

  static Process start(List<String> entrances, String script) throws IOException {
    StringBuilder moved = new StringBuilder();
    entrances.forEach(file -> moved.append("echo 0 > ").append(file).append(" || exit 99; "));
    return new ProcessBuilder("sh", "-c", moved + script)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Returns whether a group has a subsystem of v2; a hybrid host has some of either version. */
  static boolean isUnified(Cgroup group, Subsystem subsystem) {
    return group.openMembers().stream()
        .anyMatch(member -> !member.isLegacy() && member.has(subsystem));
  }

  /** Returns the files to write; that of a descriptor is reached through this JVM's own. */
  static List<String> entrances(Placement placement) {
    if (placement instanceof Placement.Unified unified) {
      long self = ProcessHandle.current().pid();
      return List.of("/proc/" + self + "/fd/" + unified.directory().number() + "/cgroup.procs");
    }
    return ((Placement.Legacy) placement).entrances().stream().map(Object::toString).toList();
  }
}
