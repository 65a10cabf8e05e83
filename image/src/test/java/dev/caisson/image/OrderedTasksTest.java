package dev.caisson.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Tasks that run side by side. */
final class OrderedTasksTest {

  private static final int ROUNDS = 2000;

  @Test
  void threads_haveEndedWhenTheResultsAreThere() throws Exception {
    Thread caller = Thread.currentThread();
    for (int round = 0; round < ROUNDS; round++) {
      Queue<Thread> used = new ConcurrentLinkedQueue<>();
      OrderedTasks<Integer> tasks = new OrderedTasks<>();
      for (int i = 0; i < 4; i++) {
        int number = i;
        tasks.add(
            () -> {
              used.add(Thread.currentThread());
              return number;
            });
      }
      assertThat(tasks.run()).containsExactly(0, 1, 2, 3);
      assertThat(used).allMatch(thread -> thread == caller || !thread.isAlive());
    }
  }
}
