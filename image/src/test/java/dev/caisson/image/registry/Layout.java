package dev.caisson.image.registry;

import dev.caisson.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes an image as an OCI layout, for other tools to read. */
final class Layout {

  private Layout() {}

  static void write(Path folder, Sample sample) throws IOException {
    Path blobs = Files.createDirectories(folder.resolve("blobs/sha256"));
    for (Map.Entry<Digest, byte[]> blob : sample.blobs().entrySet()) {
      Files.write(blobs.resolve(blob.getKey().hex()), blob.getValue());
    }
    Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    String root =
        "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"annotations\":{\"%s\":\"latest\"}}"
            .formatted(
                ManifestTypes.OCI_MANIFEST,
                sample.manifest(),
                sample.bytes(sample.manifest()).length,
                "org.opencontainers.image.ref.name");
    Files.writeString(
        folder.resolve("index.json"), "{\"schemaVersion\":2,\"manifests\":[" + root + "]}");
  }
}
