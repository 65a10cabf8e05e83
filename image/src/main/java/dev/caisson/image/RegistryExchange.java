package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.StoredImage.LayerBlob;
import dev.caisson.image.content.Content;
import dev.caisson.image.content.ImageIndex;
import dev.caisson.image.content.Leases;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.JsonObject;
import dev.caisson.image.registry.Pulled;
import dev.caisson.image.registry.Reference;
import dev.caisson.image.registry.RegistryClient;
import dev.caisson.image.registry.Transfer;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Brings images from registries into a store, and from a store to registries. */
final class RegistryExchange {

  /** How many repositories a registry is asked for a blob that it may have there. */
  private static final int MOST_SOURCES = 3;

  private final StoreAccess access;
  private final LayerStore layers;

  RegistryExchange(StoreAccess access, LayerStore layers) {
    this.access = access;
    this.layers = layers;
  }

  ImageSummary pull(
      RegistryClient client, Reference name, Platform platform, Transfer.Listener listener)
      throws CaissonException, InterruptedException {
    try (StoreRoot root = layers.root();
        Content content = Content.open(root.directory());
        Leases.Lease lease = content.leases().make()) {
      Pulled pulled = client.pull(name, platform, new StoreBlobs(content, lease), listener);
      NamedImage image = named(name, pulled);
      if (!isKnown(content.index(), image)) {
        verify(content, pulled);
      }
      return access.name(content, List.of(image)).get(0);
    }
  }

  private static boolean isKnown(ImageIndex index, NamedImage image) {
    return index.entries().stream()
        .anyMatch(entry -> entry.digest().equals(image.image().digest()));
  }

  /** Reads all layers: a registry may send others than the configuration says. */
  private void verify(Content content, Pulled pulled) throws CaissonException {
    Descriptor manifest =
        Descriptor.of(pulled.manifestMediaType(), pulled.manifest(), pulled.manifestSize());
    try (Catalog catalog = Catalog.open(access.directory(), content)) {
      for (LayerBlob layer : catalog.layout().read(manifest).layers()) {
        try (LayerStream stream = LayerStream.open(layer.bytes(), layers.limits())) {
          LayerStream.requireDiffId(stream.name(), layer.diffId(), stream.finish());
        }
      }
    }
  }

  /** Brings an image and unpacks it meanwhile. */
  ImageUse pullAndUse(RegistryClient client, Reference name, Transfer.Listener listener)
      throws CaissonException, InterruptedException {
    try (StoreRoot root = layers.root();
        Content content = Content.open(root.directory());
        LayerDirectories directories = LayerDirectories.open(root);
        Leases.Lease lease = content.leases().make()) {
      StoreBlobs blobs = new StoreBlobs(content, lease);
      UnpackRules rules = directories.rules(layers.limits(), layers.devices());
      NamedImage pulled;
      try (ArrivingLayers arriving =
          new ArrivingLayers(blobs, content.blobs(), lease, directories, rules)) {
        pulled = named(name, client.pull(name, Platform.current(), arriving, listener));
        arriving.finish();
      }
      // Until all of it is unpacked, the name stands for what it did.
      ImageUse use = layers.use(name, pulled.image());
      try {
        access.name(content, List.of(pulled));
        return use;
      } catch (CaissonException | RuntimeException | Error e) {
        use.close();
        throw e;
      }
    }
  }

  private static NamedImage named(Reference name, Pulled pulled) {
    Descriptor image = Descriptor.of(pulled.rootMediaType(), pulled.root(), pulled.rootSize());
    return new NamedImage(image, Optional.of(name));
  }

  Digest push(RegistryClient client, String image, Reference target, Transfer.Listener listener)
      throws CaissonException, InterruptedException {
    try (StoreRoot root = layers.root();
        Content content = Content.open(root.directory());
        Leases.Lease lease = content.leases().make()) {
      Descriptor found = access.hold(content, lease, image);
      Descriptor pushed;
      List<Reference> sources;
      try (Catalog catalog = Catalog.open(access.directory(), content)) {
        pushed = isComplete(catalog, found) ? found : catalog.manifest(found);
        sources = sources(catalog, pushed, target);
      }
      client.push(target, pushed.digest(), new StoreBlobs(content, lease), sources, listener);
      return pushed.digest();
    }
  }

  /** Of an index that was pulled for one platform, the others' manifests are not there. */
  private static boolean isComplete(Catalog catalog, Descriptor image) throws CaissonException {
    JsonObject document = catalog.layout().manifest(image);
    if (document.has("layers")) {
      return true;
    }
    for (JsonObject json : document.objects("manifests")) {
      Descriptor below = Descriptor.of(json);
      if (!catalog.layout().has(below) || !isComplete(catalog, below)) {
        return false;
      }
    }
    return true;
  }

  /** Returns other repositories of the target's registry whose images share blobs with this. */
  private static List<Reference> sources(Catalog catalog, Descriptor image, Reference target)
      throws CaissonException {
    Set<Digest> needed = digests(catalog, image);
    Set<Reference> sources = new LinkedHashSet<>();
    for (Descriptor entry : catalog.index().entries()) {
      Reference name = Catalog.reference(entry).orElse(target);
      boolean other =
          name.registry().equals(target.registry())
              && !name.repository().equals(target.repository());
      if (other && sources.size() < MOST_SOURCES) {
        Set<Digest> shared = readable(catalog, entry);
        shared.retainAll(needed);
        if (!shared.isEmpty()) {
          sources.add(name);
        }
      }
    }
    return List.copyOf(sources);
  }

  private static Set<Digest> readable(Catalog catalog, Descriptor image) throws CaissonException {
    try {
      return digests(catalog, image);
    } catch (InvalidImageException e) {
      // A damaged image has nothing to offer to another.
      return new HashSet<>();
    }
  }

  private static Set<Digest> digests(Catalog catalog, Descriptor image) throws CaissonException {
    Set<Digest> digests = new HashSet<>();
    for (Descriptor blob : new ImageGraph(catalog.layout()).add(image).blobs()) {
      digests.add(blob.digest());
    }
    return digests;
  }
}
