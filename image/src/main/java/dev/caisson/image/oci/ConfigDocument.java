package dev.caisson.image.oci;

import dev.caisson.error.InvalidImageException;
import dev.caisson.image.DiffId;
import dev.caisson.image.ImageConfig;
import dev.caisson.image.Platform;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image configuration as it is stored: what the image says about itself, its layers' DiffIDs,
 * lowest first, and when it was made.
 */
public record ConfigDocument(ImageConfig config, List<DiffId> diffIds, Optional<Instant> created) {

  /**
   * Reads and checks a configuration of an image that is to run here.
   *
   * @throws InvalidImageException if it is malformed, or made for another platform than {@code
   *     host}
   */
  public static ConfigDocument parse(String name, byte[] bytes, Platform host)
      throws InvalidImageException {
    ConfigDocument parsed = parse(name, bytes);
    Platform platform = parsed.config.platform();
    if (!platform.runsOn(host)) {
      throw InvalidImage.reading(
          name, "the image is for " + platform + ", this machine is " + host);
    }
    return parsed;
  }

  /**
   * Reads and checks a configuration, for whatever platform it is.
   *
   * @throws InvalidImageException if it is malformed
   */
  public static ConfigDocument parse(String name, byte[] bytes) throws InvalidImageException {
    JsonObject document = JsonObject.parse(name, bytes);
    if (document.has("layers") || document.has("manifests")) {
      throw document.invalid("a manifest stands where the configuration should");
    }
    Platform platform = platform(document);
    return new ConfigDocument(config(document, platform), diffIds(document), created(document));
  }

  private static Optional<Instant> created(JsonObject document) throws InvalidImageException {
    Optional<String> text = document.text("created");
    try {
      return text.map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
    } catch (DateTimeParseException e) {
      // What is wrong with a date keeps nothing from running.
      return Optional.empty();
    }
  }

  private static Platform platform(JsonObject document) throws InvalidImageException {
    return new Platform(
        document.requiredText("os"),
        document.requiredText("architecture"),
        document.text("variant"));
  }

  private static List<DiffId> diffIds(JsonObject document) throws InvalidImageException {
    JsonObject rootfs = document.requiredObject("rootfs");
    if (!rootfs.requiredText("type").equals("layers")) {
      throw rootfs.invalid("type is not layers: " + rootfs.requiredText("type"));
    }
    List<DiffId> diffIds = new ArrayList<>();
    for (String text : rootfs.texts("diff_ids")) {
      diffIds.add(new DiffId(JsonObject.digest(rootfs.name() + " diff_ids", text)));
    }
    return diffIds;
  }

  private static ImageConfig config(JsonObject document, Platform platform)
      throws InvalidImageException {
    JsonObject config =
        document.has("config")
            ? document.requiredObject("config")
            : JsonObject.parse(document.name() + " config", new byte[] {'{', '}'});
    return new ImageConfig(
        platform,
        environment(config),
        config.texts("Entrypoint"),
        config.texts("Cmd"),
        config.text("WorkingDir"),
        config.text("User"),
        config.text("StopSignal"),
        config.textMap("Labels"),
        config.keys("ExposedPorts"),
        config.keys("Volumes"));
  }

  private static Map<String, String> environment(JsonObject config) throws InvalidImageException {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String variable : config.texts("Env")) {
      int equals = variable.indexOf('=');
      if (equals < 1) {
        throw config.invalid("Env has a variable that is not NAME=VALUE: " + variable);
      }
      environment.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return environment;
  }
}
