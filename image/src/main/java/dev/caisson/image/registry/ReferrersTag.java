package dev.caisson.image.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caisson.error.CaissonException;
import dev.caisson.image.Digest;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.DocumentWriter;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tag under which clients keep the list of what refers to a manifest, where the registry does
 * not. Of two that add to one at the same moment, one may be lost: registries have no lock.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#unavailable-referrers-api">OCI
 *     distribution specification, unavailable referrers API</a>
 */
final class ReferrersTag {

  private ReferrersTag() {}

  /** Returns the tag for a subject. */
  static String of(Digest subject) {
    return "sha256-" + subject.hex();
  }

  /** Returns how a list names a manifest. */
  static Referrer referrer(Manifest manifest) throws CaissonException {
    JsonObject json = manifest.json();
    Optional<String> type = json.text("artifactType");
    if (type.isEmpty() && !manifest.isIndex()) {
      type = manifest.config().mediaType();
    }
    return new Referrer(
        manifest.digest(),
        manifest.bytes().length,
        manifest.mediaType(),
        type,
        json.textMap("annotations"));
  }

  /** Returns the list with one more; empty where it is there already. */
  static Optional<Manifest> add(String name, List<Referrer> there, Referrer added)
      throws CaissonException {
    if (there.stream().anyMatch(other -> other.digest().equals(added.digest()))) {
      return Optional.empty();
    }
    List<Referrer> all = new ArrayList<>(there);
    all.add(added);
    ObjectNode index =
        DocumentWriter.object().put("schemaVersion", 2).put("mediaType", ManifestTypes.OCI_INDEX);
    ArrayNode list = index.putArray("manifests");
    for (Referrer one : all) {
      ObjectNode json = DocumentWriter.descriptor(descriptor(name, one));
      one.artifactType().ifPresent(type -> json.put("artifactType", type));
      list.add(json);
    }
    byte[] bytes = DocumentWriter.bytes(index);
    if (bytes.length > JsonObject.MAX_BYTES) {
      throw InvalidImage.reading(name, "the list of what refers to it has more than 4 MiB");
    }
    return Optional.of(Manifest.of(name, Optional.of(ManifestTypes.OCI_INDEX), bytes));
  }

  private static Descriptor descriptor(String name, Referrer referrer) {
    return new Descriptor(
        name,
        Optional.of(referrer.mediaType()).filter(type -> !type.isEmpty()),
        referrer.digest(),
        referrer.size(),
        Optional.empty(),
        referrer.annotations());
  }
}
