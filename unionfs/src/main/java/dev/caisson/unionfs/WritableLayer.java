package dev.caisson.unionfs;

import java.nio.file.Path;
import java.util.OptionalLong;

/** Where a union keeps what is written to it. */
public sealed interface WritableLayer {

  /**
   * In memory: it goes with the union.
   *
   * @param size the most bytes, 4,096 or more, with a file for each 4 KiB, and a thousand in any
   *     case; empty for half of the machine's memory
   */
  record InMemory(OptionalLong size) implements WritableLayer {

    private static final long LEAST = 4096;

    /** Checks the size. */
    public InMemory {
      if (size.isPresent() && size.getAsLong() < LEAST) {
        throw new IllegalArgumentException("size < 4096: " + size.getAsLong());
      }
    }
  }

  /**
   * In a folder, where it stays: its changes in {@code upper}, beside {@code work}, which the
   * kernel needs. One union at a time uses it.
   *
   * @param folder is there already, on a file system with extended attributes
   * @param isVolatile whether the kernel may leave out all that makes it survive a crash of the
   *     machine: after one, the folder is worth nothing, and is refused until {@code
   *     work/work/incompat/volatile} is removed from it
   */
  record InFolder(Path folder, boolean isVolatile) implements WritableLayer {

    /** Makes the path absolute. */
    public InFolder {
      folder = folder.toAbsolutePath();
    }
  }

  /** Returns a layer in memory of half of the machine's memory at most. */
  static WritableLayer inMemory() {
    return new InMemory(OptionalLong.empty());
  }

  /** Returns a layer in a folder that survives what the folder's file system does. */
  static WritableLayer in(Path folder) {
    return new InFolder(folder, false);
  }
}
