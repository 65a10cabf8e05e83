package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.content.Content;
import dev.caisson.image.content.ImageIndex;
import dev.caisson.image.oci.ConfigDocument;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import dev.caisson.image.registry.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The images of a store: their names, and the documents that these lead to. */
final class Catalog implements AutoCloseable {

  private static final String REMEDY = "list the names with ImageStore.list";
  private static final String MORE = "give more digits, or the name";

  private final OciLayoutReader layout;
  private final ImageIndex index;

  private Catalog(OciLayoutReader layout, ImageIndex index) {
    this.layout = layout;
    this.index = index;
  }

  /** Reads the names of the store in a directory. */
  static Catalog open(Path store, Content content) throws CaissonException {
    LayoutDirectory files = LayoutDirectory.open(store.resolve(Content.LAYOUT));
    OciLayoutReader layout = new OciLayoutReader(store.toString(), Optional.empty(), files);
    try {
      return new Catalog(layout, content.index());
    } catch (CaissonException e) {
      layout.close();
      throw e;
    }
  }

  /** Returns the documents and blobs. */
  OciLayoutReader layout() {
    return layout;
  }

  /** Returns the names as they were read. */
  ImageIndex index() {
    return index;
  }

  /** Returns all images that can be read, each once, in the order in which they got their names. */
  List<ImageSummary> list() throws CaissonException {
    Map<Digest, List<Reference>> names = new LinkedHashMap<>();
    Map<Digest, Descriptor> images = new LinkedHashMap<>();
    for (Descriptor entry : index.entries()) {
      images.putIfAbsent(entry.digest(), entry);
      List<Reference> own = names.computeIfAbsent(entry.digest(), digest -> new ArrayList<>());
      reference(entry).ifPresent(own::add);
    }
    List<ImageSummary> list = new ArrayList<>();
    for (Map.Entry<Digest, Descriptor> image : images.entrySet()) {
      try {
        List<Reference> own = names.getOrDefault(image.getKey(), List.of());
        list.add(details(image.getValue(), own).summary());
      } catch (InvalidImageException e) {
        // One that is damaged must not hide the others; the verifier tells of it.
      }
    }
    return list;
  }

  /** Returns the name of an entry; empty where it has none, or one that is no image's. */
  static Optional<Reference> reference(Descriptor entry) {
    try {
      return ImageIndex.name(entry).map(Reference::parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Returns the names that stand for the same as an entry. */
  List<Reference> names(Descriptor entry) {
    return index.entries().stream()
        .filter(other -> other.digest().equals(entry.digest()))
        .map(Catalog::reference)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Returns what the store knows of an entry. */
  ImageDetails details(Descriptor entry) throws CaissonException {
    return details(entry, names(entry));
  }

  private ImageDetails details(Descriptor entry, List<Reference> names) throws CaissonException {
    Descriptor manifest = manifest(entry);
    JsonObject document = layout.manifest(manifest);
    Descriptor config = Descriptor.of(document.requiredObject("config"));
    long size = manifest.size() + config.size();
    for (JsonObject layer : document.objects("layers")) {
      size += Descriptor.of(layer).size();
    }
    ConfigDocument parsed = ConfigDocument.parse(config.name(), layout.verified(config));
    ImageSummary summary =
        new ImageSummary(
            names,
            config.digest(),
            manifest.digest(),
            parsed.config().platform(),
            parsed.created(),
            size);
    return new ImageDetails(summary, parsed.config(), parsed.diffIds());
  }

  /** Returns the manifest that suits this machine, or else the first that is there. */
  Descriptor manifest(Descriptor entry) throws CaissonException {
    Optional<Descriptor> suitable = new ManifestChoice(layout, Platform.current()).within(entry);
    if (suitable.isPresent()) {
      return suitable.get();
    }
    for (Descriptor manifest : new ImageGraph(layout).add(entry).manifests()) {
      return manifest;
    }
    throw InvalidImage.reading(entry.name(), "an index without images");
  }

  /**
   * Finds an image by its name, or by the first digits of its id or its manifest's digest.
   *
   * @throws InvalidImageException if there is none, or if the digits are those of several
   */
  Descriptor find(String wanted) throws CaissonException {
    Optional<Descriptor> named = byName(wanted);
    if (named.isPresent()) {
      return named.get();
    }
    Map<Digest, Descriptor> found = new LinkedHashMap<>();
    String digits = wanted.startsWith("sha256:") ? wanted.substring("sha256:".length()) : wanted;
    if (digits.matches("[0-9a-f]{1,64}")) {
      for (Descriptor entry : index.entries()) {
        if (isNamedBy(digits, entry)) {
          found.put(entry.digest(), entry);
        }
      }
    }
    if (found.isEmpty()) {
      throw notFound(wanted, "no such image", REMEDY);
    }
    if (found.size() > 1) {
      throw notFound(wanted, found.size() + " images have digests that begin so", MORE);
    }
    return found.values().iterator().next();
  }

  private static InvalidImageException notFound(String wanted, String cause, String remedy) {
    return new InvalidImageException("find image", wanted, cause, Optional.of(remedy));
  }

  private boolean isNamedBy(String digits, Descriptor entry) throws CaissonException {
    try {
      ImageSummary summary = details(entry).summary();
      return summary.id().hex().startsWith(digits) || summary.manifest().hex().startsWith(digits);
    } catch (InvalidImageException e) {
      // So that it can be removed.
      return entry.digest().hex().startsWith(digits);
    }
  }

  /** Finds an image by its name; empty where there is none of this name, or it is no name. */
  Optional<Descriptor> byName(String wanted) {
    Optional<Descriptor> exact = index.find(wanted);
    if (exact.isPresent()) {
      return exact;
    }
    try {
      return index.find(Reference.parse(wanted).toString());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws CaissonException {
    layout.close();
  }
}
