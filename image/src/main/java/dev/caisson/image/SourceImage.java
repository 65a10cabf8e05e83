package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.StoredImage.LayerBlob;
import dev.caisson.image.content.BlobInput;
import dev.caisson.image.content.Content;
import dev.caisson.image.content.Leases;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.linux.NativeBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.List;

/** An image as its source has it, whose configuration and layers can be taken over as they are. */
public final class SourceImage implements AutoCloseable {

  private static final int CHUNK = 256 * 1024;
  private static final String TAR = "application/vnd.oci.image.layer.v1.tar";

  private final Opened opened;
  private final StoredImage image;

  private SourceImage(Opened opened, StoredImage image) {
    this.opened = opened;
    this.image = image;
  }

  /** All that is open while an image is read. */
  private record Opened(
      StoreRoot root,
      Content content,
      LayerDirectories directories,
      Leases.Lease lease,
      SourceReader reader)
      implements AutoCloseable {

    static Opened open(ImageSource source, LayerStore store) throws CaissonException {
      StoreRoot root = store.root();
      try {
        Content content = Content.open(root.directory());
        try {
          return open(source, store, root, content);
        } catch (CaissonException | RuntimeException e) {
          content.close();
          throw e;
        }
      } catch (CaissonException | RuntimeException e) {
        root.close();
        throw e;
      }
    }

    private static Opened open(
        ImageSource source, LayerStore store, StoreRoot root, Content content)
        throws CaissonException {
      LayerDirectories directories = LayerDirectories.open(root);
      try {
        Leases.Lease lease = content.leases().make();
        try {
          Scratch scratch = directories.scratch(store.limits());
          SourceReader reader = SourceReader.open(source, store.directory(), scratch, lease);
          return new Opened(root, content, directories, lease, reader);
        } catch (CaissonException | RuntimeException e) {
          lease.close();
          throw e;
        }
      } catch (CaissonException | RuntimeException e) {
        directories.close();
        throw e;
      }
    }

    @Override
    public void close() throws CaissonException {
      try (root;
          content;
          directories;
          lease) {
        reader.close();
      }
    }
  }

  /**
   * Opens the image of a source that suits this machine.
   *
   * @param store where a stored image is, and where compressed archives are unpacked meanwhile
   * @throws dev.caisson.error.InvalidImageException if it is missing, malformed or damaged, or for
   *     another architecture
   */
  public static SourceImage open(ImageSource source, LayerStore store) throws CaissonException {
    Opened opened = Opened.open(source, store);
    try {
      return new SourceImage(opened, opened.reader().read(Platform.current()));
    } catch (CaissonException | RuntimeException e) {
      try (opened) {
        throw e;
      }
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
    BlobInput bytes = image.layers().get(index).bytes();
    // All sources of images are files.
    Compression compression = ((FileRegion) bytes).compression();
    return TAR
        + compression
            .suffix()
            .orElseThrow(
                () ->
                    InvalidImage.reading(
                        bytes.name(), "no OCI image may have a layer packed with " + compression));
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

  private static void copy(BlobInput bytes, MessageDigest digest, OutputStream out)
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
    try (LayerStream stream = LayerStream.open(layer, UnpackLimits.DEFAULT)) {
      TarReader tar = new TarReader(stream);
      while (tar.next().isPresent()) {
        // Only its bytes count.
      }
      stream.verify(layer);
    }
  }

  @Override
  public void close() throws CaissonException {
    opened.close();
  }
}
