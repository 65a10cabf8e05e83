package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.StoredImage.Packed;
import dev.caisson.image.oci.ConfigDocument;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads images from a file that {@code docker save} or its like wrote, in place. */
final class DockerArchiveReader implements SourceReader {

  static final String MANIFEST = "manifest.json";
  // Before Docker 25 the configuration is DIGEST.json, since then it is blobs/sha256/DIGEST.
  private static final Pattern DIGEST_NAME =
      Pattern.compile("(?:blobs/sha256/([0-9a-f]{64})|([0-9a-f]{64})\\.json)");
  private static final Pattern BLOB_NAME = Pattern.compile("blobs/sha256/([0-9a-f]{64})");

  private final String name;
  private final Optional<String> tag;
  private final ArchiveMembers members;

  /**
   * @param name what errors call the image
   * @param tag which image
   * @param members the archive, which is closed with this
   */
  DockerArchiveReader(String name, Optional<String> tag, ArchiveMembers members) {
    this.name = name;
    this.tag = tag;
    this.members = members;
  }

  @Override
  public StoredImage read(Platform host) throws CaissonException {
    FileRegion region = member(MANIFEST);
    JsonObject manifest = select(JsonObject.parseArray(region.name(), region.document()));
    FileRegion config = config(members, manifest);
    byte[] bytes = config.document();
    ConfigDocument document = ConfigDocument.parse(config.name(), bytes, host);
    List<Packed> layers = new ArrayList<>();
    for (String layer : manifest.texts("Layers")) {
      layers.add(new Packed(member(layer), digest(BLOB_NAME, layer)));
    }
    return StoredImage.of(name, document, config, layers);
  }

  private FileRegion member(String name) throws InvalidImageException {
    return members.find(name);
  }

  private static Optional<Digest> digest(Pattern pattern, String name) {
    Matcher matcher = pattern.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String first = matcher.group(1);
    return Optional.of(new Digest(first != null ? first : matcher.group(2)));
  }

  /** Finds the configuration of an image, whose name may be its digest. */
  static FileRegion config(LayoutFiles files, JsonObject image) throws CaissonException {
    String name = image.requiredText("Config");
    FileRegion config = files.find(name);
    Optional<Digest> expected = digest(DIGEST_NAME, name);
    Digest actual = Digest.ofBytes(config.document());
    if (expected.isPresent() && !expected.get().equals(actual)) {
      throw InvalidImage.reading(
          config.name(), "its digest is " + actual + ", not that of its name");
    }
    return config;
  }

  private JsonObject select(List<JsonObject> images) throws InvalidImageException {
    List<JsonObject> matching = new ArrayList<>();
    List<String> tags = new ArrayList<>();
    for (JsonObject image : images) {
      List<String> names = image.texts("RepoTags");
      tags.addAll(names);
      if (tag.isEmpty() || names.stream().anyMatch(this::isWanted)) {
        matching.add(image);
      }
    }
    if (matching.size() != 1) {
      throw InvalidImage.reading(
          name,
          matching.isEmpty() ? "no such image" : matching.size() + " images",
          "name one of " + tags);
    }
    return matching.get(0);
  }

  private boolean isWanted(String candidate) {
    return familiar(candidate).equals(familiar(tag.orElseThrow()));
  }

  /** Returns a name without what Docker adds to it, and with the tag that it means. */
  private static String familiar(String name) {
    String shorter = withoutPrefix(withoutPrefix(name, "docker.io/"), "library/");
    return shorter.indexOf(':', shorter.lastIndexOf('/') + 1) < 0 ? shorter + ":latest" : shorter;
  }

  private static String withoutPrefix(String name, String prefix) {
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }

  @Override
  public void close() {
    members.close();
  }
}
