package dev.caisson.benchmarks;

import dev.caisson.namespaces.seccomp.SeccompAction;
import dev.caisson.namespaces.seccomp.SeccompProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code crun run} of a bundle with the same namespaces, masks and limits, on the root file system
 * itself instead of an overlay.
 *
 * <p>It runs in mount and PID namespaces of its own, with a private /dev, since it changes the
 * owner of what it is given as standard streams. An empty v2 hierarchy beside v1 is hidden from it:
 * it would take that for a mixed host, on which it finds no controllers.
 */
final class Crun {

  private static final String JAIL =
      """
      set -e
      if [ -e /sys/fs/cgroup/memory ]; then umount -l /sys/fs/cgroup/unified 2>/dev/null || true; fi
      mount -t tmpfs -o mode=755 dev "$1/dev"
      for node in null:3 zero:5 full:7 random:8 urandom:9; do
        mknod -m 666 "$1/dev/${node%:*}" c 1 "${node#*:}"
      done
      mknod -m 666 "$1/dev/tty" c 5 0
      mkdir "$1/dev/pts" "$1/dev/shm" "$1/dev/mqueue"
      mount --move "$1/dev" /dev
      exec "$2" crun --root "$1/state" --cgroup-manager=cgroupfs run --bundle "$1" caisson-benchmark-$$
      """;

  // As the users of our containers: ids that are nobody's on a machine that follows systemd's
  // table.
  private static final String USERS =
      """
      ,
            "uidMappings": [{"containerID": 0, "hostID": 1878982656, "size": 65536}],
            "gidMappings": [{"containerID": 0, "hostID": 1878982656, "size": 65536}],
            "seccomp": {
              "defaultAction": "SCMP_ACT_ERRNO",
              "architectures": ["%s"],
              "syscalls": [{"names": [%s], "action": "SCMP_ACT_ALLOW"}]
            }\
      """;

  private final Native programs;
  private final Isolation isolation;

  Crun(Native programs, Isolation isolation) {
    this.programs = programs;
    this.isolation = isolation;
  }

  /** Writes the bundle, and starts what runs it. */
  Contestant start(String name) throws IOException, InterruptedException {
    Path bundle = programs.folder("bundle-" + isolation);
    Tool.require("crun", "crun");
    Tool.require("unshare", "util-linux");
    Files.createDirectories(bundle.resolve("dev"));
    Files.writeString(bundle.resolve("config.json"), config());
    return new Served(
        name,
        List.of(
            "unshare",
            "--mount",
            "--pid",
            "--fork",
            "--mount-proc",
            "--kill-child",
            "sh",
            "-c",
            JAIL,
            "jail",
            bundle.toString(),
            programs.compile("stopwatch").toString()));
  }

  private String config() throws IOException, InterruptedException {
    boolean full = isolation == Isolation.FULL;
    return """
        {
          "ociVersion": "1.0.2",
          "process": {
            "user": {"uid": 0, "gid": 0},
            "args": ["/bin/true"],
            "env": ["PATH=/bin"],
            "cwd": "/",
            "capabilities": {},
            "noNewPrivileges": true
          },
          "root": {"path": "%s"},
          "hostname": "crun",
          "mounts": [
            {"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/dev", "type": "tmpfs", "source": "tmpfs",
             "options": ["nosuid", "noexec", "mode=755", "size=65536k"]},
            {"destination": "/dev/pts", "type": "devpts", "source": "devpts",
             "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]}
          ],
          "linux": {
            "cgroupsPath": "/caisson-benchmark-crun",
            "namespaces": [
              {"type": "mount"}, {"type": "pid"}, {"type": "uts"}, {"type": "ipc"},
              {"type": "network"}, {"type": "cgroup"}%s
            ],
            "resources": {"memory": {"limit": %d}, "pids": {"limit": %d}},
            "maskedPaths": [
              "/proc/acpi", "/proc/asound", "/proc/scsi", "/proc/interrupts", "/proc/kcore",
              "/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/timer_list",
              "/proc/timer_stats"
            ],
            "readonlyPaths": [
              "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"
            ]%s
          }
        }
        """
        .formatted(
            programs.root(),
            full ? ", {\"type\": \"user\"}" : "",
            ContainerLimits.MEMORY,
            ContainerLimits.PIDS,
            full ? USERS.formatted(architecture(), allowedCalls()) : "");
  }

  private static String architecture() {
    return System.getProperty("os.arch").equals("aarch64")
        ? "SCMP_ARCH_AARCH64"
        : "SCMP_ARCH_X86_64";
  }

  /** Returns the calls that our filter lets pass whatever their arguments are. */
  private static String allowedCalls() {
    return SeccompProfile.standard().rules().stream()
        .filter(rule -> rule.conditions().isEmpty() && rule.action().equals(SeccompAction.allow()))
        .map(rule -> '"' + rule.call() + '"')
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
