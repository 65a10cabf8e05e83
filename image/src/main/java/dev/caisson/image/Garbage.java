package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.LayerName.Kind;
import dev.caisson.image.content.Blobs;
import dev.caisson.image.content.Content;
import dev.caisson.image.content.ImageIndex;
import dev.caisson.image.content.StoreLock;
import dev.caisson.image.oci.ConfigDocument;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.JsonObject;
import dev.caisson.image.registry.Reference;
import dev.caisson.linux.CString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removes what no name leads to and nobody needs: marks under the store's lock, which nobody can
 * then take a lease beside, moves the rest out of the way, and deletes that without the lock.
 */
final class Garbage {

  private final Path store;
  private final Content content;
  private final LayerDirectories layers;
  private final Set<String> needed = new HashSet<>();
  private int blobs;
  private int trees;
  private long bytes;

  Garbage(Path store, Content content, LayerDirectories layers) {
    this.store = store;
    this.content = content;
    this.layers = layers;
  }

  /** Which entries of the index go. */
  interface Choice {
    /**
     * Returns the entries that stay.
     *
     * @param used what the living need
     */
    ImageIndex change(Catalog catalog, Set<String> used) throws CaissonException;
  }

  /** Takes names away, and then all that nobody needs. */
  Reclaimed collect(Choice choice) throws CaissonException {
    layers.sweep();
    List<Reference> gone;
    try (Temporaries.Temporary trash = layers.temporary()) {
      StoreLock lock = content.lock();
      try (lock;
          Catalog catalog = Catalog.open(store, content)) {
        Set<String> used = content.leases().held();
        ImageIndex kept = choice.change(catalog, used);
        gone = missing(catalog.index(), kept);
        if (!kept.equals(catalog.index())) {
          content.replace(kept);
        }
        needed.addAll(used);
        mark(catalog, kept);
        sweep(trash);
      }
    }
    return new Reclaimed(gone, blobs, trees, bytes);
  }

  private static List<Reference> missing(ImageIndex before, ImageIndex after) {
    List<Descriptor> gone = new ArrayList<>(before.entries());
    gone.removeAll(after.entries());
    return gone.stream().map(Catalog::reference).flatMap(Optional::stream).toList();
  }

  private void mark(Catalog catalog, ImageIndex kept) throws CaissonException {
    for (Descriptor entry : kept.entries()) {
      ImageGraph graph = graph(catalog, entry);
      needed.add(Blobs.item(entry.digest()));
      for (Descriptor blob : graph.blobs()) {
        needed.add(Blobs.item(blob.digest()));
      }
      for (Descriptor manifest : graph.manifests()) {
        markLayers(catalog, manifest);
      }
    }
  }

  /** Returns what an image needs; of one that is damaged, all that can be read. */
  private static ImageGraph graph(Catalog catalog, Descriptor entry) throws CaissonException {
    ImageGraph graph = new ImageGraph(catalog.layout());
    try {
      return graph.add(entry);
    } catch (InvalidImageException e) {
      // It must not keep what nobody needs; the verifier tells of it.
      return graph;
    }
  }

  private void markLayers(Catalog catalog, Descriptor manifest) throws CaissonException {
    try {
      markUnpacked(catalog, manifest);
    } catch (InvalidImageException e) {
      // Nothing of an image is in use whose layers nobody knows; a lease would tell of it.
    }
  }

  private void markUnpacked(Catalog catalog, Descriptor manifest) throws CaissonException {
    JsonObject document = catalog.layout().manifest(manifest);
    Descriptor config = Descriptor.of(document.requiredObject("config"));
    byte[] bytesOfConfig = catalog.layout().verified(config);
    List<DiffId> diffIds = ConfigDocument.parse(config.name(), bytesOfConfig).diffIds();
    List<Digest> chain = LayerName.chain(diffIds);
    for (int i = 0; i < diffIds.size(); i++) {
      LayerName.all(diffIds.get(i), chain.get(i)).forEach(name -> needed.add(name.item()));
    }
  }

  private void sweep(Temporaries.Temporary trash) throws CaissonException {
    for (CString name : content.blobs().names()) {
      Optional<Digest> digest = Blobs.digest(name);
      if (digest.isEmpty() || !needed.contains(Blobs.item(digest.get()))) {
        blobs++;
        CString away = CString.of("blob" + blobs);
        bytes += content.blobs().moveAway(name, trash.directory(), away);
      }
    }
    for (CString name : content.blobs().parts()) {
      Optional<Long> size = content.blobs().removePart(name);
      bytes += size.orElse(0L);
      blobs += size.isPresent() ? 1 : 0;
    }
    for (Kind kind : Kind.values()) {
      for (CString name : layers.names(kind)) {
        if (!needed.contains(LayerName.item(kind, name))) {
          trees++;
          bytes += layers.moveAway(kind, name, trash.directory(), CString.of("layer" + trees));
        }
      }
    }
  }
}
