package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.content.Blobs;
import dev.caisson.image.content.Content;
import dev.caisson.image.content.ImageIndex;
import dev.caisson.image.content.Leases;
import dev.caisson.image.oci.Descriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Opens what a deed needs of a store, for as long as it takes. */
final class StoreAccess {

  private final LayerStore layers;

  StoreAccess(LayerStore layers) {
    this.layers = layers;
  }

  /** What is read of the names and documents. */
  interface Reading<T> {
    T read(Catalog catalog) throws CaissonException;
  }

  /** What is done with names and blobs. */
  interface Writing<T, E extends IOException> {
    T write(Content content, Leases.Lease lease) throws CaissonException, E;
  }

  /** What is done with the layers too. */
  interface Deed<T, E extends IOException> {
    T apply(Content content, LayerDirectories directories) throws CaissonException, E;
  }

  Path directory() {
    return layers.directory();
  }

  UnpackLimits limits() {
    return layers.limits();
  }

  <T> T reading(Reading<T> reading) throws CaissonException {
    try (StoreRoot root = layers.root();
        Content content = Content.open(root.directory());
        Catalog catalog = Catalog.open(directory(), content)) {
      return reading.read(catalog);
    }
  }

  <T, E extends IOException> T writing(Writing<T, E> writing) throws CaissonException, E {
    try (StoreRoot root = layers.root();
        Content content = Content.open(root.directory());
        Leases.Lease lease = content.leases().make()) {
      return writing.write(content, lease);
    }
  }

  <T, E extends IOException> T with(Deed<T, E> deed) throws CaissonException, E {
    try (StoreRoot root = layers.root();
        Content content = Content.open(root.directory());
        LayerDirectories directories = LayerDirectories.open(root)) {
      return deed.apply(content, directories);
    }
  }

  /** Finds an image and keeps all of it. */
  Descriptor hold(Content content, Leases.Lease lease, String image) throws CaissonException {
    try (Catalog catalog = Catalog.open(directory(), content)) {
      Descriptor found = catalog.find(image);
      List<String> items = new ArrayList<>();
      for (Descriptor blob : new ImageGraph(catalog.layout()).add(found).blobs()) {
        items.add(Blobs.item(blob.digest()));
      }
      lease.hold(items);
      return found;
    }
  }

  /**
   * Gives images their names. All are looked at before that: what can't be read must not take a
   * name from what can.
   */
  List<ImageSummary> name(Content content, List<NamedImage> images) throws CaissonException {
    try (Catalog catalog = Catalog.open(directory(), content)) {
      for (NamedImage image : images) {
        catalog.details(image.image());
      }
    }
    content.change(
        index -> {
          ImageIndex changed = index;
          for (NamedImage image : images) {
            changed = image.in(changed);
          }
          return changed;
        });
    Map<Digest, ImageSummary> summaries = new LinkedHashMap<>();
    try (Catalog catalog = Catalog.open(directory(), content)) {
      for (NamedImage image : images) {
        summaries.put(image.image().digest(), catalog.details(image.image()).summary());
      }
    }
    return List.copyOf(summaries.values());
  }

  Reclaimed collect(Garbage.Choice choice) throws CaissonException {
    return this.<Reclaimed, CaissonException>with(
        (content, directories) -> new Garbage(directory(), content, directories).collect(choice));
  }

  Verification verify(boolean repair) throws CaissonException {
    return this.<Verification, CaissonException>with(
        (content, directories) ->
            new Verifier(directory(), content, directories, limits(), repair).verify());
  }

  void save(List<String> images, ArchiveFormat format, OutputStream target) throws IOException {
    this.<Boolean, IOException>writing(
        (content, lease) -> {
          for (String image : images) {
            hold(content, lease, image);
          }
          try (Catalog catalog = Catalog.open(directory(), content)) {
            ArchiveWriter writer = new ArchiveWriter(catalog, content.blobs());
            for (String image : images) {
              writer.add(image);
            }
            writer.write(format, target);
            return true;
          }
        });
  }
}
