package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An interrupt at any moment of a run: an InterruptedException or a result, and nothing left. */
final class InterruptTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {}

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    private static final long LONGEST_NANOS = 30_000_000;

    @Test
    void interruptAtAnyMoment_endsTheContainer() throws Exception {
      for (int i = 0; i < 100; i++) {
        String mark = Marked.unique();
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread runner =
            new Thread(
                () -> {
                  try {
                    endless("sleep", "600").env(Marked.VARIABLE, mark).run();
                    ended.complete(new AssertionError("sleep ended"));
                  } catch (Throwable e) {
                    ended.complete(e);
                  }
                });
        runner.start();
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_NANOS));
        runner.interrupt();
        assertThat(ended.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(Marked.processes(mark)).isEmpty();
        runner.join();
      }
    }

    @Test
    void interruptBeforeTheStart_endsTheRun() {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> endless("sleep", "600").run())
          .isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> endless("sleep", "600").start())
          .isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void interruptWhileWaiting_leavesTheContainerRunning() throws Exception {
      try (RunningContainer container = endless("sleep", "600").start()) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(container::waitFor).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> container.waitFor(Duration.ofSeconds(60)))
            .isInstanceOf(InterruptedException.class);
        assertThat(container.isAlive()).isTrue();
      }
    }

    @Test
    void interruptWhileClosing_isKept() throws Exception {
      RunningContainer container = endless("sleep", "600").start();
      Thread.currentThread().interrupt();
      container.close();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(container.isAlive()).isFalse();
    }
  }
}
