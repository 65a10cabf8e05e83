package dev.caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Those who run containers as an ordinary user, who has no control group. */
final class Rootless {

  private Rootless() {}

  static List<Entry> entries(Account account, Bench bench) throws InterruptedException {
    Native programs = bench.programs();
    List<Entry> entries = new ArrayList<>();
    entries.add(Entry.processBuilder(() -> new PlainProcess(programs.root())));
    entries.add(
        Entry.floor(
            Launch.FLOOR, () -> Floor.start(programs, Isolation.ROOTLESS, account.before())));
    entries.add(
        Entry.ours(
            "Caisson",
            () ->
                bench.start(
                    ServerJvm.of(programs, Isolation.ROOTLESS).startedBy(account.before()))));
    for (OciRuntime runtime : OciRuntime.values()) {
      if (runtime.peer().isThere()) {
        entries.add(
            Entry.peer(
                "`" + runtime + " run`",
                () -> runtime.startAs(account, state(runtime, account, bench), programs)));
      }
    }
    entries.addAll(Sandbox.entries(programs, account));
    return entries;
  }

  private static Path state(OciRuntime runtime, Account account, Bench bench)
      throws IOException, InterruptedException {
    Path state = Files.createDirectory(bench.scratch().resolve("state-" + runtime));
    if (bench.account().isRoot()) {
      Tool.output(List.of("chown", Integer.toString(account.user()), state.toString()));
    }
    return state;
  }
}
