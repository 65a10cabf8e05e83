package dev.caisson.image.registry;

import dev.caisson.image.Digest;
import java.time.Duration;

/**
 * What happens while an image is pulled or pushed: events, from which a progress bar can be drawn.
 * Those of one blob come in order, first {@link Started}; those of several blobs are mixed.
 */
public sealed interface Transfer {

  /** Takes the events, from several threads; what it throws ends the transfer. */
  @FunctionalInterface
  interface Listener {

    /** Takes no notice. */
    Listener NONE = event -> {};

    /** Takes an event. It should return soon: the transfer waits for it. */
    void on(Transfer event);
  }

  /** Returns the blob or manifest that it happens to. */
  Digest digest();

  /** A name was resolved to a manifest or index. */
  record Resolved(Reference reference, Digest digest) implements Transfer {}

  /**
   * A blob is not where it should go, and begins to be sent.
   *
   * @param size its size, in bytes
   * @param from how many of its bytes are there from an earlier attempt
   */
  record Started(Digest digest, long size, long from) implements Transfer {}

  /**
   * More of a blob has arrived.
   *
   * @param bytes how much has arrived of it in all; it may begin again from 0
   */
  record Advanced(Digest digest, long bytes) implements Transfer {}

  /**
   * The connection broke off or the registry asked for patience, and another attempt follows.
   *
   * @param attempt the number of the attempt that follows, from 2
   * @param cause what happened, for people to read
   * @param pause how long it pauses before
   */
  record Paused(Digest digest, int attempt, String cause, Duration pause) implements Transfer {}

  /** A blob has arrived, and its digest is right. */
  record Finished(Digest digest) implements Transfer {}

  /** A blob was there already. */
  record Present(Digest digest, long size) implements Transfer {}

  /**
   * The registry took over a blob from another of its repositories.
   *
   * @param from the repository that has it
   */
  record Mounted(Digest digest, long size, String from) implements Transfer {}
}
