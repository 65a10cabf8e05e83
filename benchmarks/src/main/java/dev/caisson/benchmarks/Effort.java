package dev.caisson.benchmarks;

import java.io.IOException;
import java.time.Duration;

/**
 * How long a race is.
 *
 * @param warmUp how long each contestant runs before, uncounted
 * @param javaWarmUp how long containers are run first in a JVM whose code is yet to be compiled
 * @param length how long the rounds take together
 * @param leastRounds how many there are however long they take
 */
record Effort(Duration warmUp, Duration javaWarmUp, Duration length, int leastRounds) {

  /** For a first look. */
  static final Effort QUICK =
      new Effort(Duration.ofMillis(300), Duration.ofSeconds(2), Duration.ofSeconds(2), 7);

  /** For figures that are told to others. */
  static final Effort FULL =
      new Effort(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(60), 51);

  Effort {
    if (leastRounds < 1) {
      throw new IllegalArgumentException("rounds < 1: " + leastRounds);
    }
  }

  /** Runs one of a JVM's until its code is compiled, and returns it. */
  <T extends Contestant> T warmUpJava(T contestant) throws IOException, InterruptedException {
    long start = System.nanoTime();
    do {
      contestant.run();
    } while (System.nanoTime() - start < javaWarmUp.toNanos());
    return contestant;
  }

  /** Returns one in which everyone runs but once before. */
  Effort withoutWarmUp() {
    return new Effort(Duration.ZERO, Duration.ZERO, length, leastRounds);
  }

  /** Returns one that takes this share of the time, and of the rounds. */
  Effort times(double share) {
    return new Effort(
        warmUp,
        javaWarmUp,
        Duration.ofNanos((long) (length.toNanos() * share)),
        (int) Math.ceil(leastRounds * share));
  }
}
