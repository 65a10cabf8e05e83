package dev.caisson.examples.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.stream.Stream;

/** The folder of an OCI layout, made before there is an image for it; without one it goes again. */
final class LayoutPlace implements AutoCloseable {

  private final Path directory;
  private final Deque<Path> made = new ArrayDeque<>();
  private boolean isOurs;

  private LayoutPlace(Path directory) {
    this.directory = directory;
  }

  /** Makes the folders that are missing, and finds out that files can be made in the last. */
  static LayoutPlace open(Path directory) throws IOException {
    LayoutPlace place = new LayoutPlace(directory.toAbsolutePath());
    try {
      place.make(place.directory);
      Files.delete(Files.createTempFile(place.directory, ".caisson-", ".part"));
      return place;
    } catch (IOException | RuntimeException e) {
      place.close();
      throw e;
    }
  }

  private void make(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      if (folder.getParent() != null) {
        make(folder.getParent());
      }
      Files.createDirectory(folder);
      made.push(folder);
    }
  }

  /** Says that an image is about to be written; what is there until then is not ours. */
  void begin() {
    isOurs = Stream.of("blobs", "oci-layout").map(directory::resolve).noneMatch(Files::exists);
  }

  /** Says that the image is there. */
  void finish() {
    isOurs = false;
    made.clear();
  }

  @Override
  public void close() throws IOException {
    if (isOurs) {
      clear();
    }
    while (!made.isEmpty()) {
      try {
        Files.deleteIfExists(made.pop());
      } catch (DirectoryNotEmptyException e) {
        // Somebody else has put something there.
        made.clear();
      }
    }
  }

  /** Removes what an image began with, unless another process writes one now, or has. */
  private void clear() throws IOException {
    Path mark = directory.resolve("oci-layout");
    try (FileChannel file = FileChannel.open(mark, StandardOpenOption.WRITE)) {
      if (file.tryLock() != null && !Files.exists(directory.resolve("index.json"))) {
        remove(directory.resolve("blobs"));
        Files.deleteIfExists(mark);
      }
    } catch (NoSuchFileException e) {
      remove(directory.resolve("blobs"));
    }
  }

  private static void remove(Path file) throws IOException {
    try (Stream<Path> below = Files.walk(file)) {
      for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (NoSuchFileException e) {
      // It was not made.
    }
  }
}
