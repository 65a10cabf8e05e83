package dev.caisson.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.oci.JsonObject;
import dev.caisson.linux.CString;
import java.util.ArrayList;
import java.util.List;

/** What is kept about a layer beside its tree, since a layer that is there is not read again. */
final class LayerRecord {

  private static final int MAX_OMISSIONS = 1000;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<Omission> omissions = new ArrayList<>();
  private boolean opaque;
  private long size;
  private boolean nodes;
  private boolean placeholders;

  /** Notes an extended attribute that is not stored. */
  void omitXattr(CString entry, CString attribute) {
    omit(entry, attribute.toString());
  }

  /** Notes a device node in whose place an empty file stands. */
  void omitDevice(CString entry) {
    placeholders = true;
    omit(entry, "device");
  }

  private void omit(CString entry, String what) {
    if (omissions.size() < MAX_OMISSIONS) {
      omissions.add(new Omission(entry.toString(), what));
    }
  }

  /** Returns what was left out: the first 1,000 things. */
  List<Omission> omissions() {
    return List.copyOf(omissions);
  }

  /** Says that the layer's root hides all lower layers. */
  void setOpaque() {
    opaque = true;
  }

  boolean isOpaque() {
    return opaque;
  }

  /** Adds the contents of a file to the layer's size. */
  void addSize(long bytes) {
    size += bytes;
  }

  /** Returns how many bytes the contents of the layer's files have. */
  long size() {
    return size;
  }

  /** Says that the layer has device nodes. */
  void setNodes() {
    nodes = true;
  }

  /** Returns whether the layer, just unpacked, has device nodes. */
  boolean hasNodes() {
    return nodes;
  }

  /** Returns whether empty files stand in the place of device nodes. */
  boolean lacksNodes() {
    return placeholders;
  }

  byte[] toJson() {
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("opaque", opaque)
            .put("size", size)
            .put("placeholders", placeholders);
    ArrayNode list = json.putArray("omissions");
    for (Omission omission : omissions) {
      list.addObject().put("path", omission.path()).put("what", omission.what());
    }
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree of JSON nodes can be written", e);
    }
  }

  static LayerRecord ofJson(String name, byte[] json) throws InvalidImageException {
    JsonObject object = JsonObject.parse(name, json);
    LayerRecord layer = new LayerRecord();
    layer.opaque = object.requiredFlag("opaque");
    layer.size = object.has("size") ? object.requiredSize("size") : 0;
    layer.placeholders = object.has("placeholders") && object.requiredFlag("placeholders");
    for (JsonObject omission : object.objects("omissions")) {
      layer.omissions.add(
          new Omission(omission.requiredText("path"), omission.requiredText("what")));
    }
    return layer;
  }
}
