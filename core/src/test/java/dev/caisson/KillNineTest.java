package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A JVM that is killed at any moment takes its containers along, and the next one cleans up. */
final class KillNineTest {

  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final long LONGEST_LIFE_NANOS = 250_000_000;

  @Nested
  @RootTest
  final class AsRoot extends Contract {
    @Test
    void jvmKilledAHundredTimes_leavesNothing() throws Exception {
      killAgainAndAgain(100);
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {
    @Test
    void jvmKilledTwentyFiveTimes_leavesNothing() throws Exception {
      killAgainAndAgain(25);
    }
  }

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    final void killAgainAndAgain(int times) throws Exception {
      String mark = Marked.unique();
      List<Long> killed = new ArrayList<>();
      List<String> seen = new ArrayList<>();
      ChildJvm next = child("for-ever", mark);
      try {
        for (int i = 0; i < times; i++) {
          try (ChildJvm doomed = next) {
            next = child("for-ever", mark);
            doomed.awaitLine("ready");
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_LIFE_NANOS));
            seen.addAll(leftBy(doomed, mark));
            doomed.kill();
            killed.add(doomed.pid());
            String which = "what child " + i + " started has ended";
            // The next child runs already, with the same mark, but in a session of its own.
            Await.until(which, LIMIT, () -> leftBy(doomed, mark).isEmpty());
          }
        }
      } finally {
        next.close();
        killed.add(next.pid());
      }
      // Or the searches find nothing whatever is left.
      assertThat(seen).anyMatch(process -> process.contains("(caisson-init)"));
      assertThat(seen).anyMatch(process -> process.contains("(sleep)"));
      Await.until("all has ended", LIMIT, () -> Marked.processes(mark).isEmpty());
      try (ChildJvm last = child("once", mark)) {
        assertThat(last.result()).isEqualTo("ready\n");
      }
      assertThat(cgroupsOf(killed)).isEmpty();
      assertThat(StateDirectory.staging()).isEmptyDirectory();
    }

    private static ChildJvm child(String mode, String mark) throws IOException {
      return ChildJvm.start("", List.of(), ContainerLoop.class, mode, rootFolder.toString(), mark);
    }

    /** Finds the stage and init by their session, and the payloads by the child's own mark. */
    private static List<String> leftBy(ChildJvm child, String mark) throws IOException {
      List<String> left = new ArrayList<>(Marked.ofSession(child.pid()));
      left.addAll(Marked.processes(mark + "-of-" + child.pid() + "-"));
      return left;
    }

    private static List<Path> cgroupsOf(List<Long> pids) throws IOException {
      List<Path> left = new ArrayList<>();
      try (Stream<Path> groups = Files.find(Path.of("/sys/fs/cgroup"), 8, (p, a) -> isShared(p))) {
        for (Path shared : groups.toList()) {
          for (long pid : pids) {
            try (DirectoryStream<Path> own = Files.newDirectoryStream(shared, pid + "-*")) {
              own.forEach(left::add);
            }
          }
        }
      }
      return left;
    }

    private static boolean isShared(Path path) {
      return path.endsWith("caisson") && Files.isDirectory(path);
    }
  }
}
