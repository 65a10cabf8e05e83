package dev.caisson.benchmarks;

import dev.caisson.namespaces.seccomp.SeccompAction;
import dev.caisson.namespaces.seccomp.SeccompProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The config.json of a bundle that is what our container is.
 *
 * @param user the ids of an ordinary user who runs it
 */
record OciConfig(
    Path root, String hostname, Isolation isolation, List<String> command, int user, int group) {

  // As the users of our containers: ids that are nobody's on a machine that follows systemd's
  // table.
  private static final long FIRST_ID = 1_878_982_656;

  String json() {
    return """
        {
          "ociVersion": "1.0.2",
          "process": {
            "user": {"uid": 0, "gid": 0},
            "args": [%s],
            "env": ["PATH=/bin"],
            "cwd": "/",
            "capabilities": {},
            "noNewPrivileges": true
          },
          "root": {"path": "%s"},
          "hostname": "%s",
          "mounts": [
            {"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/dev", "type": "tmpfs", "source": "tmpfs",
             "options": ["nosuid", "noexec", "mode=755", "size=65536k"]},
            {"destination": "/dev/pts", "type": "devpts", "source": "devpts",
             "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]}
          ],
          "linux": {
            "namespaces": [
              {"type": "mount"}, {"type": "pid"}, {"type": "uts"}, {"type": "ipc"},
              {"type": "network"}, {"type": "cgroup"}%s
            ],
            "maskedPaths": [
              "/proc/acpi", "/proc/asound", "/proc/scsi", "/proc/interrupts", "/proc/kcore",
              "/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/timer_list",
              "/proc/timer_stats"
            ],
            "readonlyPaths": [
              "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"
            ]%s%s%s
          }
        }
        """
        .formatted(
            quoted(command.stream()),
            root,
            hostname,
            isolation.hasUsersAndFilter() ? ", {\"type\": \"user\"}" : "",
            isolation.isRootless() ? "" : limits(),
            isolation.hasUsersAndFilter() ? users() : "",
            isolation.hasUsersAndFilter() ? filter() : "");
  }

  private static String quoted(Stream<String> words) {
    return words.map(word -> '"' + word + '"').collect(Collectors.joining(", "));
  }

  private String limits() {
    return """
        ,
            "cgroupsPath": "/caisson-benchmark-%s",
            "resources": {"memory": {"limit": %d}, "pids": {"limit": %d}}\
        """
        .formatted(hostname, ContainerLimits.MEMORY, ContainerLimits.PIDS);
  }

  private String users() {
    boolean own = isolation.isRootless();
    return """
        ,
            "uidMappings": [{"containerID": 0, "hostID": %d, "size": %d}],
            "gidMappings": [{"containerID": 0, "hostID": %d, "size": %d}]\
        """
        .formatted(own ? user : FIRST_ID, own ? 1 : 65536, own ? group : FIRST_ID, own ? 1 : 65536);
  }

  private static String filter() {
    return """
        ,
            "seccomp": {
              "defaultAction": "SCMP_ACT_ERRNO",
              "architectures": ["%s"],
              "syscalls": [{"names": [%s], "action": "SCMP_ACT_ALLOW"}]
            }\
        """
        .formatted(
            System.getProperty("os.arch").equals("aarch64")
                ? "SCMP_ARCH_AARCH64"
                : "SCMP_ARCH_X86_64",
            allowedCalls());
  }

  /** Returns the calls that our filter lets pass whatever their arguments are. */
  private static String allowedCalls() {
    return quoted(
        SeccompProfile.standard().rules().stream()
            .filter(
                rule -> rule.conditions().isEmpty() && rule.action().equals(SeccompAction.allow()))
            .map(rule -> String.valueOf(rule.call()))
            .distinct());
  }
}
