package dev.caisson.cgroups;

import dev.caisson.error.UnsupportedHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The groups that this process is in, by the hierarchy's names.
 *
 * @param legacy the group of each v1 controller
 * @param unified the group in the v2 hierarchy; empty where the kernel has none
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">/proc/pid/cgroup</a>
 */
record OwnGroups(Map<String, String> legacy, Optional<String> unified) {

  /** Copies the map. */
  OwnGroups {
    legacy = Map.copyOf(legacy);
  }

  /**
   * Returns the directory of the group of v2 that this JVM is in now.
   *
   * @throws UnsupportedHostException if no mount shows it
   */
  static Path unifiedDirectory() throws UnsupportedHostException {
    Optional<String> group = parse(Cgroups.read("/proc/self/cgroup")).unified();
    return CgroupMount.parse(Cgroups.read("/proc/self/mountinfo")).stream()
        .filter(CgroupMount::unified)
        .flatMap(mount -> group.flatMap(mount::locate).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new UnsupportedHostException(
                    "find own group of",
                    "cgroup v2",
                    "no mount shows it",
                    Optional.of("mount it: mount -t cgroup2 none /sys/fs/cgroup")));
  }

  /** Reads the lines {@code number:controllers:group} of a /proc/pid/cgroup. */
  static OwnGroups parse(String selfCgroup) {
    Map<String, String> legacy = new HashMap<>();
    Optional<String> unified = Optional.empty();
    for (String line : selfCgroup.lines().toList()) {
      String[] fields = line.split(":", 3);
      if (fields.length == 3 && fields[1].isEmpty()) {
        unified = Optional.of(fields[2]);
      } else if (fields.length == 3) {
        Arrays.stream(fields[1].split(",", -1)).forEach(name -> legacy.put(name, fields[2]));
      }
    }
    return new OwnGroups(legacy, unified);
  }
}
