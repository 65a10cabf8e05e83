package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.error.CaissonException;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every child of the JVM's is reaped, and none that belongs to others is. */
final class ZombieTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {}

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    @Test
    void runsOfEveryKind_leaveNoChild() throws Exception {
      String before = children();
      for (int i = 0; i < 10; i++) {
        shell("sleep 600 & setsid sleep 600 & exit 0").run();
        endless("sleep", "600").timeout(Duration.ofMillis(20)).run();
        busybox("sleep", "600").start().close();
        try {
          busybox("no-such-command").run();
        } catch (CaissonException e) {
          // The point is what it leaves.
        }
      }
      assertThat(children()).isEqualTo(before);
    }

    @Test
    void processOfTheCallers_keepsItsExitCode() throws Exception {
      for (int i = 0; i < 20; i++) {
        Process own = new ProcessBuilder("sh", "-c", "exit 42").start();
        busybox("true").run();
        assertThat(own.waitFor()).isEqualTo(42);
        own.getInputStream().close();
        own.getErrorStream().close();
        own.getOutputStream().close();
      }
    }

    private static String children() throws IOException {
      StringBuilder children = new StringBuilder();
      try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
        for (Path task : tasks) {
          children.append(Files.readString(task.resolve("children")));
        }
      }
      return children.toString();
    }
  }
}
