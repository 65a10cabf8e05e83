package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.content.Leases;

/**
 * An image that is in use: nothing of it is removed from its store until this is closed, or the
 * process ends, however that comes about.
 */
public final class ImageUse implements AutoCloseable {

  private final Image image;
  private final Leases.Lease lease;

  ImageUse(Image image, Leases.Lease lease) {
    this.image = image;
    this.lease = lease;
  }

  /** Returns the image. */
  public Image image() {
    return image;
  }

  /**
   * Says that the image is no longer needed; a second call does nothing.
   *
   * @throws CaissonException if the store can't be written; it knows all the same once the process
   *     has ended
   */
  @Override
  public void close() throws CaissonException {
    lease.close();
  }
}
