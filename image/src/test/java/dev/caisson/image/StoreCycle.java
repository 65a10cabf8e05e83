package dev.caisson.image;

import dev.caisson.image.registry.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loads, unpacks and prunes the same image without end, until its process is killed. */
final class StoreCycle {

  static final Reference NAME = Reference.parse("busybox:1.36");

  private StoreCycle() {}

  /** What is going on when the process is killed. */
  enum Phase {
    LOAD {
      @Override
      void run(ImageStore store, Path archive) throws IOException {
        store.load(archive);
      }
    },
    UNPACK {
      @Override
      void run(ImageStore store, Path archive) throws IOException {
        store.use(NAME).close();
      }
    },
    PRUNE {
      @Override
      void run(ImageStore store, Path archive) throws IOException {
        store.pruneAll();
      }
    };

    abstract void run(ImageStore store, Path archive) throws IOException;
  }

  /** Runs in a JVM of its own: the store, the archive, and where the phase is told. */
  public static void main(String[] arguments) throws IOException {
    ImageStore store = ImageStore.at(Path.of(arguments[0]));
    Path archive = Path.of(arguments[1]);
    Path phase = Path.of(arguments[2]);
    while (true) {
      for (Phase next : Phase.values()) {
        Files.writeString(phase, next.name());
        System.out.println(next);
        next.run(store, archive);
      }
    }
  }
}
