package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.content.Blobs;
import dev.caisson.image.content.ImageIndex;
import dev.caisson.image.oci.Descriptor;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which names go when an image is to be removed.
 *
 * @param image a name, or the first digits of a digest
 * @param force whether what is in use goes too, and all names where the image is named by digest
 */
record Removal(String image, boolean force) implements Garbage.Choice {

  @Override
  public ImageIndex change(Catalog catalog, Set<String> used) throws CaissonException {
    Descriptor entry = catalog.find(image);
    Optional<Descriptor> named = catalog.byName(image);
    long names = catalog.index().entries().stream().filter(isSame(entry)).count();
    if (!force && named.isEmpty() && names > 1) {
      throw refusal("it has " + names + " names", "remove each of them, or force it");
    }
    if (!force && names <= 1 && used.contains(Blobs.item(entry.digest()))) {
      throw refusal("it is in use", "end the containers that use it, or force it");
    }
    return named.isPresent()
        ? catalog.index().without(entry)
        : kept(catalog.index(), isSame(entry).negate());
  }

  private static Predicate<Descriptor> isSame(Descriptor entry) {
    return other -> other.digest().equals(entry.digest());
  }

  private CaissonException refusal(String cause, String remedy) {
    return new CaissonException("remove image", image, cause, Optional.of(remedy));
  }

  private static ImageIndex kept(ImageIndex index, Predicate<Descriptor> stays) {
    return new ImageIndex(index.entries().stream().filter(stays).toList());
  }

  /** Returns an index that lacks the images without a name, but for those in use. */
  static ImageIndex unnamed(ImageIndex index, Set<String> used) {
    return kept(
        index,
        entry -> ImageIndex.name(entry).isPresent() || used.contains(Blobs.item(entry.digest())));
  }

  /** Returns an index that lacks the images that are not in use. */
  static ImageIndex unused(ImageIndex index, Set<String> used) {
    return kept(index, entry -> used.contains(Blobs.item(entry.digest())));
  }
}
