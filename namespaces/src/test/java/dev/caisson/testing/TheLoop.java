package dev.caisson.testing;

import java.util.Map;
import java.util.Set;

/**
 * The one event loop, which starts in whichever test needs it first and lives as long as the JVM.
 */
final class TheLoop {
  private static final Set<String> PARTS =
      Set.of("anon_inode:[eventpoll]", "anon_inode:[eventfd]", "thread 'caisson-loop' (daemon)");

  /** Whether the text is a part of the loop, and the first of its kind since the JVM began. */
  static boolean mayHold(String text, Map<String, String> now, Map<String, String> then) {
    return PARTS.stream()
        .filter(text::endsWith)
        .anyMatch(
            part -> count(part, now) <= Math.max(count(part, then), Baseline.count(part) + 1));
  }

  private static long count(String part, Map<String, String> held) {
    return held.values().stream().filter(text -> text.endsWith(part)).count();
  }

  /** What the JVM and the test runner held before the first test. */
  static final class Baseline {
    private static final Snapshot FIRST = Snapshot.take();

    static void take() {
      // the static field does it
    }

    private static long count(String part) {
      return FIRST.held().values().stream().mapToLong(held -> TheLoop.count(part, held)).sum();
    }
  }

  private TheLoop() {}
}
