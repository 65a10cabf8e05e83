package dev.caisson.image.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caisson.image.DiffId;
import dev.caisson.image.Platform;
import dev.caisson.image.SourceImage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An image while it is built: its configuration, and the layers that are written already. */
public final class ImageDraft {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String HISTORY = "history";
  private static final String EMPTY_LAYER = "empty_layer";

  private final LayoutDirectory layout;
  private final ObjectNode configuration;
  private final List<PackedLayer> layers = new ArrayList<>();
  private final Instant created;
  private final boolean tellsHistory;

  private ImageDraft(LayoutDirectory layout, ObjectNode configuration, Instant created, int base) {
    this.layout = layout;
    this.configuration = configuration;
    this.created = created;
    this.tellsHistory = layersInHistory(configuration) == base;
  }

  // Readers refuse a history that tells of another number of layers than there are.
  private static int layersInHistory(ObjectNode configuration) {
    int count = 0;
    for (JsonNode entry : configuration.path(HISTORY)) {
      count += entry.path(EMPTY_LAYER).asBoolean() ? 0 : 1;
    }
    return count;
  }

  /** Begins with what the base has. */
  static ImageDraft begin(LayoutDirectory layout, ImageBuild build) throws IOException {
    if (build.base().isEmpty()) {
      return new ImageDraft(layout, empty(Platform.current()), build.created(), 0);
    }
    ImageBuild.Base from = build.base().get();
    try (SourceImage base = SourceImage.open(from.source(), from.store())) {
      ObjectNode configuration = (ObjectNode) MAPPER.readTree(base.configuration());
      List<DiffId> diffIds = base.diffIds();
      ImageDraft draft = new ImageDraft(layout, configuration, build.created(), diffIds.size());
      for (int i = 0; i < diffIds.size(); i++) {
        int index = i;
        Blob blob = layout.write(base.mediaType(i), out -> base.copyLayer(index, out));
        draft.layers.add(new PackedLayer(blob, diffIds.get(i)));
      }
      return draft;
    }
  }

  private static ObjectNode empty(Platform platform) {
    ObjectNode configuration = MAPPER.createObjectNode();
    configuration.put("architecture", platform.architecture());
    configuration.put("os", platform.os());
    platform.variant().ifPresent(variant -> configuration.put("variant", variant));
    return configuration;
  }

  /** Packs a layer. */
  void add(LayerContent content) throws IOException {
    layers.add(layout.pack(content.notAfter(created)));
    tell(content.description(), false);
  }

  /** Changes the configuration. */
  void change(ConfigChange change) {
    ObjectNode section =
        configuration.get("config") instanceof ObjectNode there
            ? there
            : configuration.putObject("config");
    change.apply(new ConfigSection(section));
    tell(change.toString(), true);
  }

  private void tell(String step, boolean empty) {
    if (!tellsHistory) {
      return;
    }
    ObjectNode entry =
        configuration
            .withArrayProperty(HISTORY)
            .addObject()
            .put("created", created.toString())
            .put("created_by", step)
            .put("comment", "caisson");
    if (empty) {
      entry.put(EMPTY_LAYER, true);
    }
  }

  /** Writes what describes the image, and gives it its name. */
  BuiltImage finish(String tag) throws IOException {
    if (!tellsHistory) {
      configuration.remove(HISTORY);
    }
    configuration.put("created", created.toString());
    List<DiffId> diffIds = layers.stream().map(PackedLayer::diffId).toList();
    ArrayNode list = configuration.putObject("rootfs").put("type", "layers").putArray("diff_ids");
    diffIds.forEach(diffId -> list.add(diffId.toString()));
    Blob config = write(Blob.CONFIG, configuration);
    Blob manifest = write(Blob.MANIFEST, manifest(config));
    layout.name(manifest, tag, platform());
    return new BuiltImage(manifest.digest(), config.digest(), diffIds);
  }

  private ObjectNode manifest(Blob config) {
    ObjectNode manifest = MAPPER.createObjectNode();
    manifest.put("schemaVersion", 2).put("mediaType", Blob.MANIFEST);
    config.describeIn(manifest.putObject("config"));
    ArrayNode list = manifest.putArray("layers");
    layers.forEach(layer -> layer.blob().describeIn(list.addObject()));
    return manifest;
  }

  private ObjectNode platform() {
    ObjectNode platform = MAPPER.createObjectNode();
    for (String field : List.of("architecture", "os", "variant")) {
      Optional.ofNullable(configuration.get(field)).ifPresent(value -> platform.set(field, value));
    }
    return platform;
  }

  private Blob write(String mediaType, ObjectNode document) throws IOException {
    byte[] bytes = MAPPER.writeValueAsBytes(document);
    return layout.write(mediaType, out -> out.write(bytes));
  }
}
