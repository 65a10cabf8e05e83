package dev.caisson.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.error.CaissonException;
import dev.caisson.error.CommandException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.SystemCall;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureTest {

  private static final boolean AS_ROOT = false;
  private static final boolean OWN = true;

  private static CaissonException explain(
      boolean userNamespace, String step, String object, SystemCall call, Errno errno) {
    Operation operation = Operation.of(step, object, call);
    return Failure.of(operation, errno.number(), List.of("/usr/bin", "/bin"), userNamespace);
  }

  @Test
  void commandNotInPath_namesItAndThePath() {
    assertThat(explain(OWN, PayloadPhase.FIND, "prog", SystemCall.FACCESSAT, Errno.ENOENT))
        .isInstanceOfSatisfying(
            CommandException.class,
            e -> assertThat(e.reason()).isEqualTo(CommandException.Reason.NOT_FOUND))
        .hasMessage(
            "find command prog: not in /usr/bin:/bin of the container; check the command, PATH and"
                + " the root file system");
  }

  @Test
  void missingInterpreter_isToldFromAMissingCommand() {
    assertThat(explain(OWN, PayloadPhase.EXECUTE, "/x", SystemCall.EXECVE, Errno.ENOENT))
        .isInstanceOfSatisfying(
            CommandException.class,
            e -> assertThat(e.reason()).isEqualTo(CommandException.Reason.NOT_EXECUTABLE))
        .hasMessageStartingWith("execute /x: ENOENT (no such file or directory); ")
        .hasMessageContaining("dynamic loader");
  }

  @Test
  void otherArchitecture_isSaid() {
    assertThat(explain(OWN, PayloadPhase.EXECUTE, "/x", SystemCall.EXECVE, Errno.ENOEXEC))
        .hasMessageContaining("another architecture");
  }

  @Test
  void refusedNamespaces_withoutUserNamespace_askForRoot() {
    assertThat(explain(AS_ROOT, "create namespaces", "[MNT, PID]", SystemCall.CLONE3, Errno.EPERM))
        .isInstanceOf(UnsupportedHostException.class)
        .hasMessageStartingWith("create namespaces [MNT, PID]: EPERM (operation not permitted)")
        .hasMessageContaining("need root");
  }

  @Test
  void refusedNamespaces_withUserNamespace_saySo() {
    assertThat(explain(OWN, "create namespaces", "[USER]", SystemCall.CLONE3, Errno.EPERM).remedy())
        .hasValueSatisfying(remedy -> assertThat(remedy).contains("user namespaces"));
  }

  @Test
  void missingCall_namesTheKernelThatHasIt() {
    assertThat(explain(OWN, "restrict mount", "/x", SystemCall.MOUNT_SETATTR, Errno.ENOSYS))
        .isInstanceOf(UnsupportedHostException.class)
        .hasMessageContaining("Linux 5.12 or newer");
  }

  @Test
  void refusedIdMap_isAMatterOfTheHost() {
    assertThat(
            explain(
                OWN, "write '0 1000 1' to", "/proc/self/uid_map", SystemCall.WRITE, Errno.EPERM))
        .isInstanceOf(UnsupportedHostException.class);
  }

  @Test
  void deviceFolderThatIsALink_isSaidOfTheRoot() {
    assertThat(explain(OWN, "open folder", "/dev", SystemCall.OPENAT2, Errno.ELOOP))
        .isInstanceOfSatisfying(
            SystemCallException.class, e -> assertThat(e.errno()).contains(Errno.ELOOP))
        .hasMessageContaining("root file system");
  }

  @Test
  void idThatIsNotMapped_saysWhoHasMore() {
    assertThat(explain(OWN, "become user", "7", SystemCall.SETRESUID, Errno.EINVAL))
        .hasMessageContaining("Users.SUBORDINATE");
  }

  @Test
  void failureWithoutARemedy_hasStepObjectAndErrno() {
    assertThat(explain(OWN, "mount tmpfs on", "/x", SystemCall.MOUNT, Errno.EINVAL))
        .hasMessage("mount tmpfs on /x: EINVAL (invalid argument)");
  }
}
