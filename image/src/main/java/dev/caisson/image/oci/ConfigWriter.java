package dev.caisson.image.oci;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caisson.image.DiffId;
import dev.caisson.image.ImageConfig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes the configuration of an image: the same bytes for the same content. */
public final class ConfigWriter {

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private ConfigWriter() {}

  /**
   * Requires a time that a configuration can tell.
   *
   * @throws IllegalArgumentException if it is not in the years 0000 to 9999
   * @see <a href="https://www.rfc-editor.org/rfc/rfc3339#section-5.6">RFC 3339</a>
   */
  public static void requireDate(Instant time) {
    if (time.isBefore(FIRST) || time.isAfter(LAST)) {
      throw new IllegalArgumentException("time not in the years 0000 to 9999: " + time);
    }
  }

  /**
   * Returns a configuration.
   *
   * @param created when the image was made
   * @param comment what is said of how it was made
   */
  public static byte[] write(
      ImageConfig config, List<DiffId> diffIds, Optional<Instant> created, String comment) {
    ObjectNode document = DocumentWriter.object();
    created.ifPresent(time -> document.put("created", time.toString()));
    document.put("architecture", config.platform().architecture());
    document.put("os", config.platform().os());
    config.platform().variant().ifPresent(variant -> document.put("variant", variant));
    document.set("config", config(config));
    ObjectNode rootfs = document.putObject("rootfs").put("type", "layers");
    ArrayNode list = rootfs.putArray("diff_ids");
    diffIds.forEach(diffId -> list.add(diffId.toString()));
    ObjectNode history = document.putArray("history").addObject();
    created.ifPresent(time -> history.put("created", time.toString()));
    history.put("comment", comment);
    return DocumentWriter.bytes(document);
  }

  /** Returns the part that says how the image is run, in the words of Docker. */
  public static ObjectNode config(ImageConfig config) {
    ObjectNode json = DocumentWriter.object();
    config.user().ifPresent(user -> json.put("User", user));
    set(json, "ExposedPorts", config.exposedPorts());
    list(json, "Env", config.environment().entrySet().stream().map(Object::toString).toList());
    list(json, "Entrypoint", config.entrypoint());
    list(json, "Cmd", config.command());
    set(json, "Volumes", config.volumes());
    config.workingDirectory().ifPresent(directory -> json.put("WorkingDir", directory));
    if (!config.labels().isEmpty()) {
      ObjectNode labels = json.putObject("Labels");
      for (Map.Entry<String, String> label : config.labels().entrySet()) {
        labels.put(label.getKey(), label.getValue());
      }
    }
    config.stopSignal().ifPresent(signal -> json.put("StopSignal", signal));
    return json;
  }

  private static void list(ObjectNode json, String field, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode array = json.putArray(field);
      values.forEach(array::add);
    }
  }

  private static void set(ObjectNode json, String field, Set<String> values) {
    if (!values.isEmpty()) {
      ObjectNode object = json.putObject(field);
      values.forEach(object::putObject);
    }
  }
}
