package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.content.Leases;

/**
 * An image that is in use: nothing of it is removed from its store until this is closed, or the
 * process ends, however that comes about. Any thread may use it.
 */
public final class ImageUse implements AutoCloseable {

  private final Image image;
  private final ImageSource source;
  private final LayerStore store;
  private final Holders holders;
  private boolean closed;

  /** Those who use the same image by one lease, which ends with the last of them. */
  private static final class Holders {

    private final Leases.Lease lease;
    private int count;

    Holders(Leases.Lease lease) {
      this.lease = lease;
    }

    synchronized void add() {
      count++;
    }

    synchronized void remove() throws CaissonException {
      count--;
      if (count == 0) {
        lease.close();
      }
    }
  }

  ImageUse(Image image, ImageSource source, LayerStore store, Leases.Lease lease) {
    this(image, source, store, new Holders(lease));
  }

  private ImageUse(Image image, ImageSource source, LayerStore store, Holders holders) {
    this.image = image;
    this.source = source;
    this.store = store;
    this.holders = holders;
    holders.add();
  }

  /** Returns the image. */
  public Image image() {
    return image;
  }

  /** Returns what it was opened from. */
  public ImageSource source() {
    return source;
  }

  /** Returns the store that its layers are in. */
  public LayerStore store() {
    return store;
  }

  /**
   * Returns the same image once more, which stays in use until this and that are closed; nothing is
   * read for it.
   *
   * @throws IllegalStateException if this is closed
   */
  public synchronized ImageUse again() {
    if (closed) {
      throw new IllegalStateException("the image is no longer in use: " + source);
    }
    return new ImageUse(image, source, store, holders);
  }

  /**
   * Says that the image is no longer needed; a second call does nothing.
   *
   * @throws CaissonException if the store can't be written; it knows all the same once the process
   *     has ended
   */
  @Override
  public synchronized void close() throws CaissonException {
    if (!closed) {
      closed = true;
      holders.remove();
    }
  }
}
