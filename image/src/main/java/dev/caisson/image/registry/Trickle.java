package dev.caisson.image.registry;

import java.net.http.HttpTimeoutException;

/**
 * The least that must flow: some bytes in each span of waiting. Only the time that is spent waiting
 * for the peer counts, not what is spent on what has arrived.
 */
final class Trickle {

  private final Patience patience;
  private long waitedNanos;
  private long bytes;

  Trickle(Patience patience) {
    this.patience = patience;
  }

  /** Returns how long the next bytes may be waited for. */
  synchronized long nanosLeft() {
    return Math.max(0, patience.stall().toNanos() - waitedNanos);
  }

  synchronized void waited(long nanos) {
    waitedNanos += nanos;
  }

  synchronized void flowed(long count) {
    bytes += count;
    if (bytes >= patience.stallBytes()) {
      bytes = 0;
      waitedNanos = 0;
    }
  }

  HttpTimeoutException stalled() {
    return new HttpTimeoutException(
        "fewer than " + patience.stallBytes() + " bytes in " + patience.stall().toMillis() + " ms");
  }
}
