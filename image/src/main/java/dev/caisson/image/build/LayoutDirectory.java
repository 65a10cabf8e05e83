package dev.caisson.image.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caisson.error.CaissonException;
import dev.caisson.image.DiffId;
import dev.caisson.image.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A directory in the OCI image layout while an image is written to it. One process at a time does,
 * by a lock on the file {@code oci-layout}; what one left that was killed is removed.
 *
 * <p>A file gets its name when it is complete and on disk, so that whoever reads meanwhile sees the
 * images of before.
 */
final class LayoutDirectory implements AutoCloseable {

  private static final ReentrantLock WITHIN_THIS_JVM = new ReentrantLock();
  private static final String MARK = "{\"imageLayoutVersion\":\"1.0.0\"}";
  private static final String TEMPORARY = ".caisson-";
  private static final String TAG = "org.opencontainers.image.ref.name";
  private static final long MAX_INDEX = 4 << 20;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path directory;
  private final Path blobs;
  private final FileChannel lock;

  private LayoutDirectory(Path directory, Path blobs, FileChannel lock) {
    this.directory = directory;
    this.blobs = blobs;
    this.lock = lock;
  }

  /** Opens a layout for writing, waiting for others who write to one. */
  static LayoutDirectory open(Path directory) throws IOException {
    Path blobs = Files.createDirectories(directory.resolve("blobs/sha256"));
    Path mark = directory.resolve("oci-layout");
    WITHIN_THIS_JVM.lock();
    try {
      FileChannel channel =
          FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      LayoutDirectory layout = new LayoutDirectory(directory, blobs, channel);
      try {
        channel.lock();
        layout.begin();
        return layout;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      WITHIN_THIS_JVM.unlock();
      throw e;
    }
  }

  private void begin() throws IOException {
    if (lock.size() == 0) {
      lock.write(ByteBuffer.wrap(MARK.getBytes(StandardCharsets.US_ASCII)));
    }
    for (Path folder : new Path[] {directory, blobs}) {
      try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, TEMPORARY + "*")) {
        for (Path file : left) {
          Files.delete(file);
        }
      }
    }
  }

  /** Something that writes the bytes of a blob. */
  interface Writing {
    void to(OutputStream out) throws IOException;
  }

  /** Writes a blob, which gets its name when all of it is there. */
  Blob write(String mediaType, Writing writing) throws IOException {
    Path temporary = blobs.resolve(TEMPORARY + UUID.randomUUID());
    try (FileChannel file =
            FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        DigestOutputStream digesting =
            new DigestOutputStream(Channels.newOutputStream(file), Digest.sha256())) {
      writing.to(digesting);
      file.force(true);
      Digest digest = Digest.of(digesting.getMessageDigest().digest());
      Blob blob = new Blob(mediaType, digest, file.size());
      Files.move(temporary, blobs.resolve(digest.hex()), StandardCopyOption.ATOMIC_MOVE);
      return blob;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Packs a layer. */
  PackedLayer pack(LayerContent content) throws IOException {
    MessageDigest tar = Digest.sha256();
    Blob blob = write(Blob.GZIP, out -> pack(content, tar, out));
    return new PackedLayer(blob, new DiffId(Digest.of(tar.digest())));
  }

  private static void pack(LayerContent content, MessageDigest tar, OutputStream out)
      throws IOException {
    try (GzipOutput gzip = new GzipOutput(out);
        DigestOutputStream digesting = new DigestOutputStream(gzip, tar)) {
      content.writeTar(digesting);
      gzip.finish();
    }
  }

  /** Gives an image its name. */
  void name(Blob manifest, String tag, ObjectNode platform) throws IOException {
    ObjectNode index = MAPPER.createObjectNode().put("schemaVersion", 2);
    ArrayNode manifests = index.putArray("manifests");
    for (JsonNode other : named()) {
      if (!other.path("annotations").path(TAG).asText().equals(tag)) {
        manifests.add(other);
      }
    }
    ObjectNode descriptor = manifest.describeIn(manifests.addObject());
    descriptor.set("platform", platform);
    descriptor.putObject("annotations").put(TAG, tag);
    replaceIndex(MAPPER.writeValueAsBytes(index));
  }

  private JsonNode named() throws IOException {
    Path index = directory.resolve("index.json");
    if (!Files.exists(index)) {
      return MAPPER.createArrayNode();
    }
    if (Files.size(index) > MAX_INDEX) {
      throw new CaissonException(
          "write image to",
          directory.toString(),
          "its index.json has more than 4 MiB",
          Optional.of("use another directory"));
    }
    return MAPPER.readTree(Files.readAllBytes(index)).path("manifests");
  }

  private void replaceIndex(byte[] index) throws IOException {
    Path temporary = directory.resolve(TEMPORARY + UUID.randomUUID());
    try (FileChannel file =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      Channels.newOutputStream(file).write(index);
      file.force(true);
      Files.move(temporary, directory.resolve("index.json"), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  @Override
  public void close() throws IOException {
    if (lock.isOpen()) {
      try {
        lock.close();
      } finally {
        WITHIN_THIS_JVM.unlock();
      }
    }
  }
}
