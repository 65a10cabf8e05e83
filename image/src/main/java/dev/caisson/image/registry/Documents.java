package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import dev.caisson.image.Digest;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import dev.caisson.image.registry.BlobStore.BlobWriter;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The small blobs of a store, which are read and written whole, and verified each time. */
final class Documents {

  private final BlobStore store;

  Documents(BlobStore store) {
    this.store = store;
  }

  BlobStore store() {
    return store;
  }

  boolean has(Digest digest, long size) throws CaissonException {
    return store.contains(digest, size);
  }

  /** Begins to write a blob; empty where it is there. */
  Optional<BlobWriter> begin(Digest digest, long size)
      throws CaissonException, InterruptedException {
    return store.contains(digest, size) ? Optional.empty() : store.write(digest, size);
  }

  byte[] read(Digest digest, long size) throws CaissonException {
    byte[] bytes = read(digest);
    if (bytes.length != size) {
      throw InvalidImage.reading(digest.toString(), "it has not the " + size + " bytes it should");
    }
    return bytes;
  }

  byte[] read(Digest digest) throws CaissonException {
    try (InputStream input = store.read(digest, 0)) {
      byte[] bytes = input.readNBytes(JsonObject.MAX_BYTES + 1);
      if (bytes.length > JsonObject.MAX_BYTES || !Digest.ofBytes(bytes).equals(digest)) {
        throw InvalidImage.reading(digest.toString(), "too long, or damaged in the store");
      }
      return bytes;
    } catch (CaissonException e) {
      throw e;
    } catch (IOException e) {
      throw Refusal.unavailable("read from the store", digest.toString(), e);
    }
  }

  /** Puts a document that has been verified into the store. */
  void keep(Manifest manifest) throws CaissonException, InterruptedException {
    Optional<BlobWriter> opened = begin(manifest.digest(), manifest.bytes().length);
    if (opened.isEmpty()) {
      return;
    }
    try (BlobWriter writer = opened.get()) {
      writer.restart();
      writer.append(manifest.bytes(), 0, manifest.bytes().length);
      writer.commit();
    }
  }
}
