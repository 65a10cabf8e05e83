package dev.caisson.unionfs;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Directory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that a union writes to, locked for as long as it is mounted: the kernel promises
 * nothing of two unions that write to the same.
 */
final class WritableFolder implements AutoCloseable {

  private static final List<String> WRITTEN = List.of("upper", "work");

  private final Directory locked;

  private WritableFolder(Directory locked) {
    this.locked = locked;
  }

  /** Locks that of a union, if it has one; the lock goes with this JVM. */
  static Optional<WritableFolder> hold(Union union) throws CaissonException {
    if (!(union.writable() instanceof WritableLayer.InFolder in)) {
      return Optional.empty();
    }
    Directory folder = Directory.open(in.folder());
    try {
      for (Path layer : union.layers()) {
        requireApart(in.folder(), layer);
      }
      if (!folder.tryLock()) {
        throw unfit(in.folder(), "another union uses it", "close that first");
      }
      return Optional.of(new WritableFolder(folder));
    } catch (CaissonException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static void requireApart(Path folder, Path layer) throws CaissonException {
    Path real = real(folder);
    Path read = real(layer);
    Stream<Path> written = WRITTEN.stream().map(real::resolve);
    if (real.startsWith(read) || written.anyMatch(read::startsWith)) {
      throw unfit(folder, "layer " + layer + " would change", "keep them apart");
    }
  }

  private static Path real(Path folder) throws CaissonException {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      CaissonException failure = unfit(folder, e.toString(), "check that it is there");
      failure.initCause(e);
      throw failure;
    }
  }

  private static CaissonException unfit(Path folder, String cause, String remedy) {
    return new CaissonException(
        "write union to",
        folder.toString(),
        cause,
        Optional.of(remedy + ", or use another folder"));
  }

  @Override
  public void close() {
    locked.close();
  }
}
