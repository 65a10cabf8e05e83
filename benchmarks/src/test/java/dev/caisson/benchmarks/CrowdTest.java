package dev.caisson.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CrowdTest {

  @Test
  void workers_runSideBySide() throws Exception {
    CountDownLatch all = new CountDownLatch(3);
    Entry.Opening worker =
        () ->
            () -> {
              all.countDown();
              all.await();
              return 1;
            };
    try (Crowd crowd = Crowd.of(3, Duration.ZERO, worker)) {
      assertThat(crowd.run()).isPositive();
    }
  }

  @Test
  void workerThatFails_failsTheCrowd() throws Exception {
    try (Crowd crowd =
        Crowd.of(
            2,
            Duration.ZERO,
            () ->
                () -> {
                  throw new IOException("no container");
                })) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(crowd::run)
          .withMessage("no container");
    }
  }

  @Test
  void workerThatCantStart_endsTheOthers() {
    AtomicInteger started = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Crowd.of(3, Duration.ZERO, () -> openTwo(started, closed)));
    assertThat(closed).hasValue(2);
  }

  private static Contestant openTwo(AtomicInteger started, AtomicInteger closed)
      throws IOException {
    if (started.getAndIncrement() == 2) {
      throw new IOException("too many");
    }
    return new Contestant() {
      @Override
      public long run() {
        return 1;
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }
}
