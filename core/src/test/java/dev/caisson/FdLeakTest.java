package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.error.CaissonException;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Descriptors: as many after as before, and a start without any free one leaves nothing. */
final class FdLeakTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {}

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    private static final int TIMES = 100;

    @Test
    void twoHundredStarts_leaveNoMoreDescriptors() throws Exception {
      long before = count();
      for (int i = 0; i < TIMES; i++) {
        busybox("cat").stdin(Input.of("x")).run();
        try {
          busybox("no-such-command").run();
        } catch (CaissonException e) {
          // Half of the starts fail.
        }
      }
      // Pipes of a process that an earlier test has started may be closed meanwhile.
      assertThat(count()).isLessThanOrEqualTo(before);
    }

    @Test
    void startWithFewDescriptorsLeft_worksOrLeavesNothing() throws Exception {
      try (ChildJvm child =
          ChildJvm.start(
              "ulimit -n 100; ", List.of(), FewDescriptors.class, rootFolder.toString())) {
        assertThat(child.result()).isEqualTo("some failed, some worked\n");
      }
    }

    private static long count() throws IOException {
      long count = 0;
      try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
        for (Path unused : open) {
          count++;
        }
      }
      return count;
    }
  }
}
