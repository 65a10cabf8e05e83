package dev.caisson.image;

import dev.caisson.image.registry.Reference;
import java.util.List;

/**
 * What was removed from a store.
 *
 * @param names the names that stand for nothing any more
 * @param blobs how many blobs, and beginnings of some
 * @param layers how many unpacked layers
 * @param bytes how much they took, about
 */
public record Reclaimed(List<Reference> names, int blobs, int layers, long bytes) {

  /** Copies the list. */
  public Reclaimed {
    names = List.copyOf(names);
  }
}
