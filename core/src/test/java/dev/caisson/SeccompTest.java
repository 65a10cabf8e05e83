package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caisson.error.CommandException;
import dev.caisson.error.Errno;
import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.seccomp.CallGroup;
import dev.caisson.namespaces.seccomp.SeccompAction;
import dev.caisson.namespaces.seccomp.SeccompProfile;
import dev.caisson.namespaces.seccomp.SeccompRule;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Which system calls a container's processes may make. */
final class SeccompTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {}

  @Nested
  @RootTest
  final class AsHostsRoot extends Contract {
    @Override
    Optional<Users> users() {
      return Optional.of(Users.HOST);
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    private static final SeccompAction EPERM = SeccompAction.errno(Errno.EPERM);

    private static Map<String, String> answers(ContainerBuilder container) throws Exception {
      return said(container)
          .lines()
          .map(line -> line.split(" "))
          .collect(Collectors.toMap(fields -> fields[0], fields -> fields[1]));
    }

    @Test
    void callsOfNoUse_areForbidden() throws Exception {
      assertThat(answers(busybox("probe", "try-calls")))
          .containsOnly(
              Map.entry("add_key", "EPERM"),
              Map.entry("bpf", "EPERM"),
              Map.entry("clone3", "ENOSYS"),
              Map.entry("io_uring", "EPERM"),
              Map.entry("perf", "EPERM"),
              Map.entry("alg", "EPERM"),
              Map.entry("vsock", "EPERM"),
              Map.entry("inet", "allowed"),
              Map.entry("tiocsti", "EPERM"),
              Map.entry("tcgets", "ENOTTY"),
              Map.entry("userfaultfd", "EPERM"),
              Map.entry("mount", "EPERM"),
              Map.entry("personality", "EPERM"),
              Map.entry("unshare", "EPERM"));
    }

    @Test
    void withoutSeccomp_theKernelDecides() throws Exception {
      assertThat(answers(busybox("probe", "try-calls").withoutSeccomp()))
          .containsEntry("add_key", "allowed")
          .containsEntry("bpf", "EINVAL")
          .containsEntry("clone3", "allowed")
          .containsEntry("tiocsti", "ENOTTY")
          .containsEntry("userfaultfd", "allowed")
          .containsEntry("personality", "allowed")
          .containsEntry("unshare", "allowed");
    }

    @Test
    void groupThatIsOpened_isOpenAlone() throws Exception {
      SeccompProfile profile = SeccompProfile.standard().allowing(CallGroup.KEYRING);
      assertThat(answers(busybox("probe", "try-calls").seccomp(profile)))
          .containsEntry("add_key", "allowed")
          .containsEntry("userfaultfd", "EPERM")
          .containsEntry("unshare", "EPERM");
    }

    @Test
    void capability_opensTheCallsThatItIsFor() throws Exception {
      assertThat(
              said(
                  shell("mount -t tmpfs none /tmp && echo mounted")
                      .capabilities(Capability.SYS_ADMIN)))
          .isEqualTo("mounted\n");
    }

    @Test
    void filter_holdsForTheCommandAndItsChildrenAndThoseRunLater() throws Exception {
      String script = "grep '^Seccomp:' /proc/self/status";
      try (RunningContainer container = busybox("sleep", "60").start()) {
        assertThat(container.exec("sh", "-c", script + "; true").run().stdout().text())
            .isEqualTo("Seccomp:\t2\n");
        assertThat(container.exec("probe", "try-calls").run().stdout().text())
            .contains("unshare EPERM\n");
      }
      assertThat(said(shell(script + "; true"))).isEqualTo("Seccomp:\t2\n");
      assertThat(said(shell(script + "; true").withoutSeccomp())).isEqualTo("Seccomp:\t0\n");
    }

    @Test
    void filter_holdsThoughNewPrivilegesAreAllowed() throws Exception {
      for (String user : new String[] {"root", "worker"}) {
        assertThat(said(busybox("probe", "try-calls").user(user).allowNewPrivileges()))
            .contains("unshare EPERM\n");
      }
    }

    @Test
    void callThatKills_endsTheCommandBySigsys() throws Exception {
      SeccompProfile profile =
          SeccompProfile.of(
              SeccompAction.allow(), SeccompRule.of(SeccompAction.killProcess(), "sethostname"));
      Result result = shell("hostname x; echo $?").seccomp(profile).run();
      assertThat(result.stdout().text()).isEqualTo("159\n");
      Result alone = busybox("hostname", "x").seccomp(profile).run();
      assertThat(alone.ending()).isEqualTo(Ending.SIGNAL);
      assertThat(alone.signal()).hasValue(new Signal(31));
    }

    @Test
    void profileWithoutExecve_isSaid() {
      SeccompProfile profile =
          SeccompProfile.of(SeccompAction.allow(), SeccompRule.of(EPERM, "execve"));
      CommandException e =
          catchThrowableOfType(
              CommandException.class, () -> busybox("/bin/true").seccomp(profile).run());
      assertThat(e.object()).isEqualTo("/bin/true");
      assertThat(e.remedy()).hasValueSatisfying(r -> assertThat(r).contains("seccomp", "execve"));
    }

    @Test
    void profileThatAsksASupervisor_isRefusedAtTheCall() {
      SeccompProfile profile =
          SeccompProfile.of(
              SeccompAction.allow(), SeccompRule.of(SeccompAction.notifySupervisor(), "mkdir"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Container.builder().seccomp(profile))
          .withMessageContaining("supervisor");
    }
  }
}
