package dev.caisson.image;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caisson.error.CaissonException;
import dev.caisson.image.content.Blobs;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.DocumentWriter;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import dev.caisson.image.oci.MediaTypes;
import dev.caisson.image.registry.Reference;
import dev.caisson.linux.OpenFile;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Writes images of a store into an archive; the same images give the same bytes. */
final class ArchiveWriter {

  private static final String BLOBS = "blobs/sha256/";
  private static final byte[] MARK =
      DocumentWriter.bytes(DocumentWriter.object().put("imageLayoutVersion", "1.0.0"));

  private final Catalog catalog;
  private final Blobs stored;
  private final List<Descriptor> entries = new ArrayList<>();
  private final Map<String, Descriptor> blobs = new TreeMap<>();
  private final Map<Digest, Set<String>> names = new LinkedHashMap<>();
  private final Map<Digest, Descriptor> manifests = new LinkedHashMap<>();

  ArchiveWriter(Catalog catalog, Blobs stored) {
    this.catalog = catalog;
    this.stored = stored;
  }

  /** Adds an image, under the name by which it is asked for; under none for its id. */
  void add(String wanted) throws CaissonException {
    Descriptor entry = catalog.find(wanted);
    for (Descriptor blob : new ImageGraph(catalog.layout()).add(entry).blobs()) {
      blobs.put(blob.digest().hex(), blob);
    }
    Descriptor manifest = catalog.manifest(entry);
    manifests.put(manifest.digest(), manifest);
    Set<String> own = names.computeIfAbsent(manifest.digest(), digest -> new LinkedHashSet<>());
    if (catalog.byName(wanted).isPresent()) {
      Reference name = Reference.parse(wanted);
      own.add(name.familiar());
      entries.add(
          entry.withAnnotations(
              Map.of(
                  MediaTypes.IMAGE_NAME, name.toString(), MediaTypes.REF_NAME, name.toString())));
    } else {
      entries.add(entry.withAnnotations(Map.of()));
    }
  }

  /** Returns the blobs that {@link #write} reads. */
  Iterable<Descriptor> blobs() {
    return blobs.values();
  }

  /** Writes all that was added; the stream stays open. */
  void write(ArchiveFormat format, OutputStream out) throws IOException {
    try (ArchiveTar tar = new ArchiveTar(out)) {
      tar.directory("blobs/");
      tar.directory(BLOBS);
      for (Descriptor blob : blobs.values()) {
        copy(blob, tar);
      }
      tar.file(OciLayoutReader.INDEX, DocumentWriter.index(entries));
      if (format == ArchiveFormat.DOCKER) {
        tar.file(DockerArchiveReader.MANIFEST, dockerManifest());
      }
      tar.file(OciLayoutReader.MARK, MARK);
    }
  }

  private void copy(Descriptor blob, ArchiveTar tar) throws IOException {
    Optional<OpenFile> found = stored.find(blob.digest());
    if (found.isEmpty()) {
      throw InvalidImage.reading(blob.name(), "the blob is missing", Verifier.REMEDY);
    }
    try (OpenFile file = found.get()) {
      tar.file(
          BLOBS + blob.digest().hex(), new FileRegion(blob.name(), file, 0, file.stat().size()));
    }
  }

  private byte[] dockerManifest() throws CaissonException {
    ArrayNode images = JsonNodeFactory.instance.arrayNode();
    for (Descriptor manifest : manifests.values()) {
      JsonObject document = catalog.layout().manifest(manifest);
      Descriptor config = Descriptor.of(document.requiredObject("config"));
      ObjectNode image = images.addObject().put("Config", BLOBS + config.digest().hex());
      ArrayNode tags = image.putArray("RepoTags");
      names.getOrDefault(manifest.digest(), Set.of()).forEach(tags::add);
      ArrayNode layers = image.putArray("Layers");
      for (JsonObject json : document.objects("layers")) {
        layers.add(BLOBS + Descriptor.of(json).digest().hex());
      }
    }
    return DocumentWriter.bytes(images);
  }
}
