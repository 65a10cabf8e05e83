package dev.caisson.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** Writes OCI layouts and docker-archives of given layers. */
final class TestImage {

  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  static final String INDEX = "application/vnd.oci.image.index.v1+json";
  static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

  private final Path directory;

  private TestImage(Path directory) {
    this.directory = directory;
  }

  /** Starts an OCI layout without images. */
  static TestImage layout(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("blobs/sha256"));
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    return new TestImage(directory);
  }

  /** Writes a layout with one image of these tars, gzipped. */
  static ImageSource.OciLayout of(Path directory, byte[]... tars) throws IOException {
    TestImage image = layout(directory);
    return image.index(image.manifest(Arrays.asList(tars), "{}"));
  }

  /** Writes a layout with one image of one blob, whatever it is, that unpacks to a tar. */
  static ImageSource.OciLayout ofBlob(Path directory, byte[] blob, byte[] tar) throws IOException {
    TestImage image = layout(directory);
    String config = image.blob("application/json", config(List.of(tar), "{}"));
    return image.index(image.manifest(config, List.of(image.blob(LAYER, blob))));
  }

  ImageSource.OciLayout index(String... descriptors) throws IOException {
    Files.writeString(directory.resolve("index.json"), indexOf(descriptors));
    return new ImageSource.OciLayout(directory);
  }

  static String indexOf(String... descriptors) {
    return "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", descriptors) + "]}";
  }

  /** Writes an image and returns its manifest's descriptor. */
  String manifest(List<byte[]> tars, String config) throws IOException {
    List<String> layers = new ArrayList<>();
    for (byte[] tar : tars) {
      layers.add(blob(LAYER, gzip(tar)));
    }
    return manifest(blob("application/json", config(tars, config)), layers);
  }

  String manifest(String config, List<String> layers) throws IOException {
    return blob(MANIFEST, manifestOf(config, layers).getBytes(StandardCharsets.UTF_8));
  }

  static String manifestOf(String config, List<String> layers) {
    return "{\"schemaVersion\":2,\"config\":"
        + config
        + ",\"layers\":["
        + String.join(",", layers)
        + "]}";
  }

  static byte[] config(List<byte[]> tars, String config) {
    String diffIds =
        tars.stream()
            .map(tar -> "\"" + Digest.ofBytes(tar) + "\"")
            .collect(Collectors.joining(","));
    return config(Platform.current().architecture(), config, diffIds);
  }

  static byte[] config(String architecture, String config, String diffIds) {
    return ("{\"os\":\"linux\",\"architecture\":\""
            + architecture
            + "\",\"config\":"
            + config
            + ",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
            + diffIds
            + "]}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Writes a blob and returns its descriptor. */
  String blob(String mediaType, byte[] bytes) throws IOException {
    Digest digest = Digest.ofBytes(bytes);
    Files.write(directory.resolve("blobs/sha256").resolve(digest.hex()), bytes);
    return descriptor(mediaType, digest.toString(), bytes.length);
  }

  /** Returns a descriptor with a name. */
  static String named(String descriptor, String name) {
    return "{\"annotations\":{\"org.opencontainers.image.ref.name\":\""
        + name
        + "\"},"
        + descriptor.substring(1);
  }

  static String descriptor(String mediaType, String digest, long size) {
    return String.format(
        "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}", mediaType, digest, size);
  }

  static byte[] gzip(byte[]... members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] member : members) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(member);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return out.toByteArray();
  }

  /** Returns a docker-archive of one image as Docker before 25 wrote it. */
  static TarBytes dockerArchive(byte[] tar) {
    byte[] config = config(List.of(tar), "{\"Cmd\":[\"sh\"]}");
    String name = Digest.ofBytes(config).hex() + ".json";
    return new TarBytes()
        .dir("1111/")
        .add(TarBytes.header("1111/layer.tar", '0'), tar)
        .add(TarBytes.header(name, '0'), config)
        .file("manifest.json", dockerManifest(name, "[\"busybox:1.36\"]", "1111/layer.tar"));
  }

  static String dockerManifest(String config, String tags, String... layers) {
    return "[{\"Config\":\""
        + config
        + "\",\"RepoTags\":"
        + tags
        + ",\"Layers\":["
        + Arrays.stream(layers).map(l -> "\"" + l + "\"").collect(Collectors.joining(","))
        + "]}]";
  }
}
