package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.StoredImage.LayerBlob;
import dev.caisson.image.content.Blobs;
import dev.caisson.image.content.Leases;
import dev.caisson.image.registry.BlobStore;
import dev.caisson.linux.OpenFile;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A store of blobs that unpacks the layers of an image while they are written to it. They are
 * verified like any: none gets its name before the digest of its tar is right.
 */
final class ArrivingLayers implements BlobStore, AutoCloseable {

  private final StoreBlobs store;
  private final Blobs blobs;
  private final Leases.Lease lease;
  private final LayerDirectories directories;
  private final UnpackRules rules;
  private final Map<Digest, ArrivingBlob> arriving = new LinkedHashMap<>();
  private Optional<Unpacking> unpacking = Optional.empty();

  ArrivingLayers(
      StoreBlobs store,
      Blobs blobs,
      Leases.Lease lease,
      LayerDirectories directories,
      UnpackRules rules) {
    this.store = store;
    this.blobs = blobs;
    this.lease = lease;
    this.directories = directories;
    this.rules = rules;
  }

  /** The thread that unpacks, and what it results in. */
  private record Unpacking(FutureTask<List<ImageUnpacking.Unpacked>> task, Thread thread) {

    static Unpacking start(ImageUnpacking image) {
      FutureTask<List<ImageUnpacking.Unpacked>> task = new FutureTask<>(image::run);
      Thread thread = new Thread(task, "caisson-unpack");
      thread.setDaemon(true);
      thread.start();
      return new Unpacking(task, thread);
    }
  }

  @Override
  public void expect(List<Layer> layers) throws CaissonException {
    // A mirror that failed had begun.
    close();
    List<LayerBlob> packed = new ArrayList<>();
    for (Layer layer : layers) {
      ArrivingBlob blob =
          arriving.computeIfAbsent(
              layer.digest(), digest -> new ArrivingBlob(digest, layer.size()));
      // Who writes it verifies the digest of the packed bytes.
      packed.add(new LayerBlob(blob, Optional.empty(), layer.diffId()));
    }
    ImageUnpacking image = new ImageUnpacking(packed, directories, rules);
    lease.hold(image.items());
    unpacking = Optional.of(Unpacking.start(image));
  }

  @Override
  public boolean contains(Digest digest, long size) throws CaissonException {
    boolean there = store.contains(digest, size);
    if (there) {
      arrivedAll(digest, size);
    }
    return there;
  }

  @Override
  public Optional<BlobWriter> write(Digest digest, long size)
      throws CaissonException, InterruptedException {
    Optional<BlobWriter> writer = store.write(digest, size);
    ArrivingBlob blob = arriving.get(digest);
    if (blob == null) {
      return writer;
    }
    if (writer.isEmpty()) {
      arrivedAll(digest, size);
      return writer;
    }
    BlobWriter opened = writer.get();
    try {
      blob.begin(blobs.part(digest), opened.length());
    } catch (CaissonException e) {
      opened.close();
      throw e;
    }
    return Optional.of(new Telling(opened, blob));
  }

  private void arrivedAll(Digest digest, long size) throws CaissonException {
    ArrivingBlob blob = arriving.get(digest);
    if (blob != null) {
      Optional<OpenFile> file = blobs.find(digest);
      file.ifPresentOrElse(opened -> blob.begin(opened, size), blob::breakOff);
    }
  }

  @Override
  public InputStream read(Digest digest, long offset) throws CaissonException {
    return store.read(digest, offset);
  }

  /** Writes a blob, and tells who reads it. */
  private record Telling(BlobWriter writer, ArrivingBlob blob) implements BlobWriter {

    @Override
    public long length() throws CaissonException {
      return writer.length();
    }

    @Override
    public InputStream written() throws CaissonException {
      return writer.written();
    }

    @Override
    public void append(byte[] bytes, int offset, int length) throws CaissonException {
      writer.append(bytes, offset, length);
      blob.advance(writer.length());
    }

    @Override
    public void restart() throws CaissonException {
      // Some of what is forgotten may have been read.
      blob.breakOff();
      writer.restart();
    }

    @Override
    public void commit() throws CaissonException {
      writer.commit();
    }

    @Override
    public void close() throws CaissonException {
      writer.close();
      if (writer.length() < blob.length()) {
        blob.breakOff();
      }
    }
  }

  /**
   * Waits until all is unpacked that arrived in one go. What had to be begun again is left to who
   * uses the image.
   */
  void finish() throws CaissonException, InterruptedException {
    try {
      if (unpacking.isPresent()) {
        unpacking.get().task().get();
      }
    } catch (ExecutionException e) {
      if (arriving.values().stream().noneMatch(ArrivingBlob::isBroken)) {
        if (e.getCause() instanceof CaissonException known) {
          throw known;
        }
        throw new AssertionError("unpacking failed", e.getCause());
      }
    }
  }

  /** Ends what is still being unpacked, and waits for its end. */
  @Override
  public void close() {
    arriving.values().forEach(ArrivingBlob::breakOff);
    unpacking.ifPresent(
        started -> {
          started.task().cancel(true);
          Uninterrupted.awaitEnd(started.thread());
        });
    unpacking = Optional.empty();
    arriving.values().forEach(ArrivingBlob::close);
    arriving.clear();
  }
}
