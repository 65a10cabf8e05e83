package dev.caisson.namespaces.seccomp;

import dev.caisson.error.CaissonException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The thread that makes a call and waits for its answer. If it is killed meanwhile its number may
 * become another's: what is asked here is the caller's, or an error.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man2/seccomp_unotify.2.html">seccomp_unotify(2)</a>
 */
public final class Caller {

  /** The longest text that is read, with its end: PATH_MAX. */
  public static final int MOST_TEXT = 4096;

  private static final int PAGE = 4096;

  private final int thread;
  private final Waiting waiting;

  /** Tells whether the kernel still waits for the answer to a call. */
  @FunctionalInterface
  public interface Waiting {

    /** Returns whether it does. */
    boolean isWaiting() throws CaissonException;
  }

  /** Makes the caller of a call that waits. */
  public Caller(int thread, Waiting waiting) {
    this.thread = thread;
    this.waiting = Objects.requireNonNull(waiting, "waiting");
  }

  /**
   * Returns the number of the thread in this JVM's PID namespace; 0 if it has none there. What was
   * opened in {@code /proc} by it is the caller's if {@link #isWaiting} is true after that.
   */
  public int thread() {
    return thread;
  }

  /** Returns whether it still waits: it has not been killed, nor taken out of the call. */
  public boolean isWaiting() throws CaissonException {
    return waiting.isWaiting();
  }

  /**
   * Reads its memory. Another thread of the caller may change that at any time.
   *
   * @param address where, as in {@link SupervisedCall#arguments}
   * @param length how many bytes
   * @throws CaissonException if it does not wait any more, may not be looked at, or does not have
   *     all of that memory
   */
  public byte[] memory(long address, int length) throws CaissonException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    read(address, bytes);
    if (bytes.hasRemaining()) {
      throw failure(address, "it has fewer than " + length + " bytes there");
    }
    return bytes.array();
  }

  /**
   * Reads a text of its memory, such as a path, up to its NUL.
   *
   * @throws CaissonException as {@link #memory} does, and if it is longer than {@value #MOST_TEXT}
   *     bytes
   */
  public String text(long address) throws CaissonException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (text.size() < MOST_TEXT) {
      long next = address + text.size();
      // The page after the one that has the end need not be there.
      ByteBuffer bytes = ByteBuffer.allocate(PAGE - (int) (next & (PAGE - 1)));
      read(next, bytes);
      for (int i = 0; i < bytes.position() && text.size() < MOST_TEXT; i++) {
        if (bytes.get(i) == 0) {
          return text.toString(StandardCharsets.UTF_8);
        }
        text.write(bytes.get(i));
      }
      if (bytes.position() == 0) {
        throw failure(next, "it has no memory there");
      }
    }
    throw failure(address, "the text is longer than " + MOST_TEXT + " bytes");
  }

  private void read(long address, ByteBuffer target) throws CaissonException {
    if (address < 0) {
      throw failure(address, "it has no memory there");
    }
    try (FileChannel memory = FileChannel.open(Path.of("/proc", thread + "", "mem"))) {
      if (!isWaiting()) {
        throw failure(address, "it does not wait any more");
      }
      long position = address;
      int count = memory.read(target, position);
      while (count > 0 && target.hasRemaining()) {
        position += count;
        count = memory.read(target, position);
      }
    } catch (CaissonException e) {
      throw e;
    } catch (IOException e) {
      CaissonException failure = failure(address, String.valueOf(e.getMessage()));
      failure.initCause(e);
      throw failure;
    }
  }

  private CaissonException failure(long address, String cause) {
    return new CaissonException(
        "read memory at 0x" + Long.toHexString(address) + " of",
        "thread " + thread,
        cause,
        Optional.empty());
  }

  @Override
  public String toString() {
    return "thread " + thread;
  }
}
