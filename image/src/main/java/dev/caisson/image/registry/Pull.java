package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import dev.caisson.image.DiffId;
import dev.caisson.image.Digest;
import dev.caisson.image.Platform;
import dev.caisson.image.oci.ConfigDocument;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import dev.caisson.image.registry.BlobStore.BlobWriter;
import dev.caisson.image.registry.Parallel.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings one image from one registry into a blob store, from its name down to its layers. */
final class Pull {

  private static final int MOST_DEPTH = 4;

  private final Remote remote;
  private final Reference reference;
  private final Documents documents;
  private final Platform platform;
  private final Limits limits;
  private final Transfer.Listener listener;

  Pull(
      Remote remote,
      Reference reference,
      Documents documents,
      Platform platform,
      Limits limits,
      Transfer.Listener listener) {
    this.remote = remote;
    this.reference = reference;
    this.documents = documents;
    this.platform = platform;
    this.limits = limits;
    this.listener = listener;
  }

  Pulled run() throws CaissonException, InterruptedException {
    Manifest root = root();
    listener.on(new Transfer.Resolved(reference, root.digest()));
    Manifest manifest = choose(root);
    Descriptor config = manifest.config();
    List<Descriptor> layers = manifest.layers();
    requireBounded(config, layers);
    fetch(config);
    ConfigDocument document =
        ConfigDocument.parse(config.name(), documents.read(config.digest(), config.size()));
    requireSuitable(document.config().platform());
    if (document.diffIds().size() != layers.size()) {
      throw manifest
          .json()
          .invalid(layers.size() + " layers, " + document.diffIds().size() + " diff_ids");
    }
    expect(layers, document.diffIds());
    fetchAll(layers);
    documents.keep(manifest);
    documents.keep(root);
    return new Pulled(
        reference,
        root.digest(),
        root.mediaType(),
        root.bytes().length,
        manifest.digest(),
        manifest.mediaType(),
        manifest.bytes().length,
        config.digest(),
        document.config().platform());
  }

  /** Reads what the name stands for: from the store, where HEAD tells that it is there. */
  private Manifest root() throws CaissonException, InterruptedException {
    if (reference.digest().isEmpty()) {
      Optional<Remote.Head> head = remote.head(reference.wanted());
      if (head.isPresent() && documents.has(head.get().digest(), head.get().size())) {
        return known(head.get().digest(), head.get().size());
      }
    }
    return remote.manifest(reference.wanted());
  }

  private Manifest known(Digest digest, long size) throws CaissonException {
    return Manifest.of(reference.toString(), Optional.empty(), documents.read(digest, size));
  }

  private Manifest choose(Manifest root) throws CaissonException, InterruptedException {
    Manifest manifest = root;
    for (int depth = 0; manifest.isIndex(); depth++) {
      if (depth == MOST_DEPTH) {
        throw InvalidImage.reading(reference.toString(), "indexes within indexes, too deep");
      }
      List<Descriptor> entries = manifest.manifests();
      manifest = child(PlatformChoice.best(entries, platform).orElseThrow(() -> none(entries)));
      if (manifest.isIndex()) {
        documents.keep(manifest);
      }
    }
    return manifest;
  }

  private CaissonException none(List<Descriptor> entries) {
    List<String> others =
        entries.stream().flatMap(e -> e.platform().stream()).map(Platform::toString).toList();
    return unsuitable(others.toString());
  }

  /** Where there is no index, only the configuration says what the image is for. */
  private void requireSuitable(Platform found) throws CaissonException {
    if (!found.runsOn(platform)) {
      throw unsuitable(found.toString());
    }
  }

  private CaissonException unsuitable(String found) {
    return InvalidImage.reading(
        reference.toString(),
        "the image is for " + Printable.of(found) + ", wanted is " + platform,
        "ask for a platform that it is for");
  }

  private Manifest child(Descriptor descriptor) throws CaissonException, InterruptedException {
    Manifest child =
        documents.has(descriptor.digest(), descriptor.size())
            ? known(descriptor.digest(), descriptor.size())
            : remote.manifest(descriptor.digest().toString());
    if (child.bytes().length != descriptor.size()) {
      throw InvalidImage.reading(
          descriptor.name(), "it has " + child.bytes().length + " bytes, not " + descriptor.size());
    }
    descriptor.requireMatching(child.json());
    return child;
  }

  private void requireBounded(Descriptor config, List<Descriptor> layers) throws CaissonException {
    if (config.size() > JsonObject.MAX_BYTES) {
      throw InvalidImage.reading(config.name(), config.size() + " bytes, more than 4 MiB");
    }
    long left = limits.imageBytes();
    for (Descriptor layer : layers) {
      layer.requireLayer();
      if (layer.size() > left) {
        throw InvalidImage.reading(
            reference.toString(), "its layers have more than " + limits.imageBytes() + " bytes");
      }
      left -= layer.size();
    }
  }

  private void expect(List<Descriptor> layers, List<DiffId> diffIds) throws CaissonException {
    List<BlobStore.Layer> expected = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Descriptor layer = layers.get(i);
      expected.add(new BlobStore.Layer(layer.digest(), layer.size(), diffIds.get(i)));
    }
    documents.store().expect(expected);
  }

  private void fetchAll(List<Descriptor> layers) throws CaissonException, InterruptedException {
    Map<Digest, Descriptor> different = new LinkedHashMap<>();
    for (Descriptor layer : layers) {
      Descriptor same = different.putIfAbsent(layer.digest(), layer);
      if (same != null && same.size() != layer.size()) {
        throw InvalidImage.reading(layer.name(), "two sizes of one layer");
      }
    }
    List<Task> tasks = new ArrayList<>();
    different.values().forEach(layer -> tasks.add(() -> fetch(layer)));
    Parallel.run(limits.parallel(), tasks);
  }

  private void fetch(Descriptor blob) throws CaissonException, InterruptedException {
    Optional<BlobWriter> opened = documents.begin(blob.digest(), blob.size());
    if (opened.isEmpty()) {
      listener.on(new Transfer.Present(blob.digest(), blob.size()));
      return;
    }
    try (BlobWriter writer = opened.get()) {
      new BlobDownload(remote, blob, writer, listener).run();
    }
  }
}
