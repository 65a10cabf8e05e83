package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.StoredImage.LayerBlob;
import dev.caisson.image.content.BlobInput;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.linux.OpenFile;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The tar of one layer while it is being inflated and hashed: one thread reads and inflates, one
 * hashes, and the caller's reads the tar. Both threads are gone when this is closed.
 */
final class LayerStream implements TarInput, AutoCloseable {

  private static final int BLOCKS = 16;
  private static final int BLOCK_SIZE = 256 * 1024;

  /** What the inflating thread hands over. */
  private sealed interface Piece {
    record Filled(Block block) implements Piece {}

    record End() implements Piece {}

    record Failed(Throwable cause) implements Piece {}
  }

  private final BlobInput input;
  private final UnpackLimits limits;
  private final Digester digester = new Digester();
  private final Block.Pool pool = new Block.Pool(BLOCKS, BLOCK_SIZE);
  private final StoredBytes stored;
  // Unbounded: the pool is what bounds it.
  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private final Thread inflating;
  private final Thread hashing;
  private Optional<Block> current = Optional.empty();
  private int offset;
  private boolean ended;
  private long position;

  private LayerStream(BlobInput input, boolean verified, UnpackLimits limits) {
    this.input = input;
    this.limits = limits;
    this.stored = new StoredBytes(input, verified ? Optional.of(digester) : Optional.empty());
    this.inflating = thread("caisson-inflate", this::inflate);
    this.hashing = thread("caisson-hash", digester::run);
  }

  /** Opens a layer; its packed bytes are hashed only if {@link #verify} is to compare them. */
  static LayerStream open(LayerBlob layer, UnpackLimits limits) {
    LayerStream stream = new LayerStream(layer.bytes(), layer.digest().isPresent(), limits);
    return start(stream);
  }

  /** Opens a tar of which nothing is known. */
  static LayerStream open(BlobInput input, UnpackLimits limits) {
    return start(new LayerStream(input, false, limits));
  }

  /** Opens a tar of which nothing is known, and hashes its packed bytes too. */
  static LayerStream hashing(BlobInput input, UnpackLimits limits) {
    return start(new LayerStream(input, true, limits));
  }

  private static LayerStream start(LayerStream stream) {
    stream.inflating.start();
    stream.hashing.start();
    return stream;
  }

  /** The body of a thread that ends when it is interrupted. */
  private interface Work {
    void run() throws CaissonException, InterruptedException;
  }

  private Thread thread(String name, Work work) {
    Thread thread = new Thread(() -> runToEnd(work), name);
    thread.setDaemon(true);
    return thread;
  }

  private void runToEnd(Work work) {
    try {
      work.run();
    } catch (InterruptedException e) {
      // Only close() interrupts: nobody reads any more.
    } catch (CaissonException | RuntimeException | Error e) {
      pieces.add(new Piece.Failed(e));
    }
  }

  private void inflate() throws CaissonException, InterruptedException {
    BlockSource source = BlockSource.of(name(), stored);
    try (source) {
      long total = 0;
      Block block = source.fill(pool.take(2));
      while (block.length() > 0) {
        total += block.length();
        source.requireWithin(limits, total);
        digester.addTar(block);
        pieces.add(new Piece.Filled(block));
        block = source.fill(pool.take(2));
      }
    }
    digester.end();
    pieces.add(new Piece.End());
  }

  @Override
  public String name() {
    return input.name();
  }

  @Override
  public long position() {
    return position;
  }

  /** Makes sure that there is an unread byte; returns whether there is. */
  private boolean available() throws CaissonException {
    while (!ended && (current.isEmpty() || offset == current.get().length())) {
      current.ifPresent(Block::release);
      current = Optional.empty();
      offset = 0;
      Piece piece = take();
      if (piece instanceof Piece.Filled filled) {
        current = Optional.of(filled.block());
      } else {
        ended = true;
        rethrow(piece);
      }
    }
    return !ended;
  }

  private Piece take() throws CaissonException {
    try {
      return pieces.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CaissonException interrupted =
          new CaissonException("unpack", name(), "interrupted", Optional.empty());
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private static void rethrow(Piece piece) throws CaissonException {
    if (piece instanceof Piece.Failed failed) {
      if (failed.cause() instanceof CaissonException e) {
        throw e;
      }
      throw new AssertionError("a thread of the layer's failed", failed.cause());
    }
  }

  @Override
  public int read(byte[] target, int length) throws CaissonException {
    int done = 0;
    while (done < length && available()) {
      Block block = current.orElseThrow();
      int count = Math.min(length - done, block.length() - offset);
      block.memory().bytes().get(offset, target, done, count);
      advance(count);
      done += count;
    }
    return done;
  }

  @Override
  public void skip(long length) throws CaissonException {
    long left = length;
    while (left > 0) {
      left -= advance(next(left));
    }
  }

  @Override
  public void copyTo(OpenFile target, long at, long length) throws CaissonException {
    long done = 0;
    while (done < length) {
      int count = next(length - done);
      target.write(at + done, current.orElseThrow().memory(), offset, count);
      done += advance(count);
    }
  }

  private int next(long wanted) throws CaissonException {
    if (!available()) {
      throw InvalidImage.reading(name(), "the tar is cut short at byte " + position);
    }
    return (int) Math.min(wanted, current.orElseThrow().length() - offset);
  }

  private int advance(int count) {
    offset += count;
    position += count;
    return count;
  }

  /** Reads what is left after the tar's end; returns the digest of the uncompressed layer. */
  DiffId finish() throws CaissonException {
    while (available()) {
      advance(next(Long.MAX_VALUE));
    }
    Uninterrupted.awaitEnd(hashing);
    return new DiffId(digester.tar());
  }

  /** Reads what is left after the tar's end and checks that both digests are the layer's. */
  void verify(LayerBlob layer) throws CaissonException {
    DiffId tar = finish();
    if (layer.digest().isPresent()) {
      requireDigest(name(), layer.digest().get(), stored());
    }
    requireDiffId(name(), layer.diffId(), tar);
  }

  /** Returns the digest of the packed bytes, once all have been read; only the first call does. */
  Digest stored() {
    return digester.stored();
  }

  static void requireDigest(String name, Digest expected, Digest actual)
      throws InvalidImageException {
    if (!expected.equals(actual)) {
      throw InvalidImage.reading(name, "its digest is " + actual + ", not " + expected);
    }
  }

  static void requireDiffId(String name, DiffId expected, DiffId actual)
      throws InvalidImageException {
    if (!expected.equals(actual)) {
      throw InvalidImage.reading(
          name, "the uncompressed layer's digest is " + actual + ", not " + expected);
    }
  }

  /** Ends both threads and frees their memory. */
  @Override
  public void close() {
    inflating.interrupt();
    hashing.interrupt();
    Uninterrupted.awaitEnd(inflating);
    Uninterrupted.awaitEnd(hashing);
    stored.close();
    pool.close();
  }
}
