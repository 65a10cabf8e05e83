package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.StoredImage.Packed;
import dev.caisson.image.content.Blobs;
import dev.caisson.image.content.ImageIndex;
import dev.caisson.image.content.Leases;
import dev.caisson.image.oci.ConfigDocument;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads images from the files of an OCI layout. */
final class OciLayoutReader implements SourceReader {

  static final String MARK = "oci-layout";
  static final String INDEX = "index.json";

  private static final String VERSION = "1.";
  private static final String BLOBS = "blobs/sha256/";

  private final String name;
  private final Optional<String> tag;
  private final Optional<Descriptor> entry;
  private final LayoutFiles files;

  /**
   * @param name what errors call the image
   * @param tag which image, by the annotation that names it
   * @param files the layout, which is closed with this
   */
  OciLayoutReader(String name, Optional<String> tag, LayoutFiles files) {
    this(name, tag, Optional.empty(), files);
  }

  private OciLayoutReader(
      String name, Optional<String> tag, Optional<Descriptor> entry, LayoutFiles files) {
    this.name = name;
    this.tag = tag;
    this.entry = entry;
    this.files = files;
  }

  /** Makes a reader of an image that the index need not have. */
  static OciLayoutReader of(String name, Descriptor entry, LayoutFiles files) {
    return new OciLayoutReader(name, Optional.empty(), Optional.of(entry), files);
  }

  @Override
  public StoredImage read(Platform host) throws CaissonException {
    Descriptor chosen = choose(new ManifestChoice(this, host));
    JsonObject manifest = manifest(chosen);
    Descriptor config = Descriptor.of(manifest.requiredObject("config"));
    return stored(manifest, config, ConfigDocument.parse(config.name(), verified(config), host));
  }

  /** Reads and verifies one manifest and its configuration, for whatever platform it is. */
  StoredImage read(Descriptor chosen) throws CaissonException {
    JsonObject manifest = manifest(chosen);
    Descriptor config = Descriptor.of(manifest.requiredObject("config"));
    return stored(manifest, config, ConfigDocument.parse(config.name(), verified(config)));
  }

  private StoredImage stored(JsonObject manifest, Descriptor config, ConfigDocument document)
      throws CaissonException {
    List<Packed> layers = new ArrayList<>();
    for (JsonObject layer : manifest.objects("layers")) {
      Descriptor descriptor = Descriptor.of(layer);
      descriptor.requireLayer();
      layers.add(new Packed(blob(descriptor), Optional.of(descriptor.digest())));
    }
    return StoredImage.of(name, document, blob(config), layers);
  }

  private Descriptor choose(ManifestChoice choice) throws CaissonException {
    return entry.isPresent() ? choice.choose(entry.get()) : choice.choose(index());
  }

  /** Keeps what the image's name leads to in the store that this is the layout of. */
  void hold(Leases.Lease lease) throws CaissonException {
    if (entry.isPresent()) {
      hold(lease, entry.get());
      return;
    }
    for (JsonObject json : index().objects("manifests")) {
      Descriptor listed = Descriptor.of(json);
      if (ImageIndex.name(listed).equals(tag)) {
        hold(lease, listed);
      }
    }
  }

  private void hold(Leases.Lease lease, Descriptor image) throws CaissonException {
    lease.hold(Blobs.item(image.digest()));
    List<String> items = new ArrayList<>();
    for (Descriptor blob : new ImageGraph(this).add(image).blobs()) {
      items.add(Blobs.item(blob.digest()));
    }
    lease.hold(items);
  }

  /** Reads the index at the top, of a layout of a known version. */
  JsonObject index() throws CaissonException {
    requireVersion();
    return document(INDEX);
  }

  Optional<String> tag() {
    return tag;
  }

  String name() {
    return name;
  }

  private void requireVersion() throws CaissonException {
    String version = document(MARK).requiredText("imageLayoutVersion");
    if (!version.startsWith(VERSION)) {
      throw InvalidImage.reading(name(), "imageLayoutVersion " + version + " is not known");
    }
  }

  private JsonObject document(String path) throws CaissonException {
    return JsonObject.parse(files.name() + "/" + path, files.read(path));
  }

  /** Reads the manifest or index of a descriptor, whose bytes must be what the descriptor says. */
  JsonObject manifest(Descriptor descriptor) throws CaissonException {
    JsonObject manifest = JsonObject.parse(descriptor.name(), verified(descriptor));
    descriptor.requireMatching(manifest);
    return manifest;
  }

  /** Reads a document, whose bytes must be what the descriptor says. */
  byte[] verified(Descriptor descriptor) throws CaissonException {
    byte[] bytes = files.read(BLOBS + descriptor.digest().hex());
    requireSize(descriptor, bytes.length);
    Digest actual = Digest.ofBytes(bytes);
    if (!actual.equals(descriptor.digest())) {
      throw InvalidImage.reading(
          descriptor.name(), "its digest is " + actual + ", not " + descriptor.digest());
    }
    return bytes;
  }

  /** Returns whether a blob is there, whatever is in it. */
  boolean has(Descriptor descriptor) throws CaissonException {
    return files.has(BLOBS + descriptor.digest().hex());
  }

  /** Returns where a blob is, which has the size that the descriptor says. */
  FileRegion blob(Descriptor descriptor) throws CaissonException {
    FileRegion region = files.find(BLOBS + descriptor.digest().hex());
    requireSize(descriptor, region.length());
    return region;
  }

  private void requireSize(Descriptor descriptor, long size) throws InvalidImageException {
    if (size != descriptor.size()) {
      throw InvalidImage.reading(
          files.name() + "/" + BLOBS + descriptor.digest().hex(),
          "its size is " + size + " bytes, not " + descriptor.size());
    }
  }

  @Override
  public void close() throws CaissonException {
    files.close();
  }
}
