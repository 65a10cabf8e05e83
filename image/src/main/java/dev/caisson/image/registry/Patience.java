package dev.caisson.image.registry;

import java.time.Duration;

/**
 * How long a registry may take, and how often it is asked again.
 *
 * <p>While content flows, no span of waiting as long as {@code stall} may bring fewer than {@code
 * stallBytes}: a connection that hangs or drips is given up, and counts as one attempt.
 *
 * @param connect for a connection; 10 seconds by default
 * @param answer for the head of an answer; 60 seconds by default
 * @param stall for the next {@code stallBytes} of content; 60 seconds by default
 * @param stallBytes how many bytes each {@code stall} must bring; 64 KiB by default
 * @param attempts how often a request is made in all; 5 by default, from 1 to 100. Content that is
 *     fetched in parts begins to count anew with each MiB that arrives.
 * @param backOff the pause before the second attempt, doubled for each further one; 1 second by
 *     default
 * @param longestPause the longest pause, also where the registry's {@code Retry-After} asks for
 *     more; 60 seconds by default
 */
public record Patience(
    Duration connect,
    Duration answer,
    Duration stall,
    long stallBytes,
    int attempts,
    Duration backOff,
    Duration longestPause) {

  private static final int MOST_ATTEMPTS = 100;
  private static final Duration LONGEST = Duration.ofDays(1);

  /** What is waited where nothing else is asked for. */
  public static final Patience DEFAULT =
      new Patience(
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          64 << 10,
          5,
          Duration.ofSeconds(1),
          Duration.ofSeconds(60));

  /**
   * Makes a patience of its parts.
   *
   * @throws IllegalArgumentException if a duration is not positive or longer than a day, or a
   *     number is out of its range
   */
  public Patience {
    requirePositive("connect", connect);
    requirePositive("answer", answer);
    requirePositive("stall", stall);
    requirePositive("backOff", backOff);
    requirePositive("longestPause", longestPause);
    if (stallBytes < 1) {
      throw new IllegalArgumentException("stallBytes < 1: " + stallBytes);
    }
    if (attempts < 1 || attempts > MOST_ATTEMPTS) {
      throw new IllegalArgumentException("attempts, from 1 to 100: " + attempts);
    }
  }

  private static void requirePositive(String name, Duration duration) {
    if (duration.isZero() || duration.isNegative() || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + ", more than 0 and at most a day: " + duration);
    }
  }

  /** Returns the same with other times for an answer and for content. */
  public Patience withAnswer(Duration other) {
    return new Patience(connect, other, other, stallBytes, attempts, backOff, longestPause);
  }

  /** Returns the same with another number of attempts and another first pause. */
  public Patience withAttempts(int number, Duration firstPause) {
    return new Patience(connect, answer, stall, stallBytes, number, firstPause, longestPause);
  }
}
