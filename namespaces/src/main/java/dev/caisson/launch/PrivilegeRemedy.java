package dev.caisson.launch;

import dev.caisson.error.Errno;
import java.util.Map;
import java.util.Optional;

/** What can be done about a privilege or an attribute that the kernel refuses. */
final class PrivilegeRemedy {

  private static final Map<String, String> BY_STEP =
      Map.of(
          AttributeSteps.LIMIT,
          "a hard limit above the JVM's takes CAP_SYS_RESOURCE on this machine: ask for no more than"
              + " /proc/self/limits shows of the JVM, or raise that",
          AttributeSteps.NICE,
          "a value below the JVM's takes CAP_SYS_NICE on this machine, or an RLIMIT_NICE that lets"
              + " it",
          AttributeSteps.OOM_SCORE,
          "less than the JVM's takes CAP_SYS_RESOURCE on this machine: ask for no less than the"
              + " JVM's /proc/self/oom_score_adj",
          LabelSteps.SET,
          "the module must know the label (apparmor_parser loads profiles), and let the JVM change to"
              + " it",
          LandlockSteps.OPEN,
          "the path of a rule must be there in the container when the command starts",
          LandlockSteps.ALLOW,
          "of a file, not a folder, only EXECUTE, READ_FILE, WRITE_FILE, TRUNCATE and IOCTL_DEV can"
              + " be allowed",
          PrivilegeSteps.GROUPS,
          "the user namespace does not map one of these groups: give numbers that it maps",
          PrivilegeSteps.CAPABILITIES,
          "nobody gets a capability that the JVM itself lacks: /proc/self/status shows its own");

  private PrivilegeRemedy() {}

  static Optional<String> of(String step, int number) {
    return step.equals(SysctlSteps.SET)
        ? Optional.of(sysctl(number))
        : Optional.ofNullable(BY_STEP.get(step));
  }

  private static String sysctl(int number) {
    if (number == Errno.ENOENT.number()) {
      return "the kernel does not have it, or not for a namespace of its own";
    }
    return number == Errno.EACCES.number() || number == Errno.EPERM.number()
        ? "the kernel leaves it to this machine's root, or to root of the container's user namespace"
        : "the kernel does not take this value";
  }
}
