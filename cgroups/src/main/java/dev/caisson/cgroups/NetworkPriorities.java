package dev.caisson.cgroups;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The priority of a group's packets, by the interface that they leave by; v1 alone, since on v2 the
 * network itself is limited.
 *
 * @param priorities from 0 to 4,294,967,295, of each interface of the JVM's network namespace
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/net_prio.html">Network priority</a>
 */
public record NetworkPriorities(Map<String, Long> priorities) implements ControllerLimits {

  private static final Range PRIORITY = new Range("network priority", 0, 0xffff_ffffL);

  /**
   * Checks names and priorities, and copies the map.
   *
   * @throws IllegalArgumentException if a name is not one word, or a priority out of its range
   */
  public NetworkPriorities {
    priorities.forEach(
        (name, priority) -> {
          KernelName.check("network interface", name);
          PRIORITY.check(priority);
        });
    priorities = Collections.unmodifiableSortedMap(new TreeMap<>(priorities));
  }

  @Override
  public Controller controller() {
    return Controller.NET_PRIO;
  }

  @Override
  public boolean isEmpty() {
    return priorities.isEmpty();
  }

  List<Setting> settings() {
    return priorities.entrySet().stream()
        .<Setting>map(
            each ->
                FileSetting.line(
                    "net_prio.ifpriomap", each.getKey(), each.getValue().toString(), "0"))
        .toList();
  }
}
