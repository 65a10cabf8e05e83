package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.error.CaissonException;
import dev.caisson.namespaces.Mount;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This machine's table of mounts never changes, not even while a container runs. */
final class MountLeakTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {}

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    @TempDir Path folder;

    @Test
    void mountsOfAContainer_areItsAlone() throws Exception {
      List<String> before = mounts();
      try (RunningContainer container =
          busybox("sleep", "600")
              .mount(Mount.bind(folder, "/data"))
              .mount(Mount.tmpfs("/t"))
              .start()) {
        assertThat(mounts()).isEqualTo(before);
        container.kill();
      }
      try {
        busybox("no-such-command").mount(Mount.bind(folder, "/data")).run();
      } catch (CaissonException e) {
        // The point is what it leaves.
      }
      Container.builder().root(Root.host()).command("true").run();
      assertThat(mounts()).isEqualTo(before);
      assertThat(StateDirectory.staging()).isEmptyDirectory();
    }

    // Tests of other modules may mount in their own folders meanwhile.
    private static List<String> mounts() throws IOException {
      return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
          .filter(line -> !line.contains("/tmp/junit-"))
          .toList();
    }
  }
}
