package dev.caisson.launch;

import dev.caisson.error.Errno;
import dev.caisson.linux.SystemCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds out which setting of this machine stands in the way. */
public final class HostRemedy {

  private static final String WITHOUT_PRIVILEGE =
      "namespaces need root, or a user namespace of the container's own";

  private HostRemedy() {}

  /** Returns what can be done about a call that this machine refuses. */
  static Optional<String> of(SystemCall call, int number, boolean userNamespace) {
    if (number == Errno.ENOSYS.number()) {
      return Optional.of(
          "Linux 5.12 or newer is needed; where it is that new, a seccomp filter hides the call, as"
              + " Docker's default one does");
    }
    if (number == Errno.EINVAL.number() && call == SystemCall.CLONE3) {
      return Optional.of("the kernel was built without one of these namespaces");
    }
    if (call == SystemCall.SECCOMP) {
      return Optional.of("the kernel was built without CONFIG_SECCOMP_FILTER: run without seccomp");
    }
    return userNamespace ? Optional.of(userNamespaces(number)) : Optional.of(WITHOUT_PRIVILEGE);
  }

  private static String userNamespaces(int number) {
    return userNamespaceSetting()
        .orElse(
            number == Errno.ENOSPC.number() || number == Errno.EUSERS.number()
                ? "a limit of /proc/sys/user is reached, or namespaces are nested 32 deep"
                : "user namespaces are refused: by a seccomp filter, a security module, or a chroot");
  }

  /** Returns which setting keeps ordinary users from user namespaces, and what mends it. */
  public static Optional<String> userNamespaceSetting() {
    if (setting("kernel/unprivileged_userns_clone").equals("0")) {
      return Optional.of(
          "unprivileged user namespaces are off: sysctl kernel.unprivileged_userns_clone=1");
    }
    if (setting("user/max_user_namespaces").equals("0")) {
      return Optional.of("user namespaces are off: sysctl user.max_user_namespaces=15000");
    }
    if (setting("kernel/apparmor_restrict_unprivileged_userns").equals("1")) {
      return Optional.of(
          "AppArmor restricts user namespaces: give java a profile with 'userns,', or sysctl"
              + " kernel.apparmor_restrict_unprivileged_userns=0");
    }
    return Optional.empty();
  }

  private static String setting(String name) {
    try {
      return Files.readString(Path.of("/proc/sys", name)).strip();
    } catch (IOException e) {
      // A kernel without this setting does not restrict by it.
      return "";
    }
  }
}
