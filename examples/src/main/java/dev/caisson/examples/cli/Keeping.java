package dev.caisson.examples.cli;

import dev.caisson.RunningContainer;
import dev.caisson.image.build.ConfigChange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is kept of a container at its end; nothing is left of it if there is no such end. */
final class Keeping implements AutoCloseable {

  private final Optional<OutputFile> export;
  private final Optional<CommitTarget> commit;
  private final List<ConfigChange> changes;

  private Keeping(
      Optional<OutputFile> export, Optional<CommitTarget> commit, List<ConfigChange> changes) {
    this.export = export;
    this.commit = commit;
    this.changes = changes;
  }

  static Keeping open(
      Request request,
      Optional<Path> export,
      Optional<CommitTarget> commit,
      List<ConfigChange> changes)
      throws IOException {
    Optional<OutputFile> file =
        export.isPresent()
            ? Optional.of(OutputFile.open(request.typed("--export"), export.get()))
            : Optional.empty();
    return new Keeping(file, commit, changes);
  }

  /** Keeps what was asked for. */
  void keep(RunningContainer ended) throws IOException, InterruptedException {
    if (export.isPresent()) {
      ended.export(export.get().stream());
      export.get().keep();
    }
    if (commit.isPresent()) {
      // As docker commit prints it, but where it is in nobody's way.
      System.err.println(commit.get().commit(ended, changes.toArray(ConfigChange[]::new)));
    }
  }

  @Override
  public void close() throws IOException {
    if (export.isPresent()) {
      export.get().close();
    }
  }
}
