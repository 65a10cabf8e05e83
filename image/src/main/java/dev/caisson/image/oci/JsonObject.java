package dev.caisson.image.oci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON object of an attacker's: bounded, without duplicate fields, and of no type but what is
 * asked for. A field that is null counts as absent, as it does for Docker.
 */
public final class JsonObject {

  /** The largest document that is read, in bytes; containerd's limit for manifests. */
  public static final int MAX_BYTES = 4 << 20;

  private static final int MAX_DEPTH = 64;
  private static final int MAX_NUMBER_LENGTH = 32;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_BYTES)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String document;
  private final JsonNode node;

  private JsonObject(String document, JsonNode node) {
    this.document = document;
    this.node = node;
  }

  /** Reads an object; {@code document} names it in errors. */
  public static JsonObject parse(String document, byte[] bytes) throws InvalidImageException {
    return requireObject(document, tree(document, bytes));
  }

  /** Reads an array of objects. */
  public static List<JsonObject> parseArray(String document, byte[] bytes)
      throws InvalidImageException {
    return objects(document, tree(document, bytes));
  }

  private static JsonNode tree(String document, byte[] bytes) throws InvalidImageException {
    try {
      return MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      InvalidImageException invalid =
          InvalidImage.reading(document, "not JSON: " + e.getOriginalMessage());
      invalid.initCause(e);
      throw invalid;
    } catch (IOException e) {
      throw new AssertionError("no I/O in reading bytes", e);
    }
  }

  private static JsonObject requireObject(String where, JsonNode node)
      throws InvalidImageException {
    if (!node.isObject()) {
      throw InvalidImage.reading(where, "not a JSON object");
    }
    return new JsonObject(where, node);
  }

  private static List<JsonObject> objects(String where, JsonNode node)
      throws InvalidImageException {
    if (!node.isArray()) {
      throw InvalidImage.reading(where, "not a JSON array");
    }
    List<JsonObject> objects = new ArrayList<>();
    for (JsonNode element : node) {
      objects.add(requireObject(where + "[" + objects.size() + "]", element));
    }
    return objects;
  }

  /** Returns the name that errors give this object: the document and the way down to it. */
  public String name() {
    return document;
  }

  /** Returns the error of this object. */
  public InvalidImageException invalid(String cause) {
    return InvalidImage.reading(document, cause);
  }

  private String path(String field) {
    return document + " " + field;
  }

  public boolean has(String field) {
    return node.hasNonNull(field);
  }

  private Optional<JsonNode> get(String field) {
    return has(field) ? Optional.of(node.get(field)) : Optional.empty();
  }

  private JsonNode require(String field) throws InvalidImageException {
    return get(field).orElseThrow(() -> invalid("no field " + field));
  }

  public Optional<JsonObject> object(String field) throws InvalidImageException {
    return has(field) ? Optional.of(requireObject(path(field), node.get(field))) : Optional.empty();
  }

  public JsonObject requiredObject(String field) throws InvalidImageException {
    return requireObject(path(field), require(field));
  }

  public List<JsonObject> objects(String field) throws InvalidImageException {
    return objects(path(field), require(field));
  }

  public String requiredText(String field) throws InvalidImageException {
    return text(path(field), require(field));
  }

  /** Returns a text; empty where the field is absent or the text is. */
  public Optional<String> text(String field) throws InvalidImageException {
    return has(field)
        ? Optional.of(text(path(field), node.get(field))).filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  private static String text(String where, JsonNode value) throws InvalidImageException {
    if (!value.isTextual() || value.textValue().indexOf('\0') >= 0) {
      throw InvalidImage.reading(where, "not a text without NUL");
    }
    return value.textValue();
  }

  public long requiredSize(String field) throws InvalidImageException {
    JsonNode value = require(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw InvalidImage.reading(path(field), "not a size: " + value);
    }
    return value.longValue();
  }

  public boolean requiredFlag(String field) throws InvalidImageException {
    JsonNode value = require(field);
    if (!value.isBoolean()) {
      throw InvalidImage.reading(path(field), "not true or false: " + value);
    }
    return value.booleanValue();
  }

  public Digest requiredDigest(String field) throws InvalidImageException {
    return digest(path(field), requiredText(field));
  }

  public static Digest digest(String where, String text) throws InvalidImageException {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      InvalidImageException invalid =
          InvalidImage.reading(
              where, "no SHA-256 digest: " + text, "no other algorithm is supported");
      invalid.initCause(e);
      throw invalid;
    }
  }

  /** Returns the texts of an array; none where the field is absent. */
  public List<String> texts(String field) throws InvalidImageException {
    List<String> texts = new ArrayList<>();
    if (has(field) && !node.get(field).isArray()) {
      throw InvalidImage.reading(path(field), "not a JSON array");
    }
    for (JsonNode element : node.path(field)) {
      texts.add(text(path(field), element));
    }
    return texts;
  }

  /** Returns the texts of an object's fields; none where the field is absent. */
  public Map<String, String> textMap(String field) throws InvalidImageException {
    Map<String, String> map = new LinkedHashMap<>();
    Optional<JsonObject> object = object(field);
    if (object.isPresent()) {
      for (String key : keys(field)) {
        map.put(key, object.get().has(key) ? object.get().requiredText(key) : "");
      }
    }
    return map;
  }

  /** Returns the names of an object's fields; none where the field is absent. */
  public Set<String> keys(String field) throws InvalidImageException {
    Set<String> keys = new LinkedHashSet<>();
    Optional<JsonObject> object = object(field);
    object.ifPresent(o -> o.node.fieldNames().forEachRemaining(keys::add));
    for (String key : keys) {
      if (key.indexOf('\0') >= 0) {
        throw InvalidImage.reading(path(field), "NUL in a name");
      }
    }
    return keys;
  }
}
