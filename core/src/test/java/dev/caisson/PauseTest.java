package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.cgroups.Cgroups;
import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Containers that are stopped where they are, and go on. */
final class PauseTest {

  @Nested
  @RootlessTest
  final class AsUser extends OnBusybox {

    @Test
    void pause_takesACgroupOfTheUsers_orIsRefusedWithARemedy() throws Exception {
      try (RunningContainer container = busybox("sleep", "60").start()) {
        if (Cgroups.host().canAccount()) {
          container.pause();
          assertThat(container.isPaused()).isTrue();
        } else {
          assertThatThrownBy(container::pause)
              .isInstanceOf(UnsupportedHostException.class)
              .hasMessageStartingWith("freeze processes on ")
              .hasMessageContaining("run as root");
          assertThat(container.isPaused()).isFalse();
          container.resume();
        }
        assertThat(container.isAlive()).isTrue();
      }
    }
  }

  @Nested
  @RootTest
  final class AsRoot extends OnBusybox {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private void say(RunningProcess process, char word) throws IOException {
      process.stdin().write(word);
    }

    private CompletableFuture<Integer> answer(RunningProcess process) {
      return CompletableFuture.supplyAsync(
          () -> {
            try {
              return process.stdout().read();
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
    }

    @Test
    void pausedContainer_answersOnceItIsResumed() throws Exception {
      try (RunningContainer cat = busybox("cat").stdin(Input.pipe()).start();
          RunningCommand second = cat.exec("cat").stdin(Input.pipe()).start()) {
        cat.pause();
        assertThat(cat.isPaused()).isTrue();
        say(cat, 'a');
        say(second, 'b');
        CompletableFuture<Integer> first = answer(cat);
        CompletableFuture<Integer> other = answer(second);
        assertThat(cat.waitFor(Duration.ofMillis(100))).isEmpty();
        assertThat(first).isNotDone();
        assertThat(other).isNotDone();
        cat.resume();
        assertThat(cat.isPaused()).isFalse();
        assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo('a');
        assertThat(other.get(60, TimeUnit.SECONDS)).isEqualTo('b');
        cat.stdin().close();
        assertThat(cat.waitFor().isSuccess()).isTrue();
      }
    }

    @Test
    void pauseAndResume_twice_areAsOnce() throws Exception {
      try (RunningContainer container = busybox("cat").stdin(Input.pipe()).start()) {
        container.resume();
        container.pause();
        container.pause();
        assertThat(container.isPaused()).isTrue();
        container.resume();
        container.resume();
        container.stdin().close();
        assertThat(container.waitFor().isSuccess()).isTrue();
      }
    }

    @Test
    void pausedContainer_canBeClosed() throws Exception {
      String mark = Marked.unique();
      RunningContainer container =
          endless("sh", "-c", "probe escape & sleep 600", mark).env(Marked.VARIABLE, mark).start();
      container.pause();
      container.close();
      assertThat(container.waitFor().ending()).isEqualTo(Ending.SIGNAL);
      assertThat(Marked.processes(mark)).isEmpty();
    }

    @Test
    void timeout_endsAPausedContainer() throws Exception {
      try (RunningContainer container =
          endless("sleep", "600").timeout(Duration.ofMillis(300)).start()) {
        container.pause();
        Result result = container.waitFor();
        assertThat(result.ending()).isEqualTo(Ending.TIMEOUT);
        assertThat(result.wallTime()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
      }
    }

    @Test
    void commandInAPausedContainer_canBeEndedAlone() throws Exception {
      try (RunningContainer container = busybox("sleep", "600").start();
          RunningCommand late =
              container.exec("sleep", "600").timeout(Duration.ofMillis(300)).start()) {
        RunningCommand closed = container.exec("sleep", "600").start();
        container.pause();
        assertThat(late.waitFor().ending()).isEqualTo(Ending.TIMEOUT);
        closed.close();
        assertThat(closed.waitFor().signal()).contains(Signal.KILL);
        assertThat(container.isPaused()).isTrue();
        assertThat(container.isAlive()).isTrue();
      }
    }

    @Test
    void exec_inAPausedContainer_isRefused() throws Exception {
      try (RunningContainer container = busybox("sleep", "600").start()) {
        container.pause();
        assertThatThrownBy(() -> container.exec("true").run())
            .isInstanceOf(CaissonException.class)
            .hasMessageStartingWith("execute true: the container is paused");
        container.resume();
        assertThat(container.exec("true").run().isSuccess()).isTrue();
      }
    }

    @Test
    void signal_isTakenOnceTheContainerIsResumed() throws Exception {
      try (RunningContainer container = busybox("sleep", "600").start()) {
        container.pause();
        assertThat(container.signal(Signal.TERM)).isTrue();
        assertThat(container.waitFor(Duration.ofMillis(100))).isEmpty();
        container.resume();
        assertThat(container.waitFor().signal()).contains(Signal.TERM);
      }
    }

    @Test
    void signalsThatNobodyTakes_areRefusedAtLast() throws Exception {
      try (RunningContainer container = busybox("sleep", "600").start()) {
        container.pause();
        assertThatThrownBy(
                () -> {
                  while (true) {
                    assertThat(container.signal(new Signal(18))).isTrue();
                  }
                })
            .isInstanceOf(CaissonException.class)
            .hasMessageStartingWith("send signal to container: EAGAIN");
      }
    }

    @Test
    void pause_afterTheEnd_isRefused() throws Exception {
      RunningContainer container = busybox("true").start();
      container.waitFor();
      assertThatThrownBy(container::pause).hasMessageStartingWith("pause container: it has ended");
      assertThat(container.isPaused()).isFalse();
      container.resume();
      container.close();
    }

    @Test
    void containerThatEndsWhileItIsPausedAgainAndAgain_doesEnd() throws Exception {
      for (int i = 0; i < 20; i++) {
        try (RunningContainer container = busybox("sleep", "600").start()) {
          CompletableFuture<Void> killing =
              CompletableFuture.runAsync(
                  () -> {
                    try {
                      container.kill();
                    } catch (CaissonException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  });
          try {
            while (container.isAlive()) {
              container.pause();
              container.resume();
            }
          } catch (CaissonException e) {
            assertThat(e).hasMessageStartingWith("pause container: it has ended");
          }
          killing.get(60, TimeUnit.SECONDS);
          assertThat(container.waitFor().signal()).contains(Signal.KILL);
        }
      }
    }

    @Test
    void jvmThatIsKilled_takesAPausedContainerAlong() throws Exception {
      for (String kind :
          List.of(
              DoomedContainer.PAUSED,
              DoomedContainer.PAUSED + " " + DoomedContainer.WITHOUT_INIT)) {
        String mark = Marked.unique();
        try (ChildJvm child =
            ChildJvm.start(
                "", List.of(), DoomedContainer.class, kind, rootFolder.toString(), mark)) {
          child.awaitLine("ready");
          assertThat(Marked.processes(mark)).isNotEmpty();
          child.kill();
          Await.until("all has ended", LIMIT, () -> Marked.processes(mark).isEmpty());
          Cgroups.host().sweep();
        }
      }
    }
  }
}
