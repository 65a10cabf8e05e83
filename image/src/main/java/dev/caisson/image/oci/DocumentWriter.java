package dev.caisson.image.oci;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caisson.image.Platform;
import java.util.List;
import java.util.Map;

/** Writes OCI documents: the same bytes for the same content. */
public final class DocumentWriter {

  private static final int SCHEMA = 2;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private DocumentWriter() {}

  /** Returns an object without fields. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Returns an index of these manifests. */
  public static byte[] index(List<Descriptor> manifests) {
    ObjectNode index = object().put("schemaVersion", SCHEMA).put("mediaType", MediaTypes.INDEX);
    ArrayNode list = index.putArray("manifests");
    manifests.forEach(manifest -> list.add(descriptor(manifest)));
    return bytes(index);
  }

  /** Returns the manifest of an image. */
  public static byte[] manifest(Descriptor config, List<Descriptor> layers) {
    ObjectNode manifest =
        object().put("schemaVersion", SCHEMA).put("mediaType", MediaTypes.MANIFEST);
    manifest.set("config", descriptor(config));
    ArrayNode list = manifest.putArray("layers");
    layers.forEach(layer -> list.add(descriptor(layer)));
    return bytes(manifest);
  }

  /** Returns a descriptor. */
  public static ObjectNode descriptor(Descriptor descriptor) {
    ObjectNode json = object();
    descriptor.mediaType().ifPresent(type -> json.put("mediaType", type));
    json.put("digest", descriptor.digest().toString()).put("size", descriptor.size());
    descriptor.platform().ifPresent(platform -> json.set("platform", platform(platform)));
    if (!descriptor.annotations().isEmpty()) {
      ObjectNode annotations = json.putObject("annotations");
      for (Map.Entry<String, String> annotation : descriptor.annotations().entrySet()) {
        annotations.put(annotation.getKey(), annotation.getValue());
      }
    }
    return json;
  }

  private static ObjectNode platform(Platform platform) {
    ObjectNode json =
        object().put("architecture", platform.architecture()).put("os", platform.os());
    platform.variant().ifPresent(variant -> json.put("variant", variant));
    return json;
  }

  /** Returns a document's bytes. */
  public static byte[] bytes(JsonNode document) {
    try {
      return MAPPER.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree of JSON nodes can be written", e);
    }
  }
}
