package dev.caisson.image.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.image.ImageSource;
import dev.caisson.image.LayerStore;
import dev.caisson.testing.Victim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed with SIGKILL while it writes an image, as a build or a commit does,
 * leaves the images of before, and the next one succeeds. It is killed 4 times, or {@code
 * -Dcaisson.kills} says how often.
 */
final class BuildKillTest {

  private static final int KILLS = Integer.getInteger("caisson.kills", 4);
  private static final int LONGEST_MILLIS = 60;
  private static final String WRITING = "writing";

  @TempDir Path top;
  private Path files;
  private Path layout;

  @BeforeEach
  void makeFiles() throws IOException {
    layout = top.resolve("layout");
    files = Files.createDirectory(top.resolve("files"));
    for (int i = 0; i < 100; i++) {
      Files.writeString(files.resolve("f" + i), "content ".repeat(i * 100));
    }
  }

  private static ImageBuild build(Path files, int number) {
    return ImageBuild.fromScratch().copy(files, "/").label("number", Integer.toString(number));
  }

  /** The victim: writes an image under one tag without end. */
  static final class Cycle {

    public static void main(String[] arguments) throws Exception {
      // The first time, what takes long is to load the classes.
      for (int i = 0; true; i++) {
        System.out.println(i == 0 ? "" : WRITING);
        build(Path.of(arguments[0]), i)
            .write(new OciLayoutTarget(Path.of(arguments[1]), "changing"));
      }
    }
  }

  private void open(String tag, String store) throws IOException {
    assertThat(
            LayerStore.at(top.resolve(store))
                .open(new ImageSource.OciLayout(layout, Optional.of(tag)))
                .layers())
        .hasSize(1);
  }

  @Test
  void layoutOfKilledWriters_hasTheImagesOfBefore_andTheNextIsWritten() throws Exception {
    build(files, -1).write(new OciLayoutTarget(layout, "kept"));
    Random random = new Random(1);
    for (int i = 0; i < KILLS; i++) {
      Victim.kill(Cycle.class, WRITING, random.nextInt(LONGEST_MILLIS), files, layout);
      open("kept", "store-" + i);
    }
    build(files, -2).write(new OciLayoutTarget(layout, "changing"));
    open("changing", "store");
    for (Path folder : List.of(layout, layout.resolve("blobs/sha256"))) {
      try (Stream<Path> all = Files.list(folder)) {
        assertThat(all).noneMatch(file -> file.getFileName().toString().startsWith("."));
      }
    }
  }
}
