package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.StoredImage.LayerBlob;
import dev.caisson.image.content.Blobs;
import dev.caisson.image.content.Content;
import dev.caisson.image.content.ImageIndex;
import dev.caisson.image.content.Leases;
import dev.caisson.image.content.StoreLock;
import dev.caisson.image.oci.ConfigDocument;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.JsonObject;
import dev.caisson.linux.NativeBuffer;
import dev.caisson.linux.OpenFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at all of a store: hashes every blob, asks for every blob that an image needs, and unpacks
 * every layer once more to compare it with what is there.
 */
final class Verifier {

  static final String REMEDY = "verify the store, and have the image pulled or loaded again";

  private static final int BUFFER_SIZE = 1 << 20;
  // A layer that is too large to be unpacked here is not damaged.
  private static final UnpackLimits WITHOUT_LIMITS =
      new UnpackLimits(Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE);

  private final Path store;
  private final Content content;
  private final LayerDirectories layers;
  private final UnpackLimits limits;
  private final boolean repair;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final Set<Digest> damaged = new HashSet<>();
  private final Map<Digest, DiffId> tars = new HashMap<>();
  private int blobs;
  private int trees;

  /** A layer that is there, and what it was unpacked from. */
  private record Source(LayerName name, ImageUnpacking unpacking, int index) {}

  Verifier(
      Path store, Content content, LayerDirectories layers, UnpackLimits limits, boolean repair) {
    this.store = store;
    this.content = content;
    this.layers = layers;
    this.limits = limits;
    this.repair = repair;
  }

  Verification verify() throws CaissonException {
    layers.sweep();
    try (Leases.Lease lease = content.leases().make()) {
      for (Digest digest : content.blobs().digests()) {
        lease.hold(Blobs.item(digest));
        verifyBlob(digest);
      }
      try (Catalog catalog = Catalog.open(store, content)) {
        for (Descriptor entry : catalog.index().entries()) {
          verifyImage(catalog, entry);
        }
        for (Source source : sources.values()) {
          lease.hold(source.unpacking().items());
          verifyLayer(source);
        }
      }
    }
    return new Verification(blobs, trees, findings);
  }

  private void verifyBlob(Digest digest) throws CaissonException {
    Optional<OpenFile> found = content.blobs().find(digest);
    if (found.isEmpty()) {
      return;
    }
    try (OpenFile file = found.get()) {
      blobs++;
      Digest actual = hash(file);
      if (!actual.equals(digest)) {
        damaged.add(digest);
        String cause = "its digest is " + actual;
        boolean removed = repair && remove(digest, file);
        add("blob " + digest, cause, removed ? "it was removed" : REMEDY, removed);
      }
    }
  }

  /** Removes a blob, unless another has been put in its place meanwhile. */
  private boolean remove(Digest digest, OpenFile file) throws CaissonException {
    try (Temporaries.Temporary trash = layers.temporary()) {
      StoreLock lock = content.lock();
      try (lock) {
        return content.blobs().moveAway(digest, file.stat(), trash.directory());
      }
    }
  }

  private static Digest hash(OpenFile file) throws CaissonException {
    MessageDigest hash = Digest.sha256();
    try (NativeBuffer buffer = NativeBuffer.allocate(BUFFER_SIZE)) {
      long position = 0;
      int count;
      do {
        count = file.read(position, buffer, BUFFER_SIZE);
        ByteBuffer bytes = buffer.bytes().duplicate();
        hash.update(bytes.position(0).limit(count));
        position += count;
      } while (count == BUFFER_SIZE);
    }
    return Digest.of(hash.digest());
  }

  private void verifyImage(Catalog catalog, Descriptor entry) throws CaissonException {
    String name = ImageIndex.name(entry).orElse(entry.digest().toString());
    try {
      ImageGraph graph = new ImageGraph(catalog.layout()).add(entry);
      for (Descriptor manifest : graph.manifests()) {
        addSources(catalog.layout(), manifest);
      }
      for (Descriptor blob : graph.blobs()) {
        if (!content.blobs().size(blob.digest()).equals(Optional.of(blob.size()))) {
          add("image " + name, "blob " + blob.digest() + " is missing", REMEDY, false);
        }
      }
    } catch (InvalidImageException e) {
      // Without its documents nothing can be said of an image, not even what it needs.
      if (repair) {
        content.change(index -> index.without(entry));
      }
      String remedy = repair ? "it has no name any more" : REMEDY;
      add("image " + name, String.valueOf(e.getMessage()), remedy, repair);
    }
  }

  private void addSources(OciLayoutReader layout, Descriptor manifest) throws CaissonException {
    JsonObject document = layout.manifest(manifest);
    Descriptor config = Descriptor.of(document.requiredObject("config"));
    List<DiffId> diffIds = ConfigDocument.parse(config.name(), layout.verified(config)).diffIds();
    List<JsonObject> stored = document.objects("layers");
    StoredImage.requireMatching(manifest.name(), stored.size(), diffIds);
    List<LayerBlob> packed = new ArrayList<>();
    for (JsonObject json : stored) {
      Descriptor layer = Descriptor.of(json);
      if (!layout.has(layer) || damaged.contains(layer.digest())) {
        break;
      }
      DiffId diffId = diffIds.get(packed.size());
      packed.add(new LayerBlob(layout.blob(layer), Optional.of(layer.digest()), diffId));
    }
    for (LayerBlob layer : packed) {
      requireDiffId(layer);
    }
    for (DeviceNodes devices : DeviceNodes.values()) {
      addSources(packed, devices);
    }
  }

  /** Reads a layer to its end, once for all images that have it. */
  private void requireDiffId(LayerBlob layer) throws CaissonException {
    DiffId tar = tars.get(layer.digest().orElseThrow());
    if (tar == null) {
      try (LayerStream stream = LayerStream.open(layer.bytes(), WITHOUT_LIMITS)) {
        tar = stream.finish();
      }
      tars.put(layer.digest().orElseThrow(), tar);
    }
    LayerStream.requireDiffId(layer.bytes().name(), layer.diffId(), tar);
  }

  private void addSources(List<LayerBlob> packed, DeviceNodes devices) throws CaissonException {
    UnpackRules rules = layers.rules(limits, devices);
    ImageUnpacking unpacking = new ImageUnpacking(packed, layers, rules);
    List<Digest> chain = LayerName.chain(packed.stream().map(LayerBlob::diffId).toList());
    for (int i = 0; i < packed.size(); i++) {
      for (LayerName name : LayerName.all(packed.get(i).diffId(), chain.get(i))) {
        boolean wanted = name.nodes() == (devices == DeviceNodes.NODES);
        if (wanted && layers.has(name)) {
          sources.putIfAbsent(name.item(), new Source(name, unpacking, i));
        }
      }
    }
  }

  private void verifyLayer(Source source) throws CaissonException {
    LayerName name = source.name();
    try (Temporaries.Temporary work = layers.temporary()) {
      if (!source.unpacking().unpackAgain(source.index(), work.directory())) {
        return;
      }
      trees++;
      Optional<String> difference = layers.difference(name, work.directory());
      if (difference.isPresent()) {
        boolean mended = repair && exchange(name, work);
        String remedy = repair ? "end the containers that use it" : "repair the store";
        add(name.item(), difference.get(), mended ? "it was unpacked anew" : remedy, mended);
      }
    }
  }

  /** Replaces a layer unless somebody else needs it. */
  private boolean exchange(LayerName name, Temporaries.Temporary work) throws CaissonException {
    work.directory().syncFileSystem();
    StoreLock lock = content.lock();
    try (lock) {
      boolean unused = content.leases().count(name.item()) == 1;
      if (unused) {
        layers.exchange(work, name);
      }
      return unused;
    }
  }

  private void add(String object, String problem, String remedy, boolean repaired) {
    findings.add(new Finding(object, problem, remedy, repaired));
  }
}
