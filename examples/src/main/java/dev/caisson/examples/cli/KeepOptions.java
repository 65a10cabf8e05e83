package dev.caisson.examples.cli;

import dev.caisson.image.build.ConfigChange;
import java.io.IOException;
import java.nio.file.Path;
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
        "EXPOSE, VOLUME or STOPSIGNAL, as in a Dockerfile; variables are not expanded, and",
        "WORKDIR is absolute."
      })
  private List<ChangeText.Changes> changes = new ArrayList<>();

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

  /** Opens what was asked for, before anything is started, so that it is known to be writable. */
  Keeping open(Request request) throws IOException {
    List<ConfigChange> all = changes.stream().flatMap(change -> change.all().stream()).toList();
    return Keeping.open(request, export, commit, all);
  }
}
