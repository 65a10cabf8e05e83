package dev.caisson.testing;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What this JVM holds of the kernel's objects at one moment. */
record Snapshot(Map<Resource, Map<String, String>> held) {
  static Snapshot take() {
    Map<Resource, Map<String, String>> held = new EnumMap<>(Resource.class);
    for (Resource resource : Resource.values()) {
      held.put(resource, resource.held());
    }
    return new Snapshot(held);
  }

  /** What is held here and was not held before, one line each. */
  List<String> since(Snapshot before) {
    List<String> leaks = new ArrayList<>();
    held.forEach(
        (resource, now) -> {
          Map<String, String> then = before.held.get(resource);
          now.forEach(
              (key, text) -> {
                if (!then.containsKey(key)
                    && !CgroupTree.isKept(text)
                    && !TheLoop.mayHold(text, now, then)) {
                  leaks.add(text);
                }
              });
        });
    return leaks;
  }
}
