package dev.caisson.examples.cli;

import dev.caisson.RunningContainer;
import dev.caisson.image.Digest;
import dev.caisson.image.build.ConfigChange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is kept of a container at its end; nothing is left of it if there is no such end. */
final class Keeping implements AutoCloseable {

  private final Optional<OutputFile> export;
  private final Optional<Commit> commit;

  private Keeping(Optional<OutputFile> export, Optional<Commit> commit) {
    this.export = export;
    this.commit = commit;
  }

  /** Opens what is asked for. */
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
    Keeping keeping = new Keeping(file, Optional.empty());
    if (commit.isEmpty()) {
      return keeping;
    }
    try {
      return new Keeping(
          file, Optional.of(Commit.open(request.typed("--commit"), commit.get(), changes)));
    } catch (IOException | RuntimeException e) {
      keeping.close();
      throw e;
    }
  }

  /** Keeps what was asked for. */
  void keep(RunningContainer ended) throws IOException, InterruptedException {
    if (export.isPresent()) {
      ended.export(export.get().stream());
      export.get().keep();
    }
    if (commit.isPresent()) {
      // As docker commit prints it, but where it is in nobody's way.
      System.err.println(commit.get().of(ended));
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (export.isPresent()) {
        export.get().close();
      }
    } finally {
      if (commit.isPresent()) {
        commit.get().place().close();
      }
    }
  }

  /** An image that is to be; its errors tell of the option. */
  private record Commit(String words, CommitTarget.Place place, List<ConfigChange> changes) {

    static Commit open(String words, CommitTarget target, List<ConfigChange> changes)
        throws IOException {
      try {
        return new Commit(words, target.open(), changes);
      } catch (IOException e) {
        throw new AboutException(words, e);
      }
    }

    Digest of(RunningContainer ended) throws IOException, InterruptedException {
      try {
        return place.commit(ended, changes.toArray(ConfigChange[]::new));
      } catch (IOException e) {
        throw new AboutException(words, e);
      }
    }
  }
}
