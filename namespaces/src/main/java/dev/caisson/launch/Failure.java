package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.error.CommandException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.SystemCall;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says what a failed operation means, and what can be done about it. */
final class Failure {

  private static final Set<SystemCall> IDENTITY =
      EnumSet.of(SystemCall.SETRESUID, SystemCall.SETRESGID, SystemCall.SETGROUPS);

  private final Operation operation;
  private final int number;
  private final List<String> searchPath;
  private final boolean userNamespace;

  private Failure(Operation operation, int number, List<String> searchPath, boolean userNamespace) {
    this.operation = operation;
    this.number = number;
    this.searchPath = searchPath;
    this.userNamespace = userNamespace;
  }

  /**
   * Returns the error that a failed operation means.
   *
   * @param searchPath the folders in which the command was looked for
   */
  static CaissonException of(
      Operation operation, int number, List<String> searchPath, boolean userNamespace) {
    return new Failure(operation, number, searchPath, userNamespace).explain();
  }

  private CaissonException explain() {
    if (operation.step().equals(PayloadPhase.FIND)) {
      return notFound();
    }
    if (operation.step().equals(PayloadPhase.EXECUTE)) {
      return notExecutable();
    }
    SystemCall call = operation.call().orElseThrow();
    if (isRefusedClone(call) || is(Errno.ENOSYS) || isIdMap(call) || isMissingFilter(call)) {
      return unsupported(call);
    }
    return new SystemCallException(operation.step(), operation.object(), number, remedy(call));
  }

  private boolean is(Errno errno) {
    return number == errno.number();
  }

  private boolean isRefusedClone(SystemCall call) {
    return call == SystemCall.CLONE3 && !is(Errno.EAGAIN) && !is(Errno.ENOMEM);
  }

  private boolean isMissingFilter(SystemCall call) {
    return call == SystemCall.SECCOMP && is(Errno.EINVAL);
  }

  private boolean isIdMap(SystemCall call) {
    boolean writing = call == SystemCall.OPENAT || call == SystemCall.WRITE;
    return writing && operation.object().startsWith("/proc/self/");
  }

  private CaissonException notFound() {
    String name = operation.object();
    String where =
        name.indexOf('/') >= 0
            ? "no such file in the container"
            : "not in " + String.join(":", searchPath) + " of the container";
    return new CommandException(
        CommandException.Reason.NOT_FOUND,
        PayloadPhase.FIND,
        name,
        where,
        Optional.of("check the command, PATH and the root file system"));
  }

  private CaissonException notExecutable() {
    return new CommandException(
        CommandException.Reason.NOT_EXECUTABLE,
        operation.step(),
        operation.object(),
        SystemCallException.describe(number),
        executionRemedy());
  }

  private Optional<String> executionRemedy() {
    if (is(Errno.ENOENT)) {
      return Optional.of(
          "the file is there, but the interpreter of its #! line or its dynamic loader is not");
    }
    if (is(Errno.ENOEXEC)) {
      return Optional.of("it has no #! line, or was built for another architecture");
    }
    if (is(Errno.EACCES)) {
      return Optional.of(
          "it must be a regular file with the x bit, readable by the container's user, on a mount"
              + " without noexec, and Landlock rules must let it be executed and read");
    }
    if (is(Errno.EPERM) || is(Errno.ENOSYS)) {
      return Optional.of("the seccomp profile must let execve pass, and so must security modules");
    }
    return is(Errno.E2BIG)
        ? Optional.of(
            "arguments and environment are too long: 128 KiB each, a quarter of the stack limit"
                + " together")
        : Optional.empty();
  }

  private CaissonException unsupported(SystemCall call) {
    return new UnsupportedHostException(
        operation.step(),
        operation.object(),
        SystemCallException.describe(number) + " from " + call,
        HostRemedy.of(call, number, userNamespace));
  }

  private Optional<String> remedy(SystemCall call) {
    return PrivilegeRemedy.of(operation.step(), number).or(() -> remedyOf(call));
  }

  private Optional<String> remedyOf(SystemCall call) {
    if (call == SystemCall.SETNS && is(Errno.ESRCH)) {
      return Optional.of("the container has ended");
    }
    if (call == SystemCall.OPEN_TREE && is(Errno.ENOENT)) {
      return Optional.of("the source of a bind mount must be there");
    }
    if (call == SystemCall.MOVE_MOUNT && is(Errno.EINVAL)) {
      return Optional.of("one of source and target is a folder, and the other is not");
    }
    if (call == SystemCall.OPENAT2 && (is(Errno.ELOOP) || is(Errno.ENOTDIR))) {
      return Optional.of("the root file system has something other than a folder there");
    }
    if (call == SystemCall.FSMOUNT && is(Errno.EPERM)) {
      return Optional.of(
          "parts of this machine's /proc are covered, as in a container of Docker's: start that one"
              + " with --security-opt systempaths=unconfined");
    }
    if (call == SystemCall.CLONE3) {
      return Optional.of(
          "see the limits of processes: ulimit -u, and pids.max of the cgroups above this JVM's");
    }
    if (call == SystemCall.MKDIRAT && is(Errno.EACCES)) {
      return Optional.of("the container's user may not enter or change the folder above it");
    }
    if (is(Errno.ENOTDIR)) {
      return Optional.of("a part of this path is there, and is no folder");
    }
    if (call == SystemCall.CHDIR && is(Errno.EACCES)) {
      return Optional.of("the container's user may not enter it");
    }
    if (IDENTITY.contains(call) && is(Errno.EINVAL)) {
      return Optional.of(
          "the container's user namespace does not have this id: an ordinary user's containers have"
              + " one user, and more with Users.SUBORDINATE; root's have 0 to 65535, and all with"
              + " Users.HOST");
    }
    return is(Errno.ENOSPC)
        ? Optional.of("see the limits in /proc/sys/user and /proc/sys/fs/mount-max")
        : Optional.empty();
  }
}
