package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.StoredImage.LayerBlob;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.linux.NativeBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.List;

/** An image as its source has it, whose configuration and layers can be taken over as they are. */
public final class SourceImage implements AutoCloseable {

  private static final int CHUNK = 256 * 1024;

  private final SourceReader reader;
  private final StoredImage image;

  private SourceImage(SourceReader reader, StoredImage image) {
    this.reader = reader;
    this.image = image;
  }

  /**
   * Opens the image of a source that suits this machine.
   *
   * @throws dev.caisson.error.InvalidImageException if it is missing, malformed or damaged, or for
   *     another architecture
   */
  public static SourceImage open(ImageSource source) throws CaissonException {
    SourceReader reader = SourceReader.open(source);
    try {
      return new SourceImage(reader, reader.read(Platform.current()));
    } catch (CaissonException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  /** Returns the configuration, a JSON object, byte for byte. */
  public byte[] configuration() throws CaissonException {
    return image.document().document();
  }

  /** Returns what its layers are, lowest first. */
  public List<DiffId> diffIds() {
    return image.layers().stream().map(LayerBlob::diffId).toList();
  }

  /**
   * Returns the OCI media type of a layer, told by its first bytes.
   *
   * @param index from 0, the lowest
   */
  public String mediaType(int index) throws CaissonException {
    FileRegion bytes = image.layers().get(index).bytes();
    int length = (int) Math.min(Compression.MAGIC_LENGTH, bytes.length());
    String tar = "application/vnd.oci.image.layer.v1.tar";
    Compression compression = Compression.of(bytes.file().read(bytes.offset(), length));
    return switch (compression) {
      case NONE -> tar;
      case GZIP -> tar + "+gzip";
      case ZSTD, ZSTD_SKIPPABLE -> tar + "+zstd";
      case XZ, BZIP2 ->
          throw InvalidImage.reading(
              bytes.name(), "no OCI image may have a layer that is packed with " + compression);
    };
  }

  /**
   * Copies a layer as it is packed, and verifies it.
   *
   * @param index from 0, the lowest
   * @throws dev.caisson.error.InvalidImageException if it is damaged; part may have been written
   */
  public void copyLayer(int index, OutputStream out) throws IOException {
    LayerBlob layer = image.layers().get(index);
    if (layer.digest().isEmpty()) {
      verifyTar(layer);
    }
    MessageDigest digest = Digest.sha256();
    copy(layer.bytes(), digest, out);
    Digest actual = Digest.of(digest.digest());
    if (layer.digest().isPresent() && !layer.digest().get().equals(actual)) {
      throw InvalidImage.reading(
          layer.bytes().name(), "its digest is " + actual + ", not " + layer.digest().get());
    }
  }

  private static void copy(FileRegion bytes, MessageDigest digest, OutputStream out)
      throws IOException {
    byte[] chunk = new byte[CHUNK];
    try (NativeBuffer buffer = NativeBuffer.allocate(CHUNK)) {
      long position = 0;
      while (position < bytes.length()) {
        int count = bytes.read(position, buffer);
        buffer.bytes().position(0).get(chunk, 0, count);
        digest.update(chunk, 0, count);
        out.write(chunk, 0, count);
        position += count;
      }
    }
  }

  private static void verifyTar(LayerBlob layer) throws CaissonException {
    try (LayerStream stream = LayerStream.open(layer.bytes(), UnpackLimits.DEFAULT)) {
      TarReader tar = new TarReader(stream);
      while (tar.next().isPresent()) {
        // Only its bytes count.
      }
      stream.verify(layer);
    }
  }

  @Override
  public void close() throws CaissonException {
    reader.close();
  }
}
