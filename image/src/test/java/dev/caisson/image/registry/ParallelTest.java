package dev.caisson.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Tasks in threads of their own. */
final class ParallelTest {

  private static final int ROUNDS = 2000;

  @Test
  void threads_haveEndedWhenAllTasksAreDone() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Queue<Thread> used = new ConcurrentLinkedQueue<>();
      Parallel.run(4, Collections.nCopies(4, () -> used.add(Thread.currentThread())));
      assertThat(used).hasSize(4).noneMatch(Thread::isAlive);
    }
  }
}
