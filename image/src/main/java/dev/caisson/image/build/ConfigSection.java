package dev.caisson.image.build;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The part of an image's configuration that says how it is run, while it is changed. */
public final class ConfigSection {

  private final ObjectNode config;

  ConfigSection(ObjectNode config) {
    this.config = config;
  }

  void setText(String field, String text) {
    config.put(field, text);
  }

  void setList(String field, List<String> words) {
    if (words.isEmpty()) {
      config.remove(field);
    } else {
      ArrayNode list = config.putArray(field);
      words.forEach(list::add);
    }
  }

  /** Sets an entry {@code NAME=VALUE}, in the place of one with the same name. */
  void setVariable(String field, String name, String value) {
    ArrayNode list = config.withArrayProperty(field);
    String entry = name + "=" + value;
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).asText().startsWith(name + "=")) {
        list.set(i, entry);
        return;
      }
    }
    list.add(entry);
  }

  void setEntry(String field, String name, String value) {
    object(field).put(name, value);
  }

  void addKey(String field, String key) {
    object(field).putObject(key);
  }

  private ObjectNode object(String field) {
    return config.get(field) instanceof ObjectNode there ? there : config.putObject(field);
  }
}
