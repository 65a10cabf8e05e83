package dev.caisson.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

final class NoLeaksTest {
  /** What a sample left behind, for the test around it to clear away. */
  private static final Deque<Closeable> LEFT = new ArrayDeque<>();

  /** In every name, so that a test run beside this one does not take it for its own. */
  private static final long SELF = ProcessHandle.current().pid();

  @AfterEach
  void clearAway() throws IOException {
    while (!LEFT.isEmpty()) {
      LEFT.pop().close();
    }
  }

  @Test
  void openFile_fails() {
    assertThat(failures(Leaks.class, "file"))
        .singleElement()
        .asString()
        .containsPattern("left behind:\n  fd \\d+ -> /etc/passwd");
  }

  @Test
  void thread_fails() {
    assertThat(failures(Leaks.class, "thread"))
        .singleElement()
        .asString()
        .contains("thread 'stays' (daemon)");
  }

  @Test
  void process_fails() {
    assertThat(failures(Leaks.class, "process"))
        .singleElement()
        .asString()
        .containsPattern("process \\d+ \\(sleep\\)");
  }

  @Test
  void temporaryFile_fails() {
    assertThat(failures(Leaks.class, "temporaryFile"))
        .singleElement()
        .asString()
        .contains("temporary file " + System.getProperty("java.io.tmpdir") + "/caisson");
  }

  @RootTest
  @NeedsTool({"mount", "umount"})
  void mount_fails() {
    assertThat(failures(Leaks.class, "mount"))
        .singleElement()
        .asString()
        .containsPattern("mount \\d+ of type tmpfs on /");
  }

  @RootTest
  void cgroup_fails() {
    assertThat(failures(Leaks.class, "cgroup"))
        .singleElement()
        .asString()
        .containsPattern("cgroup /.*/caisson-" + SELF);
  }

  @Test
  void openFileOfTheWholeClass_failsTheClass() {
    assertThat(failures(LeaksBeforeAll.class, "nothing"))
        .singleElement()
        .asString()
        .contains("-> /etc/passwd");
  }

  @Test
  void failedTest_keepsItsOwnErrorFirst() {
    assertThat(failures(Leaks.class, "fileAndFailure"))
        .singleElement()
        .satisfies(
            error ->
                assertThat(error)
                    .hasMessage("the test's own")
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1)));
  }

  @Test
  void nothingLeft_passes() {
    assertThat(failures(Clean.class, "nothing")).isEmpty();
  }

  @Test
  void fieldClosedByJUnit_passes() {
    assertThat(failures(Closed.class, "closedByJUnit", Path.class)).isEmpty();
  }

  @Test
  void threadThatEndsSoon_passes() {
    assertThat(failures(Clean.class, "endsSoon")).isEmpty();
  }

  @Test
  void theLoopsThread_mayAppearOnce() {
    assertThat(failures(Leaks.class, "loop")).isEmpty();
    assertThat(failures(Leaks.class, "loop"))
        .singleElement()
        .asString()
        .contains("thread 'caisson-loop' (daemon)");
  }

  @Test
  void nameWithNoOtherJvmsPid_isOurs() {
    assertThat(Owner.isAnotherJvm("caisson-" + SELF + "-1")).isFalse();
    assertThat(Owner.isAnotherJvm("caisson-1")).isFalse();
    assertThat(Owner.isAnotherJvm("caisson8261537482")).isFalse();
  }

  private static List<Throwable> failures(Class<?> sample, String method, Class<?>... parameters) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(sample, method, parameters))
        .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
        .configurationParameter(NoLeaks.PATIENCE, "100")
        .execute()
        .allEvents()
        .finished()
        .stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .flatMap(result -> result.getThrowable().stream())
        .toList();
  }

  private static RandomAccessFile open() throws IOException {
    return new RandomAccessFile("/etc/passwd", "r");
  }

  private static void start(String name) {
    CountDownLatch end = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    LEFT.push(end::countDown);
  }

  private static void run(String... command) throws IOException {
    try {
      assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Each test leaves one thing behind. Only the tests above run it. */
  static final class Leaks {
    @Test
    void file() throws IOException {
      LEFT.push(open());
    }

    @Test
    void fileAndFailure() throws IOException {
      LEFT.push(open());
      throw new AssertionError("the test's own");
    }

    @Test
    void thread() {
      start("stays");
    }

    @Test
    void loop() {
      start("caisson-loop");
    }

    @Test
    void process() throws IOException {
      Process sleep = new ProcessBuilder("sleep", "60").start();
      LEFT.push(() -> sleep.destroyForcibly().onExit().join());
      sleep.getOutputStream().close();
      sleep.getInputStream().close();
      sleep.getErrorStream().close();
    }

    @Test
    void temporaryFile() throws IOException {
      Path file = Files.createTempFile("caisson-" + SELF + "-", ".tmp");
      LEFT.push(() -> Files.delete(file));
    }

    @Test
    void mount() throws IOException {
      Path point = Files.createTempDirectory("junit-" + SELF + "-");
      LEFT.push(() -> Files.delete(point));
      run("mount", "-t", "tmpfs", "none", point.toString());
      LEFT.push(() -> run("umount", point.toString()));
    }

    @Test
    void cgroup() throws IOException {
      Path parent =
          CgroupTree.parents().stream().filter(Files::isWritable).findFirst().orElseThrow();
      Path group = Files.createDirectory(parent.resolve("caisson-" + SELF));
      LEFT.push(() -> Files.delete(group));
    }
  }

  /** Leaves a file open from before its first test. Only the tests above run it. */
  static final class LeaksBeforeAll {
    @BeforeAll
    static void leave() throws IOException {
      LEFT.push(open());
    }

    @Test
    void nothing() {}
  }

  /** Leaves nothing behind. Only the tests above run it. */
  static final class Clean {
    @Test
    void nothing() {}

    @Test
    void endsSoon() {
      Thread thread = new Thread(() -> LockSupport.parkNanos(20_000_000), "soon");
      thread.start();
    }
  }

  /** Leaves to JUnit what it opens. Only the tests above run it. */
  static final class Closed {
    @AutoClose private RandomAccessFile file;

    @Test
    void closedByJUnit(@TempDir Path folder) throws IOException {
      file = open();
      assertThat(file.length()).isPositive();
      Files.createDirectory(folder.resolve("caisson"));
    }
  }
}
