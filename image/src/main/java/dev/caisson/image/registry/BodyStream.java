package dev.caisson.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The content of an answer, read as it arrives. Unlike the JDK's own stream, it gives up where too
 * little flows, and ends at an interrupt. One thread reads; closing it breaks off what is still to
 * come.
 */
final class BodyStream extends InputStream implements BodySubscriber<BodyStream> {

  private static final int AHEAD = 16;

  /** What arrives: buffers, and then the end or an error. */
  private record Arrival(List<ByteBuffer> buffers, boolean last, Optional<Throwable> error) {}

  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private volatile Optional<Subscription> subscription = Optional.empty();
  private volatile boolean closed;
  private final Trickle trickle;
  private List<ByteBuffer> buffers = List.of();
  private int next;
  private boolean ended;

  BodyStream(Patience patience) {
    trickle = new Trickle(patience);
  }

  @Override
  public CompletionStage<BodyStream> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = Optional.of(given);
    if (closed) {
      given.cancel();
    } else {
      given.request(AHEAD);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> item) {
    arrivals.add(new Arrival(item, false, Optional.empty()));
  }

  @Override
  public void onError(Throwable error) {
    arrivals.add(new Arrival(List.of(), true, Optional.of(error)));
  }

  @Override
  public void onComplete() {
    arrivals.add(new Arrival(List.of(), true, Optional.empty()));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (!ended && next == buffers.size()) {
      advance();
    }
    if (ended) {
      return -1;
    }
    ByteBuffer buffer = buffers.get(next);
    int count = Math.min(length, buffer.remaining());
    buffer.get(target, offset, count);
    if (!buffer.hasRemaining()) {
      next++;
    }
    return count;
  }

  private void advance() throws IOException {
    Arrival arrival = await();
    if (arrival.error().isPresent()) {
      throw new IOException("the connection broke off", arrival.error().get());
    }
    ended = arrival.last();
    buffers = arrival.buffers().stream().filter(ByteBuffer::hasRemaining).toList();
    next = 0;
    trickle.flowed(buffers.stream().mapToLong(ByteBuffer::remaining).sum());
    if (!ended) {
      subscription.orElseThrow().request(1);
    }
  }

  private Arrival await() throws IOException {
    long from = System.nanoTime();
    try {
      Arrival arrival = arrivals.poll(trickle.nanosLeft(), TimeUnit.NANOSECONDS);
      if (arrival == null) {
        close();
        throw trickle.stalled();
      }
      return arrival;
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      trickle.waited(System.nanoTime() - from);
    }
  }

  /** Breaks off what is still to come; a connection whose content was read to its end is kept. */
  @Override
  public void close() {
    closed = true;
    subscription.ifPresent(Subscription::cancel);
  }
}
