package dev.caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A runtime of OCI bundles, which runs one with the same namespaces, masks and limits, on the root
 * file system itself instead of an overlay.
 *
 * <p>Root's runs in mount and PID namespaces of its own, with a private /dev, since it changes the
 * owner of what it is given as standard streams. An empty v2 hierarchy beside v1 is hidden from it:
 * it would take that for a mixed host, on which it finds no controllers.
 */
enum OciRuntime {
  /** The one in C. */
  CRUN("crun", "--cgroup-manager=disabled"),
  /** The one in Go. */
  RUNC("runc", "--rootless=true");

  /** What a shell in a mount namespace of its own does so that this machine is not mixed. */
  static final String HIDE_EMPTY_HIERARCHY =
      """
      if [ -e /sys/fs/cgroup/memory ]; then umount -l /sys/fs/cgroup/unified 2>/dev/null || true; fi
      """;

  private static final String JAIL =
      HIDE_EMPTY_HIERARCHY
          + """
      set -e
      dev=$1
      shift
      mount -t tmpfs -o mode=755 dev "$dev"
      for node in null:3 zero:5 full:7 random:8 urandom:9; do
        mknod -m 666 "$dev/${node%:*}" c 1 "${node#*:}"
      done
      mknod -m 666 "$dev/tty" c 5 0
      mkdir "$dev/pts" "$dev/shm" "$dev/mqueue"
      mount --move "$dev" /dev
      exec "$@"
      """;

  private static final String EXEC =
      """
      tool=$1 state=$2 bundle=$3 id=$4 stopwatch=$5
      "$tool" --root "$state" run --detach --bundle "$bundle" "$id" </dev/null >/dev/null || exit
      "$stopwatch" "$tool" --root "$state" exec "$id" /bin/true
      code=$?
      "$tool" --root "$state" delete --force "$id" >/dev/null
      exit "$code"
      """;

  private final String tool;
  private final String rootless;

  OciRuntime(String tool, String rootless) {
    this.tool = tool;
    this.rootless = rootless;
  }

  Peer peer() {
    return Peer.valueOf(name());
  }

  @Override
  public String toString() {
    return tool;
  }

  /** Writes root's bundle, and starts what runs it. */
  Served start(Native programs, Isolation isolation) throws IOException, InterruptedException {
    Path bundle = programs.folder("bundle-" + tool + "-" + isolation);
    write(bundle, new OciConfig(programs.root(), tool, isolation, List.of("/bin/true"), 0, 0));
    List<String> command = jail(bundle);
    command.add(programs.compile("stopwatch").toString());
    command.addAll(run(List.of(), bundle, bundle.resolve("state")));
    return new Served(tool, command);
  }

  /** Starts a container of root's that sleeps, and what runs /bin/true in it. */
  Served startExec(Native programs) throws IOException, InterruptedException {
    Path bundle = programs.folder("bundle-" + tool + "-exec");
    List<String> sleep = List.of("/bin/errand", "pause");
    write(bundle, new OciConfig(programs.root(), tool, Isolation.FULL, sleep, 0, 0));
    List<String> command = jail(bundle);
    command.addAll(List.of("sh", "-c", EXEC, "exec", tool, bundle.resolve("state").toString()));
    command.addAll(List.of(bundle.toString(), id(), programs.compile("stopwatch").toString()));
    return new Served(tool + " exec", command);
  }

  private static String id() {
    return "caisson-benchmark-" + ProcessHandle.current().pid();
  }

  private static List<String> jail(Path bundle) throws IOException {
    Tool.require("unshare", "util-linux");
    Path devices = Files.createDirectories(bundle.resolve("dev"));
    List<String> command = new ArrayList<>();
    command.addAll(List.of("unshare", "--mount", "--pid", "--fork", "--mount-proc"));
    command.addAll(List.of("--kill-child", "sh", "-c", JAIL, "jail", devices.toString()));
    return command;
  }

  /**
   * Writes an ordinary user's bundle, and starts what runs it.
   *
   * @param state a folder of this user's
   */
  Served startAs(Account account, Path state, Native programs)
      throws IOException, InterruptedException {
    Path bundle = programs.folder("bundle-" + tool + "-" + Isolation.ROOTLESS);
    write(
        bundle,
        new OciConfig(
            programs.root(),
            tool,
            Isolation.ROOTLESS,
            List.of("/bin/true"),
            account.user(),
            account.group()));
    // Only root can make the jail; of an ordinary user's own, the kernel keeps /dev safe.
    List<String> command = account.before().isEmpty() ? new ArrayList<>() : jail(bundle);
    command.addAll(account.before());
    command.add(programs.compile("stopwatch").toString());
    command.addAll(run(List.of(rootless), bundle, state));
    return new Served(tool, command);
  }

  private List<String> run(List<String> options, Path bundle, Path state) {
    List<String> command = new ArrayList<>(List.of(tool, "--root", state.toString()));
    command.addAll(options);
    command.addAll(List.of("run", "--bundle", bundle.toString(), id()));
    return command;
  }

  private void write(Path bundle, OciConfig config) throws IOException {
    Tool.require(tool, tool);
    Files.writeString(bundle.resolve("config.json"), config.json());
  }
}
