package dev.caisson.cgroups;

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
