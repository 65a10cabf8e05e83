package dev.caisson.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.image.Digest;
import dev.caisson.image.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** An image in memory: its blobs, and which of them is the manifest. */
record Sample(Map<Digest, byte[]> blobs, Digest manifest, Digest config, List<Digest> layers) {

  static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

  /** Makes an image of some layers, each with one file of random bytes of this size. */
  static Sample of(int layers, int size) throws IOException {
    Map<Digest, byte[]> blobs = new LinkedHashMap<>();
    List<Digest> packed = new ArrayList<>();
    List<Digest> diffIds = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      byte[] tar = tar("file-" + i, random(size, i));
      byte[] gzip = gzip(tar);
      diffIds.add(Digest.ofBytes(tar));
      packed.add(put(blobs, gzip));
    }
    byte[] config = config(diffIds);
    Digest configDigest = put(blobs, config);
    byte[] manifest =
        manifest(
            descriptor("application/vnd.oci.image.config.v1+json", configDigest, config.length),
            packed.stream().map(d -> descriptor(LAYER, d, blobs.get(d).length)).toList());
    Digest manifestDigest = put(blobs, manifest);
    return new Sample(blobs, manifestDigest, configDigest, packed);
  }

  private static Digest put(Map<Digest, byte[]> blobs, byte[] bytes) {
    Digest digest = Digest.ofBytes(bytes);
    blobs.put(digest, bytes);
    return digest;
  }

  static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static byte[] config(List<Digest> diffIds) {
    String list =
        diffIds.stream().map(d -> '"' + d.toString() + '"').collect(Collectors.joining(","));
    return ("{\"os\":\"linux\",\"architecture\":\""
            + Platform.current().architecture()
            + "\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
            + list
            + "]}}")
        .getBytes(UTF_8);
  }

  static byte[] manifest(String config, List<String> layers) {
    return ("{\"schemaVersion\":2,\"mediaType\":\""
            + ManifestTypes.OCI_MANIFEST
            + "\",\"config\":"
            + config
            + ",\"layers\":["
            + String.join(",", layers)
            + "]}")
        .getBytes(UTF_8);
  }

  static String descriptor(String type, Digest digest, long size) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(type, digest, size);
  }

  static byte[] tar(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry entry = new TarArchiveEntry(name);
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  byte[] bytes(Digest digest) {
    return blobs.get(digest);
  }

  byte[] layer(int index) {
    return bytes(layers.get(index));
  }

  /** Returns the same image with other bytes as its manifest. */
  Sample withManifest(byte[] bytes) {
    Map<Digest, byte[]> others = new LinkedHashMap<>(blobs);
    others.remove(manifest);
    Digest digest = put(others, bytes);
    return new Sample(others, digest, config, layers);
  }

  /** Returns a manifest of the same parts that says that it belongs to this one. */
  Sample referringTo(Digest subject, String annotation) {
    String document = manifestText();
    String fields =
        ",\"subject\":%s,\"annotations\":{\"about\":\"%s\"}}"
            .formatted(
                descriptor(ManifestTypes.OCI_MANIFEST, subject, bytes(subject).length), annotation);
    return withManifest((document.substring(0, document.length() - 1) + fields).getBytes(UTF_8));
  }

  /** Returns an image of the same layers with another configuration. */
  Sample withConfig(byte[] bytes) {
    Map<Digest, byte[]> others = new LinkedHashMap<>(blobs);
    Digest other = put(others, bytes);
    byte[] document =
        manifest(
            descriptor("application/vnd.oci.image.config.v1+json", other, bytes.length),
            layers.stream().map(d -> descriptor(LAYER, d, blobs.get(d).length)).toList());
    return new Sample(others, put(others, document), other, layers);
  }

  String manifestText() {
    return new String(bytes(manifest), UTF_8);
  }
}
