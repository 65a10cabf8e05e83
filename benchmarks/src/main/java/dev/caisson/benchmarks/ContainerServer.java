package dev.caisson.benchmarks;

import dev.caisson.Container;
import dev.caisson.Root;
import dev.caisson.image.ImageSource;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Our container in a JVM of its own, which does one thing for each byte on standard input, and
 * answers with a line.
 */
final class ContainerServer {

  /** Asks for a run, which is answered with its nanoseconds. */
  static final char RUN = '\n';

  /** Asks for a process without isolation, which is answered with its nanoseconds. */
  static final char PROCESS = 'p';

  /** Asks for a container more that stays alive. */
  static final char MORE = '+';

  /** Asks for the end of one of these. */
  static final char LESS = '-';

  /** Asks for the end of all of these. */
  static final char NONE = '0';

  /** Asks for the {@link Footprint}. */
  static final char FOOTPRINT = '?';

  /** Asks for {@link SoakBatch#SIZE} containers, one after the other. */
  static final char SOAK = 's';

  /** Asks for as many at a time. */
  static final char SOAK_AT_ONCE = 'S';

  private static final String DONE = "done";
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
    Isolation isolation = Isolation.valueOf(arguments[1]);
    Root root = root(arguments[2]);
    Contestant container = new ContainerRun(root, isolation);
    Contestant process = new PlainProcess(path(arguments[2]));
    SoakBatch batch = new SoakBatch(path(arguments[2]));
    try (Sleepers sleepers = new Sleepers(root, isolation)) {
      for (int request = System.in.read(); request >= 0; request = System.in.read()) {
        System.out.println(answer((char) request, container, process, sleepers, batch));
      }
    } finally {
      Reference.reachabilityFence(touched);
    }
  }

  private static String answer(
      char request, Contestant container, Contestant process, Sleepers sleepers, SoakBatch batch)
      throws IOException, InterruptedException {
    return switch (request) {
      case RUN -> Long.toString(container.run());
      case PROCESS -> Long.toString(process.run());
      case MORE -> {
        sleepers.add();
        yield DONE;
      }
      case LESS -> {
        sleepers.remove();
        yield DONE;
      }
      case SOAK -> batch.runOneByOne();
      case SOAK_AT_ONCE -> batch.runAtOnce();
      case NONE -> {
        sleepers.close();
        yield DONE;
      }
      case FOOTPRINT -> Footprint.now().line();
      default -> throw new IOException("an unknown request: " + request);
    };
  }

  private static Root root(String text) throws IOException {
    if (text.startsWith("dir:")) {
      return Root.directory(path(text));
    }
    ImageSource image = new ImageSource.OciLayout(path(text));
    // Open until this JVM ends.
    return text.startsWith("opened:")
        ? Root.opened(Container.images().layers().use(image))
        : Root.image(image);
  }

  private static Path path(String root) {
    return Path.of(root.substring(root.indexOf(':') + 1));
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
