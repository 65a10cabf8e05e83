package dev.caisson.benchmarks;

import dev.caisson.image.build.ImageBuild;
import dev.caisson.image.build.OciLayoutTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An image of many layers: /bin/true in the first, and a small file in each other. */
final class LayeredImage {

  // Root's images are unpacked in /var/lib/caisson, and nothing of a benchmark shall stay there.
  private static final List<String> ELSEWHERE =
      List.of(
          "unshare",
          "--mount",
          "sh",
          "-c",
          "mount -t tmpfs -o mode=755 tmpfs /var/lib && exec \"$@\"",
          "sh");

  private LayeredImage() {}

  /** Builds the image, and returns a JVM that runs its containers and opens it for each. */
  static ServerJvm jvm(Native programs, Path layout, int layers)
      throws IOException, InterruptedException {
    return jvm(programs, "oci:" + build(programs, layout, layers));
  }

  /** Builds the image, and returns a JVM that opens it once, and runs its containers. */
  static ServerJvm jvmThatOpensOnce(Native programs, Path layout, int layers)
      throws IOException, InterruptedException {
    return jvm(programs, "opened:" + build(programs, layout, layers));
  }

  private static ServerJvm jvm(Native programs, String root)
      throws IOException, InterruptedException {
    Tool.require("unshare", "util-linux");
    return ServerJvm.of(programs, Isolation.FULL).startedBy(ELSEWHERE).withRoot(root);
  }

  private static Path build(Native programs, Path layout, int layers)
      throws IOException, InterruptedException {
    Files.createDirectory(layout);
    ImageBuild build = ImageBuild.fromScratch().copy(programs.root(), "/");
    for (int i = 1; i < layers; i++) {
      Path file = Files.writeString(layout.resolve("file-" + i), "layer " + i + "\n");
      build = build.copy(file, "/file-" + i);
    }
    Path image = layout.resolve("image");
    build.write(new OciLayoutTarget(image, "benchmark"));
    return image;
  }
}
