package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How a container is ended from outside, and what a caller's thread sees of it. */
final class EndingTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {}

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    @Test
    void timeout_endsTheWholeTree() throws Exception {
      String mark = Marked.unique();
      Result result =
          endless(
                  "sh",
                  "-c",
                  "setsid sh -c 'trap \"\" TERM; sleep 600' & probe escape & sleep 600",
                  mark)
              .env(Marked.VARIABLE, mark)
              .timeout(Duration.ofMillis(300))
              .run();
      assertThat(result.ending()).isEqualTo(Ending.TIMEOUT);
      assertThat(result.exitCode()).isEmpty();
      assertThat(result.signal()).hasValue(Signal.KILL);
      assertThat(result.wallTime()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
      assertThat(Marked.processes(mark)).isEmpty();
    }

    @Test
    void timeoutForEver_isNone() throws Exception {
      Result result = endless("echo", "fine").timeout(ChronoUnit.FOREVER.getDuration()).run();
      assertThat(result.ending()).isEqualTo(Ending.EXIT);
      try (RunningContainer cat = endless("cat").stdin(Input.pipe()).start()) {
        CompletableFuture<Void> closing =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    cat.stdin().close();
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
        assertThat(cat.waitFor(ChronoUnit.FOREVER.getDuration())).isPresent();
        closing.join();
      }
    }

    @Test
    void commandThatEnds_takesItsDescendantsAlong() throws Exception {
      String mark = Marked.unique();
      Result result =
          busybox(
                  "sh",
                  "-c",
                  "probe escape " + mark + " & until grep -q escaped /proc/*/comm; do :; done",
                  mark)
              .env(Marked.VARIABLE, mark)
              .run();
      assertThat(result.isSuccess()).isTrue();
      assertThat(Marked.processes(mark)).isEmpty();
    }

    @Test
    void kill_endsAContainerThatIgnoresSignals() throws Exception {
      try (RunningContainer container = busybox("probe", "escape").start()) {
        container.kill();
        Result result = container.waitFor();
        assertThat(result.ending()).isEqualTo(Ending.SIGNAL);
        assertThat(result.signal()).hasValue(Signal.KILL);
        assertThat(container.isAlive()).isFalse();
        container.kill();
        assertThat(container.signal(Signal.TERM)).isFalse();
      }
    }

    @Test
    void signal_reachesTheCommandAlone() throws Exception {
      String script = "trap 'echo got; exit 5' TERM; echo ready; while :; do sleep 0.01; done";
      try (RunningContainer container = shell(script).start();
          InputStream stdout = container.stdout()) {
        assertThat(stdout.readNBytes(6)).asString().isEqualTo("ready\n");
        assertThat(container.signal(Signal.TERM)).isTrue();
        assertThat(stdout.readAllBytes()).asString().isEqualTo("got\n");
        assertThat(container.waitFor().exitCode()).hasValue(5);
      }
    }

    @Test
    void signalToTheGroup_reachesTheCommandsChildren() throws Exception {
      String script = "trap 'echo shell' INT; (echo ready; exec sleep 600); echo $?";
      try (RunningContainer container = shell(script).start();
          InputStream stdout = container.stdout()) {
        assertThat(stdout.readNBytes(6)).asString().isEqualTo("ready\n");
        assertThat(container.signalGroup(Signal.INT)).isTrue();
        assertThat(stdout.readAllBytes()).asString().isEqualTo("shell\n130\n");
        assertThat(container.waitFor().isSuccess()).isTrue();
        assertThat(container.signalGroup(Signal.INT)).isFalse();
      }
    }

    @Test
    void signalToAUserOfItsOwn_isDelivered() throws Exception {
      try (RunningContainer container = busybox("sleep", "600").user("worker").start()) {
        assertThat(container.signal(Signal.TERM)).isTrue();
        assertThat(container.waitFor().signal()).hasValue(Signal.TERM);
      }
    }

    @Test
    void stoppedCommand_canBeKilled() throws Exception {
      try (RunningContainer container = busybox("sleep", "600").start()) {
        container.signal(new Signal(19));
        assertThat(container.waitFor(Duration.ofMillis(50))).isEmpty();
        container.kill();
        assertThat(container.waitFor().signal()).hasValue(Signal.KILL);
      }
    }

    @Test
    void initThatIsStoppedForAWhile_goesOn() throws Exception {
      try (RunningContainer cat = busybox("cat").stdin(Input.pipe()).start()) {
        for (String signal : new String[] {"-STOP", "-CONT"}) {
          Process kill = new ProcessBuilder("kill", signal, "" + cat.pid()).inheritIO().start();
          assertThat(kill.waitFor()).isZero();
        }
        cat.stdin().write('x');
        cat.stdin().close();
        assertThat(cat.stdout().readAllBytes()).asString().isEqualTo("x");
        assertThat(cat.waitFor().isSuccess()).isTrue();
      }
    }

    @Test
    void close_freesAReaderInAnotherThread() throws Exception {
      RunningContainer container = busybox("sleep", "600").start();
      CountDownLatch reading = new CountDownLatch(1);
      CompletableFuture<String> reader =
          CompletableFuture.supplyAsync(
              () -> {
                reading.countDown();
                try {
                  return "read " + container.stdout().read();
                } catch (IOException e) {
                  return e.getMessage();
                }
              });
      reading.await();
      container.close();
      assertThat(reader.get(10, TimeUnit.SECONDS)).isIn("read -1", "stream is closed");
      assertThatThrownBy(() -> container.stdout().read()).hasMessage("stream is closed");
      container.close();
    }

    @Test
    void streamThatIsClosed_freesItsReaderThoughTheContainerGoesOn() throws Exception {
      try (RunningContainer container = busybox("sleep", "600").start()) {
        CountDownLatch reading = new CountDownLatch(1);
        CompletableFuture<String> reader =
            CompletableFuture.supplyAsync(
                () -> {
                  reading.countDown();
                  try {
                    return "read " + container.stdout().read();
                  } catch (IOException e) {
                    return e.getMessage();
                  }
                });
        reading.await();
        CompletableFuture<Void> closing =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    container.stdout().close();
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
        closing.get(10, TimeUnit.SECONDS);
        assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo("stream is closed");
        assertThat(container.isAlive()).isTrue();
      }
    }

    @Test
    void close_freesAWriterInAnotherThread() throws Exception {
      RunningContainer container = busybox("sleep", "600").stdin(Input.pipe()).start();
      CountDownLatch writing = new CountDownLatch(1);
      CompletableFuture<String> writer =
          CompletableFuture.supplyAsync(
              () -> {
                writing.countDown();
                try (OutputStream stdin = container.stdin()) {
                  stdin.write(new byte[1 << 20]);
                  return "written";
                } catch (IOException e) {
                  return e.getMessage();
                }
              });
      writing.await();
      container.close();
      assertThat(writer.get(10, TimeUnit.SECONDS)).containsAnyOf("EPIPE", "stream is closed");
    }

    @Test
    void futureThatIsCancelled_changesNothing() throws Exception {
      try (RunningContainer container = busybox("cat").stdin(Input.pipe()).start()) {
        assertThat(container.onExit().cancel(true)).isTrue();
        CompletableFuture<Result> exit = container.onExit();
        container.stdin().close();
        assertThat(exit.get(60, TimeUnit.SECONDS).isSuccess()).isTrue();
      }
    }

    @Test
    void waitWithALimit_isEmptyWhileItRuns() throws Exception {
      try (RunningContainer container = busybox("sleep", "600").start()) {
        assertThat(container.waitFor(Duration.ofMillis(10))).isEmpty();
        assertThat(container.waitFor(Duration.ZERO)).isEmpty();
        assertThat(container.isAlive()).isTrue();
      }
    }
  }
}
