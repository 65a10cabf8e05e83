package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.content.Content;
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
      Descriptor image = keep(content, name, pulled);
      try (Catalog catalog = Catalog.open(access.directory(), content)) {
        return catalog.details(image).summary();
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
      try (ArrivingLayers arriving =
          new ArrivingLayers(blobs, content.blobs(), lease, directories, rules)) {
        Pulled pulled = client.pull(name, Platform.current(), arriving, listener);
        keep(content, name, pulled);
        arriving.finish();
      }
      return layers.use(new ImageSource.Stored(name));
    }
  }

  private static Descriptor keep(Content content, Reference name, Pulled pulled)
      throws CaissonException {
    Descriptor image = Descriptor.of(pulled.rootMediaType(), pulled.root(), pulled.rootSize());
    content.change(index -> index.with(name.toString(), image));
    return image;
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
