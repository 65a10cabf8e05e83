package dev.caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Docker and Podman, which run an image that they are given, and lose it at the end. */
final class ImageRuntime implements Contestant {

  private final String program;
  private final String image;
  private final Served runs;

  private ImageRuntime(String program, String image, Served runs) {
    this.program = program;
    this.image = image;
    this.runs = runs;
  }

  /** Returns those that this machine has. */
  static List<Entry> entries(Bench bench) throws InterruptedException {
    List<Entry> entries = new ArrayList<>();
    for (Peer peer : List.of(Peer.DOCKER, Peer.PODMAN)) {
      if (peer.isThere()) {
        entries.add(Entry.peer("`" + peer + " run`", () -> start(peer, bench)));
      }
    }
    return entries;
  }

  private static ImageRuntime start(Peer peer, Bench bench)
      throws IOException, InterruptedException {
    String program = peer.program();
    String image = "caisson-benchmark:" + ProcessHandle.current().pid();
    Path tar = bench.scratch().resolve(program + ".tar");
    Tool.output(
        List.of("tar", "-C", bench.programs().root().toString(), "-cf", tar.toString(), "."));
    Tool.output(List.of(program, "import", tar.toString(), image));
    List<String> command = command(peer, bench.programs().compile("stopwatch"), image);
    return new ImageRuntime(program, image, new Served(program, command));
  }

  private static List<String> command(Peer peer, Path stopwatch, String image) {
    List<String> command = new ArrayList<>();
    if (peer == Peer.PODMAN) {
      // It runs crun, which refuses a machine with hierarchies of both versions.
      String script = OciRuntime.HIDE_EMPTY_HIERARCHY + "exec \"$@\"";
      command.addAll(List.of("unshare", "--mount", "sh", "-c", script, "jail"));
    }
    command.addAll(List.of(stopwatch.toString(), peer.program(), "run"));
    command.addAll(List.of("--rm", "--network=none"));
    command.add("--memory=" + ContainerLimits.MEMORY);
    command.add("--pids-limit=" + ContainerLimits.PIDS);
    if (peer == Peer.PODMAN) {
      // Or it raises these limits, which not every machine lets root do.
      command.addAll(List.of("--ulimit=nofile=1024:1024", "--ulimit=nproc=1024:1024"));
    }
    command.addAll(List.of(image, "/bin/true"));
    return command;
  }

  @Override
  public long run() throws IOException, InterruptedException {
    return runs.run();
  }

  @Override
  public void close() throws IOException {
    try (runs) {
      Tool.output(List.of(program, "rmi", "--force", image));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + image + " was removed from " + program, e);
    }
  }
}
