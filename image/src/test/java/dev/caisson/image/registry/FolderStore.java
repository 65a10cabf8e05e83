package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import dev.caisson.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/** The simplest store: a folder with a file for each blob, and one for each part. */
record FolderStore(Path folder) implements BlobStore {

  Path file(Digest digest) {
    return folder.resolve(digest.hex());
  }

  Path part(Digest digest) {
    return folder.resolve(digest.hex() + ".part");
  }

  Digest put(byte[] bytes) throws IOException {
    Digest digest = Digest.ofBytes(bytes);
    Files.write(file(digest), bytes);
    return digest;
  }

  void putAll(Sample sample) throws IOException {
    for (byte[] blob : sample.blobs().values()) {
      put(blob);
    }
  }

  byte[] bytes(Digest digest) throws IOException {
    return Files.readAllBytes(file(digest));
  }

  boolean has(Digest digest) {
    return Files.exists(file(digest));
  }

  private static CaissonException failure(IOException cause) {
    return Refusal.unavailable("use folder", "", cause);
  }

  @Override
  public boolean contains(Digest digest, long size) throws CaissonException {
    try {
      return has(digest) && Files.size(file(digest)) == size;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public Optional<BlobWriter> write(Digest digest, long size) {
    return Optional.of(new Part(digest));
  }

  @Override
  public InputStream read(Digest digest, long offset) throws CaissonException {
    try {
      InputStream input = Files.newInputStream(file(digest));
      input.skipNBytes(offset);
      return input;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private final class Part implements BlobWriter {

    private final Digest digest;

    Part(Digest digest) {
      this.digest = digest;
    }

    @Override
    public long length() throws CaissonException {
      try {
        return Files.exists(part(digest)) ? Files.size(part(digest)) : 0;
      } catch (IOException e) {
        throw failure(e);
      }
    }

    @Override
    public InputStream written() throws CaissonException {
      try {
        return Files.exists(part(digest))
            ? Files.newInputStream(part(digest))
            : InputStream.nullInputStream();
      } catch (IOException e) {
        throw failure(e);
      }
    }

    @Override
    public void append(byte[] bytes, int offset, int length) throws CaissonException {
      try {
        Files.write(
            part(digest),
            Arrays.copyOfRange(bytes, offset, offset + length),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw failure(e);
      }
    }

    @Override
    public void restart() throws CaissonException {
      try {
        Files.deleteIfExists(part(digest));
      } catch (IOException e) {
        throw failure(e);
      }
    }

    @Override
    public void commit() throws CaissonException {
      try {
        Files.move(part(digest), file(digest));
      } catch (IOException e) {
        throw failure(e);
      }
    }

    @Override
    public void close() {}
  }
}
