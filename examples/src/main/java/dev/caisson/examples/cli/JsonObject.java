package dev.caisson.examples.cli;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** A JSON object that is put together in order; what is empty becomes null. */
final class JsonObject {

  private final StringJoiner members = new StringJoiner(", ", "{", "}");

  JsonObject text(String name, String value) {
    return member(name, quote(value));
  }

  JsonObject text(String name, Optional<String> value) {
    return member(name, value.map(JsonObject::quote).orElse("null"));
  }

  JsonObject number(String name, OptionalLong value) {
    return member(name, value.isPresent() ? Long.toString(value.getAsLong()) : "null");
  }

  JsonObject seconds(String name, double value) {
    return member(name, String.format(Locale.ROOT, "%.6f", value));
  }

  JsonObject bool(String name, boolean value) {
    return member(name, Boolean.toString(value));
  }

  JsonObject object(String name, JsonObject value) {
    return member(name, value.toString());
  }

  JsonObject texts(String name, Collection<String> values) {
    return member(
        name, values.stream().map(JsonObject::quote).collect(Collectors.joining(", ", "[", "]")));
  }

  JsonObject textMap(String name, Map<String, String> values) {
    JsonObject map = new JsonObject();
    values.forEach(map::text);
    return object(name, map);
  }

  private JsonObject member(String name, String value) {
    members.add(quote(name) + ": " + value);
    return this;
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  @Override
  public String toString() {
    return members.toString();
  }
}
