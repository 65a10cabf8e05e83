package dev.caisson;

import dev.caisson.error.CaissonException;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;

/**
 * The main class of a JVM with a low limit of descriptors, which starts containers with none left,
 * with one left, and so on, and looks at what is left after each.
 */
final class FewDescriptors {

  private static final int MOST_FREE = 24;

  private FewDescriptors() {}

  public static void main(String[] arguments) throws Exception {
    Root root = Root.directory(Path.of(arguments[0]));
    // So that all classes are loaded and all that is kept for good is open, in failures too.
    start(root, "true");
    start(root, "no-such-command");
    left();
    int worked = 0;
    int failed = 0;
    for (int free = 0; free < MOST_FREE; free++) {
      Set<String> before = left();
      boolean success;
      try (Hoard hoard = new Hoard()) {
        hoard.release(free);
        success = start(root, "true");
      }
      worked += success ? 1 : 0;
      failed += success ? 0 : 1;
      Await.until(
          "with " + free + " free, left are " + left() + " rather than " + before,
          Duration.ofSeconds(5),
          () -> left().equals(before));
    }
    System.out.println(
        (failed > 0 ? "some failed" : "none failed")
            + ", "
            + (worked > 0 ? "some worked" : "none worked"));
  }

  private static boolean start(Root root, String command) throws InterruptedException {
    try {
      return Container.builder()
          .root(root)
          .command(command)
          .stdin(Input.of("x"))
          .timeout(Duration.ofSeconds(30))
          .run()
          .isSuccess();
    } catch (CaissonException e) {
      return false;
    }
  }

  /** Takes every descriptor that there is. */
  private static final class Hoard implements Closeable {

    private final Deque<FileInputStream> held = new ArrayDeque<>();

    Hoard() {
      try {
        while (true) {
          held.push(new FileInputStream("/dev/null"));
        }
      } catch (IOException e) {
        // EMFILE: that is all.
      }
    }

    void release(int count) throws IOException {
      for (int i = 0; i < count; i++) {
        held.pop().close();
      }
    }

    @Override
    public void close() throws IOException {
      release(held.size());
    }
  }

  /** Returns the descriptors and child processes, zombies included. */
  private static Set<String> left() throws IOException {
    Set<String> left = new TreeSet<>();
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path each : open) {
        if (Files.isSymbolicLink(each)
            && !Files.readSymbolicLink(each).toString().contains("/proc/")) {
          left.add(Files.readSymbolicLink(each) + " " + each.getFileName());
        }
      }
    }
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        if (Files.exists(task)) {
          left.add("children " + Files.readString(task.resolve("children")).strip());
        }
      }
    }
    return left;
  }
}
