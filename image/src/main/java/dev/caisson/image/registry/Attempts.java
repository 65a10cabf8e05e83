package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLException;

/** Counts the attempts at one thing, and pauses between them: longer each time, but never long. */
final class Attempts {

  /** Told of each pause before it begins. */
  @FunctionalInterface
  interface Listener {

    /** Nobody is told. */
    Listener NONE = (attempt, cause, pause) -> {};

    void pausing(int attempt, String cause, Duration pause);
  }

  private static final Set<Integer> TRANSIENT = Set.of(408, 429, 500, 502, 503, 504, 522);
  private static final int MOST_DIGITS = 9;

  private final Patience patience;
  private final Listener listener;
  private int made = 1;

  Attempts(Patience patience, Listener listener) {
    this.patience = patience;
    this.listener = listener;
  }

  /** Returns whether an answer may be another one later. */
  static boolean isTransient(Reply reply) {
    return TRANSIENT.contains(reply.status());
  }

  /** Returns whether an error may not come again: not where nobody is, or nobody to be trusted. */
  static boolean isTransient(IOException error) {
    return !(error instanceof CaissonException
        || error instanceof ConnectException
        || error instanceof HttpConnectTimeoutException
        || error instanceof UnknownHostException
        || error instanceof SSLException
        || error instanceof Courier.UnreadableBody
        || error.getCause() instanceof UnresolvedAddressException);
  }

  /** Begins to count anew, since something was achieved. */
  void achieved() {
    made = 1;
  }

  /** Pauses before the next attempt; returns false, at once, where there is none. */
  boolean again(IOException error) throws InterruptedException {
    String cause =
        error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    return isTransient(error) && again(Printable.of(cause), Optional.empty());
  }

  /** Pauses before the next attempt; returns false, at once, where there is none. */
  boolean again(Reply reply) throws InterruptedException {
    return isTransient(reply)
        && again("HTTP status " + reply.status(), reply.header("Retry-After"));
  }

  private boolean again(String cause, Optional<String> retryAfter) throws InterruptedException {
    if (made >= patience.attempts()) {
      return false;
    }
    Duration pause =
        retryAfter.flatMap(text -> parse(text, Instant.now())).orElseGet(this::backOff);
    Duration bounded =
        pause.compareTo(patience.longestPause()) > 0 ? patience.longestPause() : pause;
    made++;
    listener.pausing(made, cause, bounded);
    Thread.sleep(bounded.toMillis());
    return true;
  }

  /** Doubles with each attempt, less up to a quarter, so that many clients do not come at once. */
  private Duration backOff() {
    long millis = patience.backOff().toMillis() << Math.min(made - 1, 20);
    long most = Math.min(Math.max(1, millis), patience.longestPause().toMillis());
    return Duration.ofMillis(most - ThreadLocalRandom.current().nextLong(most / 4 + 1));
  }

  /** Reads Retry-After: a number of seconds, or a date; a date that is past is no pause. */
  static Optional<Duration> parse(String text, Instant now) {
    String value = text.strip();
    if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.of(
          value.length() > MOST_DIGITS
              ? Duration.ofSeconds(Integer.MAX_VALUE)
              : Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration pause = Duration.between(now, date);
      return Optional.of(pause.isNegative() ? Duration.ZERO : pause);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
