package dev.caisson.benchmarks;

import dev.caisson.image.ImageSource;
import dev.caisson.image.LayerStore;
import dev.caisson.image.build.ImageBuild;
import dev.caisson.image.build.OciLayoutTarget;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An image that is alone in its OCI layout, so that the layers there are its own.
 *
 * @param layers the blobs that are layers, compressed by gzip
 */
record SingleImage(Path layout, List<Path> layers) {

  private static final String TAG = "benchmark";
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};

  /** Copies an image into an empty folder. */
  static SingleImage copy(Options.Layout from, Path folder) throws IOException {
    LayerStore store = LayerStore.at(folder.resolve("store"));
    ImageSource source = new ImageSource.OciLayout(from.directory(), Optional.of(from.tag()));
    Path layout = folder.resolve("layout");
    ImageBuild.from(source, store).write(new OciLayoutTarget(layout, TAG));
    List<Path> layers = compressed(layout.resolve("blobs/sha256"));
    int expected = store.open(source).layers().size();
    if (layers.size() != expected) {
      throw new IOException(
          source
              + " has "
              + expected
              + " layers, of which "
              + layers.size()
              + " are gzip: all must be");
    }
    return new SingleImage(layout, layers);
  }

  ImageSource source() {
    return new ImageSource.OciLayout(layout, Optional.of(TAG));
  }

  void tar(Path target) throws IOException, InterruptedException {
    Files.createDirectory(target);
    for (Path layer : layers) {
      Tool.output(List.of("tar", "-xzpf", layer.toString(), "-C", target.toString()));
    }
  }

  void umoci(Path target) throws IOException, InterruptedException {
    Tool.output(
        List.of("umoci", "raw", "unpack", "--image", layout + ":" + TAG, target.toString()));
  }

  private static List<Path> compressed(Path blobs) throws IOException {
    List<Path> compressed = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(blobs)) {
      for (Path blob : all) {
        try (var in = Files.newInputStream(blob)) {
          if (Arrays.equals(in.readNBytes(GZIP.length), GZIP)) {
            compressed.add(blob);
          }
        }
      }
    }
    return compressed;
  }
}
