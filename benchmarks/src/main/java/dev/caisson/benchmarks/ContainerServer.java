package dev.caisson.benchmarks;

import dev.caisson.Root;
import dev.caisson.image.ImageSource;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Our container in a JVM of its own, which runs it once for each byte on standard input. */
final class ContainerServer {

  // Small enough that G1 does not give each array regions of its own.
  private static final int BLOCK = 1 << 16;
  private static final int BLOCKS_IN_MEBIBYTE = (1 << 20) / BLOCK;

  private ContainerServer() {}

  /**
   * Serves.
   *
   * @param arguments those of {@link ServerJvm}: the MiB to touch, the isolation, and the root
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<byte[]> touched = touch(Integer.parseInt(arguments[0]));
    try (Contestant container =
        new ContainerRun(root(arguments[2]), Isolation.valueOf(arguments[1]))) {
      while (System.in.read() >= 0) {
        System.out.println(container.run());
      }
    } finally {
      Reference.reachabilityFence(touched);
    }
  }

  private static Root root(String text) {
    Path path = Path.of(text.substring(text.indexOf(':') + 1));
    return text.startsWith("oci:")
        ? Root.image(new ImageSource.OciLayout(path))
        : Root.directory(path);
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
