package dev.caisson.namespaces.seccomp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caisson.error.InvalidProfileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A place in a profile, which is of no type but what is asked for. A field that is null counts as
 * absent, as it does for Docker and runc.
 */
final class ProfileNode {

  private static final int MAX_DEPTH = 16;
  private static final int MAX_TEXT = 4096;
  private static final int MAX_DIGITS = 32;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_TEXT)
                          .maxNumberLength(MAX_DIGITS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String document;
  private final String path;
  private final JsonNode node;

  private ProfileNode(String document, String path, JsonNode node) {
    this.document = document;
    this.path = path;
    this.node = node;
  }

  /** Reads a document, which errors call by this name. */
  static ProfileNode parse(String document, byte[] json) throws InvalidProfileException {
    try {
      return new ProfileNode(document, "", MAPPER.readTree(json));
    } catch (JsonProcessingException e) {
      InvalidProfileException invalid =
          new InvalidProfileException(document + place(e), "not JSON: " + e.getOriginalMessage());
      invalid.initCause(e);
      throw invalid;
    } catch (IOException e) {
      throw new AssertionError("no I/O in reading bytes", e);
    }
  }

  private static String place(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  /** Returns the error of this place. */
  InvalidProfileException invalid(String cause) {
    return new InvalidProfileException(path.isEmpty() ? document : document + " at " + path, cause);
  }

  /** Refuses anything but an object of these fields. */
  ProfileNode object(Set<String> fields) throws InvalidProfileException {
    if (!node.isObject()) {
      throw invalid("not a JSON object");
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!fields.contains(name)) {
        throw invalid("unknown field " + name);
      }
    }
    return this;
  }

  Optional<ProfileNode> field(String name) {
    return node.hasNonNull(name)
        ? Optional.of(
            new ProfileNode(document, path.isEmpty() ? name : path + "." + name, node.get(name)))
        : Optional.empty();
  }

  ProfileNode required(String name) throws InvalidProfileException {
    return field(name).orElseThrow(() -> invalid("no field " + name));
  }

  /** Returns the elements of an array. */
  List<ProfileNode> elements() throws InvalidProfileException {
    if (!node.isArray()) {
      throw invalid("not a JSON array");
    }
    List<ProfileNode> elements = new ArrayList<>(node.size());
    for (JsonNode element : node) {
      elements.add(new ProfileNode(document, path + "[" + elements.size() + "]", element));
    }
    return elements;
  }

  /** Returns the elements of an array in a field; none where it is absent. */
  List<ProfileNode> elements(String name) throws InvalidProfileException {
    Optional<ProfileNode> array = field(name);
    return array.isPresent() ? array.get().elements() : List.of();
  }

  List<String> texts(String name) throws InvalidProfileException {
    List<String> texts = new ArrayList<>();
    for (ProfileNode element : elements(name)) {
      texts.add(element.text());
    }
    return texts;
  }

  String text() throws InvalidProfileException {
    if (!node.isTextual()) {
      throw invalid("not a text: " + node);
    }
    return node.textValue();
  }

  /** Returns an unsigned number of at most 64 bits. */
  long unsigned() throws InvalidProfileException {
    if (!node.isIntegralNumber()
        || node.bigIntegerValue().signum() < 0
        || node.bigIntegerValue().bitLength() > Long.SIZE) {
      throw invalid("not a number from 0 to 2^64 - 1: " + node);
    }
    return node.bigIntegerValue().longValue();
  }

  /** Returns a number from 0 to another one. */
  int number(int highest) throws InvalidProfileException {
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < 0
        || node.intValue() > highest) {
      throw invalid("not a number from 0 to " + highest + ": " + node);
    }
    return node.intValue();
  }
}
