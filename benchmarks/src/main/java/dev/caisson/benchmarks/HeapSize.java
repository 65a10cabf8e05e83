package dev.caisson.benchmarks;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Our container again, in a JVM of its own whose heap is small, or large and in memory. */
final class HeapSize {

  // Small enough that G1 does not give each array regions of its own.
  private static final int BLOCK = 1 << 16;
  private static final int BLOCKS_IN_MEBIBYTE = (1 << 20) / BLOCK;

  private HeapSize() {}

  /** Starts a JVM that serves with a heap of this size, of which so much is touched. */
  static Contestant start(String name, int mebibytes, int touched, Path root) throws IOException {
    return new Served(
        name,
        List.of(
            ProcessHandle.current().info().command().orElse("java"),
            "-Xms" + mebibytes + "m",
            "-Xmx" + mebibytes + "m",
            "-cp",
            System.getProperty("java.class.path"),
            HeapSize.class.getName(),
            Integer.toString(touched),
            root.toString()));
  }

  /**
   * Serves.
   *
   * @param arguments the MiB to touch, and the root file system
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<byte[]> touched = touch(Integer.parseInt(arguments[0]));
    try (Contestant container =
        new ContainerRun("Caisson", Path.of(arguments[1]), Isolation.FULL)) {
      while (System.in.read() >= 0) {
        System.out.println(container.run());
      }
    } finally {
      Reference.reachabilityFence(touched);
    }
  }

  // A new array is zeroed, which touches all of its pages.
  private static List<byte[]> touch(int mebibytes) {
    int count = mebibytes * BLOCKS_IN_MEBIBYTE;
    List<byte[]> blocks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      blocks.add(new byte[BLOCK]);
    }
    return blocks;
  }
}
