package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.content.Content;
import dev.caisson.image.content.ImageIndex;
import dev.caisson.image.content.Leases;
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
  private final List<Loaded> loaded = new ArrayList<>();

  /** An image that is in the store now, and its name. */
  private record Loaded(Descriptor image, Optional<Reference> name) {}

  ArchiveLoader(Content content, Scratch scratch, Leases.Lease lease) {
    this.content = content;
    this.scratch = scratch;
    this.copy = new BlobCopy(content.blobs(), lease);
  }

  /** Copies all images, and then gives them their names; returns what these stand for. */
  List<Descriptor> load(LayoutFiles files) throws CaissonException {
    // Docker writes both; the layout says more, and containerd too takes it first.
    if (files.has(OciLayoutReader.MARK)) {
      loadLayout(new OciLayoutReader(files.name(), Optional.empty(), files));
    } else {
      loadDocker(files);
    }
    content.change(this::named);
    return loaded.stream().map(Loaded::image).toList();
  }

  private ImageIndex named(ImageIndex index) {
    ImageIndex changed = index;
    for (Loaded image : loaded) {
      changed =
          image.name().isPresent()
              ? changed.with(image.name().get().toString(), image.image())
              : changed.with(image.image());
    }
    return changed;
  }

  private void loadLayout(OciLayoutReader layout) throws CaissonException {
    for (JsonObject json : layout.index().objects("manifests")) {
      Descriptor entry = Descriptor.of(json);
      for (Descriptor blob : new ImageGraph(layout).add(entry).blobs()) {
        copy.copy(blob, layout.blob(blob));
      }
      loaded.add(new Loaded(entry, name(entry)));
    }
  }

  private static Optional<Reference> name(Descriptor entry) throws CaissonException {
    String whole = entry.annotations().get(MediaTypes.IMAGE_NAME);
    Optional<String> name =
        whole != null ? Optional.of(whole) : ImageIndex.name(entry).filter(n -> !n.isEmpty());
    return name.isPresent() ? Optional.of(reference(entry.name(), name.get())) : Optional.empty();
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
        loaded.add(new Loaded(manifest, Optional.empty()));
      }
      for (String name : names) {
        loaded.add(new Loaded(manifest, Optional.of(reference(where, name))));
      }
    }
  }

  /** Writes the manifest that an archive of Docker's has none of. */
  private Descriptor manifest(LayoutFiles files, JsonObject image) throws CaissonException {
    FileRegion file = DockerArchiveReader.config(files, image);
    Descriptor config = copy.copy(MediaTypes.CONFIG, file);
    List<Descriptor> layers = new ArrayList<>();
    for (String layer : image.texts("Layers")) {
      layers.add(layer(files.find(layer)));
    }
    byte[] manifest = DocumentWriter.manifest(config, layers);
    Digest digest = content.blobs().put(manifest, copy.lease());
    return Descriptor.of(MediaTypes.MANIFEST, digest, manifest.length);
  }

  private Descriptor layer(FileRegion packed) throws CaissonException {
    Compression compression = packed.compression();
    Optional<String> suffix = compression.suffix();
    if (suffix.isPresent()) {
      return copy.copy(MediaTypes.LAYER + suffix.get(), packed);
    }
    // OCI has no name for layers in xz or bzip2.
    try (OpenFile plain = scratch.decompress(packed)) {
      FileRegion region = new FileRegion(packed.name(), plain, 0, plain.stat().size());
      return copy.copy(MediaTypes.LAYER, region);
    }
  }
}
