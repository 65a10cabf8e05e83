package dev.caisson.examples.cli;

import dev.caisson.RunningContainer;
import dev.caisson.image.build.ConfigChange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options on what is kept of the container when its command has ended. */
final class KeepOptions {

  @Option(
      names = "--commit",
      paramLabel = "TARGET",
      converter = CommitTarget.Converter.class,
      description = {
        "Make an image of it at its end, whatever the exit status: as docker commit",
        "does, for which there is no container left here. TARGET is NAME[:TAG] for the",
        "store of images, or oci:DIR:TAG."
      })
  private Optional<CommitTarget> commit = Optional.empty();

  @Option(
      names = "--change",
      paramLabel = "INSTRUCTION",
      converter = ChangeText.class,
      description = {
        "Change the image's configuration: ENV, LABEL, CMD, ENTRYPOINT, WORKDIR, USER,",
        "EXPOSE, VOLUME or STOPSIGNAL, as in a Dockerfile."
      })
  private List<ConfigChange> changes = new ArrayList<>();

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description = "Write its root file system to FILE at its end, as docker export does.")
  private Optional<Path> export = Optional.empty();

  /** Refuses what would have no effect. */
  void check() {
    if (commit.isEmpty() && !changes.isEmpty()) {
      throw new Refusal("--change is for --commit, which is missing");
    }
  }

  /** Keeps what was asked for. */
  void keep(RunningContainer ended) throws IOException, InterruptedException {
    if (export.isPresent()) {
      export(ended, export.get());
    }
    if (commit.isPresent()) {
      // As docker commit prints it, but where it is in nobody's way.
      System.err.println(commit.get().commit(ended, changes.toArray(ConfigChange[]::new)));
    }
  }

  /** Writes a file that is whole or not there; a pipe or device is written as it is. */
  private static void export(RunningContainer ended, Path target) throws IOException {
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      write(ended, target);
      return;
    }
    Path file = Files.exists(target) ? target.toRealPath() : target;
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      write(ended, part);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void write(RunningContainer ended, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      ended.export(out);
    }
  }
}
