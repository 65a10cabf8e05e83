package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.error.CaissonException;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Output and the heap: what is captured is bounded, and what does not fit harms no one else. */
final class CaptureTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {}

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    @Test
    void smallHeap_bearsEndlessOutput() throws Exception {
      try (ChildJvm child =
          ChildJvm.start("", List.of("-Xmx24m"), SmallHeap.class, rootFolder.toString())) {
        assertThat(child.result())
            .isEqualTo(
                "OUTPUT_LIMIT 1048576\nOUTPUT_LIMIT 268435456\ncapture output set a lower"
                    + "\nEXIT 3\n");
      }
    }
  }

  /** The main class of a JVM with a small heap. */
  static final class SmallHeap {

    private SmallHeap() {}

    public static void main(String[] arguments) throws Exception {
      Root root = Root.directory(Path.of(arguments[0]));
      Result captured = yes(root).outputLimit(1 << 20).run();
      System.out.println(captured.ending() + " " + captured.stdout().length());
      try (RunningContainer yes = yes(root).outputLimit(256 << 20).start();
          InputStream stdout = yes.stdout()) {
        long count = stdout.transferTo(java.io.OutputStream.nullOutputStream());
        System.out.println(yes.waitFor().ending() + " " + count);
      }
      try (RunningContainer other =
          Container.builder().root(root).command("cat").stdin(Input.pipe()).start()) {
        try {
          System.out.println(yes(root).outputLimit(1 << 30).run().ending());
        } catch (CaissonException e) {
          System.out.println(e.step() + " " + e.remedy().orElseThrow().substring(0, 11));
        }
        other.stdin().write(new byte[] {1, 2, 3});
        other.stdin().close();
        System.out.println(other.waitFor().ending() + " " + other.stdout().readAllBytes().length);
      }
    }

    private static ContainerBuilder yes(Root root) {
      return Container.builder().root(root).command("yes");
    }
  }
}
