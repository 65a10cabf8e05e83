package dev.caisson.image;

import dev.caisson.image.content.ImageIndex;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.registry.Reference;
import java.util.Optional;

/** An image whose blobs are in a store, and the name that it is to have there. */
record NamedImage(Descriptor image, Optional<Reference> name) {

  /** Returns an index that has it. */
  ImageIndex in(ImageIndex index) {
    return name.isPresent() ? index.with(name.get().toString(), image) : index.with(image);
  }
}
