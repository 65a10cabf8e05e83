package dev.caisson.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Programs that start a command in namespaces, and have neither limits nor images. */
final class Sandbox {

  private Sandbox() {}

  /** Returns those that this machine has, as this JVM's user. */
  static List<Entry> entries(Bench bench) throws InterruptedException {
    return entries(bench.programs(), bench.account());
  }

  static List<Entry> entries(Native programs, Account account) throws InterruptedException {
    List<Entry> entries = new ArrayList<>();
    if (Peer.BWRAP.isThere()) {
      entries.add(
          Entry.peer(
              "`bwrap --unshare-all`: no limits, filter, overlay",
              () -> start("bwrap", account, programs, bwrap(programs))));
    }
    if (Peer.UNSHARE.isThere()) {
      entries.add(
          Entry.peer(
              "`unshare`: no limits, filter, overlay, /dev",
              () -> start("unshare", account, programs, unshare(programs))));
    }
    return entries;
  }

  private static Served start(String name, Account account, Native programs, List<String> sandbox)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(account.before());
    command.add(programs.compile("stopwatch").toString());
    command.addAll(sandbox);
    return new Served(name, command);
  }

  private static List<String> bwrap(Native programs) throws IOException, InterruptedException {
    return List.of(
        "bwrap",
        "--unshare-all",
        "--die-with-parent",
        "--ro-bind",
        programs.root().toString(),
        "/",
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "/bin/true");
  }

  private static List<String> unshare(Native programs) throws IOException, InterruptedException {
    return List.of(
        "unshare",
        "--mount",
        "--pid",
        "--uts",
        "--ipc",
        "--net",
        "--cgroup",
        "--user",
        "--map-root-user",
        "--fork",
        "--kill-child",
        "--root=" + programs.root(),
        "--mount-proc",
        "/bin/true");
  }
}
