package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.content.Content;
import dev.caisson.image.content.ImageIndex;
import dev.caisson.image.content.Leases;
import dev.caisson.image.oci.ConfigDocument;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.DocumentWriter;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import dev.caisson.image.oci.MediaTypes;
import dev.caisson.image.registry.Reference;
import dev.caisson.linux.OpenFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Copies all images of an archive or layout into a store. */
final class ArchiveLoader {

  private final Content content;
  private final Scratch scratch;
  private final BlobCopy copy;
  private final LayerCopy layers;
  private final List<NamedImage> loaded = new ArrayList<>();

  ArchiveLoader(Content content, Scratch scratch, Leases.Lease lease) {
    this.content = content;
    this.scratch = scratch;
    this.copy = new BlobCopy(content.blobs(), lease);
    this.layers = new LayerCopy(copy, scratch.limits());
  }

  /** Copies all images and verifies them; returns them with the names that they are to have. */
  List<NamedImage> load(LayoutFiles files) throws CaissonException {
    // Docker writes both; the layout says more, and containerd too takes it first.
    if (files.has(OciLayoutReader.MARK)) {
      loadLayout(new OciLayoutReader(files.name(), Optional.empty(), files));
    } else {
      loadDocker(files);
    }
    return loaded;
  }

  private void loadLayout(OciLayoutReader layout) throws CaissonException {
    for (JsonObject json : layout.index().objects("manifests")) {
      Descriptor entry = Descriptor.of(json);
      ImageGraph graph = new ImageGraph(layout).add(entry);
      for (Descriptor manifest : graph.manifests()) {
        copyLayers(layout, manifest);
      }
      for (Descriptor blob : graph.blobs()) {
        copy.copy(blob, layout.blob(blob));
      }
      loaded.add(new NamedImage(entry, name(entry)));
    }
  }

  /** Copies the one image of a layout whose layers were hashed when they were packed just now. */
  Descriptor loadBuilt(LayoutFiles files) throws CaissonException {
    OciLayoutReader layout = new OciLayoutReader(files.name(), Optional.empty(), files);
    Descriptor entry = Descriptor.of(layout.index().objects("manifests").get(0));
    for (Descriptor blob : new ImageGraph(layout).add(entry).blobs()) {
      copy.copy(blob, layout.blob(blob));
    }
    return entry;
  }

  private void copyLayers(OciLayoutReader layout, Descriptor manifest) throws CaissonException {
    JsonObject document = layout.manifest(manifest);
    Descriptor config = Descriptor.of(document.requiredObject("config"));
    List<DiffId> diffIds = ConfigDocument.parse(config.name(), layout.verified(config)).diffIds();
    List<JsonObject> packed = document.objects("layers");
    StoredImage.requireMatching(manifest.name(), packed.size(), diffIds);
    for (int i = 0; i < packed.size(); i++) {
      Descriptor layer = Descriptor.of(packed.get(i));
      layers.copy(layer, layout.blob(layer), diffIds.get(i));
    }
  }

  private static Optional<Reference> name(Descriptor entry) {
    String whole = entry.annotations().get(MediaTypes.IMAGE_NAME);
    Optional<String> name =
        whole != null ? Optional.of(whole) : ImageIndex.name(entry).filter(n -> !n.isEmpty());
    try {
      return name.map(Reference::parse);
    } catch (IllegalArgumentException e) {
      // The grammar of the annotation is wider than that of names.
      return Optional.empty();
    }
  }

  private static Reference reference(String where, String name) throws CaissonException {
    try {
      return Reference.parse(name);
    } catch (IllegalArgumentException e) {
      CaissonException invalid = InvalidImage.reading(where, "no name of an image: " + name);
      invalid.initCause(e);
      throw invalid;
    }
  }

  private void loadDocker(LayoutFiles files) throws CaissonException {
    String where = files.name() + "/" + DockerArchiveReader.MANIFEST;
    byte[] document = files.read(DockerArchiveReader.MANIFEST);
    for (JsonObject image : JsonObject.parseArray(where, document)) {
      Descriptor manifest = manifest(files, image);
      List<String> names = image.texts("RepoTags");
      if (names.isEmpty()) {
        loaded.add(new NamedImage(manifest, Optional.empty()));
      }
      for (String name : names) {
        loaded.add(new NamedImage(manifest, Optional.of(reference(where, name))));
      }
    }
  }

  /** Writes the manifest that an archive of Docker's has none of. */
  private Descriptor manifest(LayoutFiles files, JsonObject image) throws CaissonException {
    FileRegion file = DockerArchiveReader.config(files, image);
    List<DiffId> diffIds = ConfigDocument.parse(file.name(), file.document()).diffIds();
    List<String> packed = image.texts("Layers");
    StoredImage.requireMatching(image.name(), packed.size(), diffIds);
    Descriptor config = copy.copy(MediaTypes.CONFIG, file);
    List<Descriptor> copied = new ArrayList<>();
    for (int i = 0; i < packed.size(); i++) {
      copied.add(layer(files.find(packed.get(i)), diffIds.get(i)));
    }
    byte[] manifest = DocumentWriter.manifest(config, copied);
    Digest digest = content.blobs().put(manifest, copy.lease());
    return Descriptor.of(MediaTypes.MANIFEST, digest, manifest.length);
  }

  private Descriptor layer(FileRegion packed, DiffId diffId) throws CaissonException {
    Compression compression = packed.compression();
    Optional<String> suffix = compression.suffix();
    if (suffix.isPresent()) {
      return layers.copy(MediaTypes.LAYER + suffix.get(), packed, diffId);
    }
    // OCI has no name for layers in xz or bzip2.
    try (OpenFile plain = scratch.decompress(packed)) {
      FileRegion region = new FileRegion(packed.name(), plain, 0, plain.stat().size());
      return layers.copy(MediaTypes.LAYER, region, diffId);
    }
  }
}
