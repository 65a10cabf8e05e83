package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the one manifest that was asked for in an index and the indexes that it refers to: by name
 * at the top, by platform below.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-index.md">OCI image
 *     index</a>
 */
final class ManifestChoice {

  private static final int MAX_DEPTH = 8;
  private static final int MAX_INDEXES = 64;
  private static final String REF_NAME = "org.opencontainers.image.ref.name";
  private static final String ATTESTATION = "vnd.docker.reference.type";

  private final OciLayoutReader layout;
  private final Platform host;
  private final Map<Digest, Descriptor> suitable = new LinkedHashMap<>();
  private final List<String> others = new ArrayList<>();
  private int indexes;

  ManifestChoice(OciLayoutReader layout, Platform host) {
    this.layout = layout;
    this.host = host;
  }

  Descriptor choose(JsonObject index) throws CaissonException {
    List<String> names = new ArrayList<>();
    for (Descriptor descriptor : descriptors(index)) {
      Optional<String> name = Optional.ofNullable(descriptor.annotations().get(REF_NAME));
      name.ifPresent(names::add);
      if (layout.tag().isEmpty() || layout.tag().equals(name)) {
        collect(descriptor, 1);
      }
    }
    return onlyOne(names);
  }

  /** Chooses in what one descriptor leads to. */
  Descriptor choose(Descriptor top) throws CaissonException {
    collect(top, 1);
    return onlyOne(List.of());
  }

  private Descriptor onlyOne(List<String> names) throws InvalidImageException {
    if (suitable.size() != 1) {
      throw notOne(names);
    }
    return suitable.values().iterator().next();
  }

  /** Returns whether a manifest is no image's, but says something of one's. */
  static boolean isAttestation(Descriptor descriptor) {
    return descriptor.annotations().containsKey(ATTESTATION);
  }

  /** Returns the manifest in what one descriptor leads to; empty where none or several suit. */
  Optional<Descriptor> within(Descriptor top) throws CaissonException {
    collect(top, 1);
    return suitable.size() == 1
        ? Optional.of(suitable.values().iterator().next())
        : Optional.empty();
  }

  private static List<Descriptor> descriptors(JsonObject index) throws InvalidImageException {
    List<Descriptor> descriptors = new ArrayList<>();
    for (JsonObject json : index.objects("manifests")) {
      descriptors.add(Descriptor.of(json));
    }
    return descriptors;
  }

  private void collect(Descriptor descriptor, int depth) throws CaissonException {
    if (isAttestation(descriptor)) {
      return;
    }
    Optional<Platform> platform = descriptor.platform();
    if (platform.isPresent() && !platform.get().runsOn(host)) {
      others.add(platform.get().toString());
      return;
    }
    if (suitable.containsKey(descriptor.digest())) {
      return;
    }
    JsonObject document = layout.manifest(descriptor);
    if (document.has("layers")) {
      suitable.put(descriptor.digest(), descriptor);
      return;
    }
    indexes++;
    if (depth == MAX_DEPTH || indexes > MAX_INDEXES) {
      throw InvalidImage.reading(layout.name(), "indexes within indexes, too many or too deep");
    }
    for (Descriptor below : descriptors(document)) {
      collect(below, depth + 1);
    }
  }

  private InvalidImageException notOne(List<String> names) {
    if (suitable.isEmpty() && !others.isEmpty()) {
      return InvalidImage.reading(
          layout.name(), "the image is for " + others + ", this machine is " + host);
    }
    return InvalidImage.reading(
        layout.name(),
        suitable.isEmpty() ? "no such image" : suitable.size() + " images",
        "name one of " + names);
  }
}
