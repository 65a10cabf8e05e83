package dev.caisson.benchmarks;

import dev.caisson.image.ImageSource;
import dev.caisson.image.LayerStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Unpacks an image of an OCI layout: our layer store, which verifies both digests of each layer,
 * beside {@code tar -xzf} of the same layers, which verifies nothing, and {@code umoci raw unpack}.
 * Runs as root, onto a folder that should be on a tmpfs, from the repository's top:
 *
 * <pre>{@code
 * mvn -q -pl benchmarks -am package -DskipTests
 * java -cp 'benchmarks/target/caisson-benchmarks-0.1.0-SNAPSHOT.jar:benchmarks/target/lib/*' \
 *     dev.caisson.benchmarks.UnpackSpeed LAYOUT TAG [rounds] [folder]
 * }</pre>
 */
public final class UnpackSpeed {

  private static final int WARM_UP_ROUNDS = 5;

  private final Path layout;
  private final String tag;
  private final Path folder;

  private UnpackSpeed(Path layout, String tag, Path folder) {
    this.layout = layout;
    this.tag = tag;
    this.folder = folder;
  }

  /** One way to unpack the image into a folder that is not there. */
  private interface Way {
    void unpack(Path target) throws IOException, InterruptedException;
  }

  /** A way with its name. */
  private record Contender(String name, Way way) {}

  /**
   * Prints a table.
   *
   * @param arguments the layout, the image's tag in it, how many rounds are counted (default 11),
   *     and where it is unpacked (default {@code /dev/shm})
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length < 2) {
      throw new IllegalArgumentException("LAYOUT TAG [rounds] [folder]");
    }
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 11;
    Path folder = Path.of(arguments.length > 3 ? arguments[3] : "/dev/shm");
    Tool.require("umoci", "umoci");
    Path work = Files.createTempDirectory(folder, "unpack");
    try {
      Path layout = Path.of(arguments[0]).toAbsolutePath();
      new UnpackSpeed(layout, arguments[1], work).measure(rounds);
    } finally {
      command("rm", "-rf", work.toString());
    }
  }

  private void measure(int rounds) throws IOException, InterruptedException {
    List<Contender> contenders =
        List.of(
            new Contender("tar -xzf", this::tar),
            new Contender("Caisson", this::caisson),
            new Contender("umoci raw unpack", this::umoci));
    measure(contenders, WARM_UP_ROUNDS);
    List<Samples> all = measure(contenders, rounds);
    for (int i = 0; i < all.size(); i++) {
      System.out.println(contenders.get(i).name() + ": " + Figure.millis(all.get(i).median()));
    }
  }

  private List<Samples> measure(List<Contender> contenders, int rounds)
      throws IOException, InterruptedException {
    List<Samples> all = new ArrayList<>();
    contenders.forEach(contender -> all.add(new Samples()));
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < contenders.size(); i++) {
        // Each starts a round in turn, so that none always follows the same other one.
        int turn = (i + round) % contenders.size();
        Path target = folder.resolve("target");
        long start = System.nanoTime();
        contenders.get(turn).way().unpack(target);
        all.get(turn).add(System.nanoTime() - start);
        command("rm", "-rf", target.toString());
      }
    }
    return all;
  }

  private void caisson(Path target) throws IOException {
    LayerStore.at(target).open(new ImageSource.OciLayout(layout, Optional.of(tag)));
  }

  private void umoci(Path target) throws IOException, InterruptedException {
    command("umoci", "raw", "unpack", "--image", layout + ":" + tag, target.toString());
  }

  private void tar(Path target) throws IOException, InterruptedException {
    Files.createDirectory(target);
    for (Path blob : gzipped()) {
      command("tar", "-xzpf", blob.toString(), "-C", target.toString());
    }
  }

  /** Returns the blobs that are layers: gzip, as umoci and Docker write them. */
  private List<Path> gzipped() throws IOException {
    List<Path> blobs = new ArrayList<>();
    try (var list = Files.newDirectoryStream(layout.resolve("blobs/sha256"))) {
      for (Path blob : list) {
        try (var in = Files.newInputStream(blob)) {
          if (Arrays.equals(in.readNBytes(2), new byte[] {0x1f, (byte) 0x8b})) {
            blobs.add(blob);
          }
        }
      }
    }
    return blobs;
  }

  private static void command(String... words) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", words) + " failed");
    }
  }
}
