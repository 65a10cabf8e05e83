package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.error.CaissonException;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
    void twoHundredStarts_leaveNoNewDescriptor() throws Exception {
      Set<String> before = open();
      for (int i = 0; i < TIMES; i++) {
        busybox("cat").stdin(Input.of("x")).run();
        try {
          busybox("no-such-command").run();
        } catch (CaissonException e) {
          // Half of the starts fail.
        }
      }
      // Those of an earlier test may be closed meanwhile; none may be new.
      assertThat(before).containsAll(open());
    }

    @Test
    void startWithFewDescriptorsLeft_worksOrLeavesNothing() throws Exception {
      try (ChildJvm child =
          ChildJvm.start(
              "ulimit -n 100; ", List.of(), FewDescriptors.class, rootFolder.toString())) {
        assertThat(child.result()).isEqualTo("some failed, some worked\n");
      }
    }

    /** Each descriptor with what it is open on. */
    private static Set<String> open() throws IOException {
      Path folder = Path.of("/proc/self/fd");
      Set<String> open = new TreeSet<>();
      for (String number : folder.toFile().list()) {
        try {
          open.add(number + " " + Files.readSymbolicLink(folder.resolve(number)));
        } catch (NoSuchFileException e) {
          // It was the listing's own.
        }
      }
      return open;
    }
  }
}
