package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.content.BlobInput;
import dev.caisson.linux.NativeBuffer;
import dev.caisson.linux.OpenFile;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A blob that is read while it is being written. Whoever reads waits for what is not there yet. */
final class ArrivingBlob implements BlobInput, AutoCloseable {

  private final Digest digest;
  private final long length;
  private Optional<OpenFile> file = Optional.empty();
  private long arrived;
  private boolean broken;

  ArrivingBlob(Digest digest, long length) {
    this.digest = digest;
    this.length = length;
  }

  /** Lets the first bytes of a file be read, which this closes in the end. */
  synchronized void begin(OpenFile opened, long bytes) {
    file = Optional.of(opened);
    advance(bytes);
  }

  /** Lets so many bytes be read, from the first. */
  synchronized void advance(long bytes) {
    arrived = bytes;
    notifyAll();
  }

  /** Lets nothing be read any more: what was read is wrong, or nothing more will arrive. */
  synchronized void breakOff() {
    broken = true;
    notifyAll();
  }

  synchronized boolean isBroken() {
    return broken;
  }

  @Override
  public String name() {
    return "layer " + digest;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public int read(long position, NativeBuffer target) throws CaissonException {
    int wanted = (int) Math.min(target.capacity(), length - position);
    OpenFile open = await(position + wanted);
    return new FileRegion(name(), open, 0, length).read(position, target);
  }

  private synchronized OpenFile await(long bytes) throws CaissonException {
    try {
      while (!broken && arrived < bytes) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ended("interrupted", e);
    }
    if (broken) {
      throw ended("it did not arrive", null);
    }
    return file.orElseThrow();
  }

  private CaissonException ended(String cause, @Nullable Exception by) {
    CaissonException ended = new CaissonException("unpack", name(), cause, Optional.empty());
    ended.initCause(by);
    return ended;
  }

  /** Closes the file, once nobody reads it. */
  @Override
  public synchronized void close() {
    file.ifPresent(OpenFile::close);
    file = Optional.empty();
  }
}
