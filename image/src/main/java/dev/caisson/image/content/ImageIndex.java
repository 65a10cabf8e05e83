package dev.caisson.image.content;

import dev.caisson.error.InvalidImageException;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.DocumentWriter;
import dev.caisson.image.oci.JsonObject;
import dev.caisson.image.oci.MediaTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the names in a layout stand for: its {@code index.json}.
 *
 * @param entries the manifests and indexes of images, in their order, each with its annotations
 */
public record ImageIndex(List<Descriptor> entries) {

  /** Copies the list. */
  public ImageIndex {
    entries = List.copyOf(entries);
  }

  static ImageIndex parse(String name, byte[] bytes) throws InvalidImageException {
    List<Descriptor> entries = new ArrayList<>();
    for (JsonObject entry : JsonObject.parse(name, bytes).objects("manifests")) {
      entries.add(Descriptor.of(entry));
    }
    return new ImageIndex(entries);
  }

  byte[] toJson() {
    return DocumentWriter.index(entries);
  }

  /** Returns the name of an entry; empty where it has none. */
  public static Optional<String> name(Descriptor entry) {
    return Optional.ofNullable(entry.annotations().get(MediaTypes.REF_NAME));
  }

  /** Returns what a name stands for. */
  public Optional<Descriptor> find(String name) {
    return entries.stream().filter(entry -> isNamed(entry, name)).findFirst();
  }

  /** Returns an index in which a name stands for this, and for nothing else. */
  public ImageIndex with(String name, Descriptor image) {
    List<Descriptor> changed = new ArrayList<>();
    for (Descriptor entry : entries) {
      boolean unnamed = name(entry).isEmpty() && entry.digest().equals(image.digest());
      if (!unnamed && !isNamed(entry, name)) {
        changed.add(entry);
      }
    }
    changed.add(image.withAnnotations(Map.of(MediaTypes.REF_NAME, name)));
    return new ImageIndex(changed);
  }

  /** Returns an index that has an image, under whatever name or none. */
  public ImageIndex with(Descriptor image) {
    if (entries.stream().anyMatch(entry -> entry.digest().equals(image.digest()))) {
      return this;
    }
    List<Descriptor> changed = new ArrayList<>(entries);
    changed.add(image.withAnnotations(Map.of()));
    return new ImageIndex(changed);
  }

  /** Returns an index in which a name stands for nothing. */
  public ImageIndex without(String name) {
    return new ImageIndex(entries.stream().filter(entry -> !isNamed(entry, name)).toList());
  }

  /** Returns an index that lacks an entry, wherever it stands now. */
  public ImageIndex without(Descriptor entry) {
    return new ImageIndex(entries.stream().filter(other -> !isSame(entry, other)).toList());
  }

  private static boolean isSame(Descriptor entry, Descriptor other) {
    return entry.digest().equals(other.digest()) && entry.annotations().equals(other.annotations());
  }

  private static boolean isNamed(Descriptor entry, String name) {
    return name(entry).equals(Optional.of(name));
  }
}
