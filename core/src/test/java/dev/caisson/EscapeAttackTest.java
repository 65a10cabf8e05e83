package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.error.CaissonException;
import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.Mount;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that tries to get out of its container by files, mounts and namespaces. */
final class EscapeAttackTest {

  @Nested
  @RootTest
  final class AsRoot extends RootContract {}

  @Nested
  @RootTest
  final class AsHostsRoot extends RootContract {
    @Override
    Optional<Users> users() {
      return Optional.of(Users.HOST);
    }

    @Test
    void fileHandle_opensOnlyWithTheRightToReadAll() throws Exception {
      ContainerBuilder attack =
          busybox("breakout", "shocker", "/data")
              .mount(Mount.bind(folder, "/data"))
              .capabilities(Capability.DAC_READ_SEARCH);
      assertThat(said(attack)).contains("open allowed");
    }

    @Test
    void settingsOfTheKernel_areWritableOnlyUnmasked() throws Exception {
      String[] attack = {"breakout", "write", "/proc/sys/kernel/core_pattern"};
      assertThat(said(busybox(attack))).contains("EROFS");
      assertThat(said(busybox(attack).unmaskedProc())).contains("allowed");
    }

    @Test
    void controlGroupsOfTheMachine_areMountedOnlyWithTheRightToMount() throws Exception {
      assertThat(said(busybox("breakout", "mounts").capabilities(Capability.SYS_ADMIN)))
          .contains("cgroup2 allowed");
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** What takes more than one user. */
  abstract static class RootContract extends Contract {

    @Test
    void setUserIdProgram_givesNothing_unlessNewPrivilegesAreAllowed() throws Exception {
      makeSetUserId(rootFolder.resolve("bin/breakout"));
      ContainerBuilder attack = busybox("breakout", "ids").user("worker");
      assertThat(said(attack)).isEqualTo("1234 1234 100\n");
      assertThat(said(busybox("breakout", "ids").user("worker").allowNewPrivileges()))
          .isEqualTo("1234 0 0\n");
    }

    @Test
    void setUserIdProgramOfABoundFolder_givesNothingEver() throws Exception {
      Path program = Files.copy(rootFolder.resolve("bin/breakout"), folder.resolve("breakout"));
      makeSetUserId(program);
      assertThat(
              said(
                  busybox("/data/breakout", "ids")
                      .user("worker")
                      .mount(Mount.bind(folder, "/data"))
                      .allowNewPrivileges()))
          .isEqualTo("1234 1234 100\n");
    }

    private static void makeSetUserId(Path program) throws Exception {
      Files.setAttribute(program, "unix:mode", 0106755);
    }
  }

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    /** More than a launch has open. */
    private static final int DESCRIPTORS = 40;

    @TempDir Path folder;
    Path secret = Path.of("/");

    @BeforeAll
    static void compile() throws Exception {
      BusyboxRoot.compile("breakout", rootFolder);
    }

    @BeforeEach
    void makeSecret() throws Exception {
      secret = Files.writeString(folder.resolve("secret"), "secret");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static Stream<String> successes(ContainerBuilder container) throws Exception {
      return said(container).lines().filter(line -> line.endsWith(" allowed"));
    }

    @Test
    void namespaces_areNeitherMadeNorEntered() throws Exception {
      assertThat(successes(busybox("breakout", "namespaces"))).isEmpty();
      assertThat(successes(busybox("breakout", "namespaces").withoutSeccomp()))
          .contains("unshare-user allowed", "clone-user allowed");
    }

    @Test
    void programFromMemory_isConfinedAsAnyOther() throws Exception {
      assertThat(said(busybox("breakout", "from-memory")))
          .contains("unshare-user EPERM")
          .doesNotContain("allowed");
      assertThat(successes(busybox("breakout", "from-memory").withoutSeccomp()))
          .contains("unshare-user allowed");
    }

    @Test
    void mounts_areNeitherMadeNorTakenAway() throws Exception {
      assertThat(successes(busybox("breakout", "mounts"))).isEmpty();
      assertThat(successes(busybox("breakout", "mounts").withoutSeccomp())).isEmpty();
      assertThat(successes(busybox("breakout", "mounts").capabilities(Capability.SYS_ADMIN)))
          .contains("tmpfs allowed", "bind allowed");
    }

    @Test
    void releaseAgent_isNowhere() throws Exception {
      assertThat(
              said(shell("busybox find / -name release_agent -o -name uevent_helper 2>/dev/null")))
          .isEmpty();
    }

    @Test
    void machine_isNotToBeChanged() throws Exception {
      assertThat(successes(busybox("breakout", "machine"))).isEmpty();
      assertThat(successes(busybox("breakout", "machine").withoutSeccomp()))
          .containsExactly("keyring allowed");
    }

    @Test
    void filesOfTheKernel_areNeitherReadNorWritten() throws Exception {
      assertThat(
              successes(
                  busybox(
                      "breakout",
                      "write",
                      "/proc/sysrq-trigger",
                      "/proc/sys/kernel/core_pattern",
                      "/proc/sys/kernel/modprobe",
                      "/proc/sys/vm/drop_caches",
                      "/proc/sys/net/ipv4/ip_forward",
                      "/proc/irq/default_smp_affinity",
                      "/sys/kernel/uevent_helper",
                      "/dev/mem",
                      "/dev/kmsg",
                      "/dev/kvm",
                      "/dev/fuse",
                      "/dev/loop-control",
                      "/proc/1/mem")))
          .isEmpty();
      assertThat(
              said(
                  busybox(
                      "breakout",
                      "read",
                      "/proc/kcore",
                      "/proc/keys",
                      "/proc/timer_list",
                      "/proc/sched_debug",
                      "/proc/1/environ",
                      "/dev/mem",
                      "/dev/kmsg")))
          .doesNotContain("allowed")
          .contains("/proc/keys empty");
    }

    @Test
    void fileHandle_opensNothing() throws Exception {
      for (boolean filtered : List.of(true, false)) {
        ContainerBuilder attack =
            busybox("breakout", "shocker", "/data").mount(Mount.bind(folder, "/data"));
        assertThat(said(filtered ? attack : attack.withoutSeccomp()))
            .isEqualTo("handle allowed\nopen EPERM\n");
      }
    }

    @Test
    void chroot_isRefused_andOneThatIsLeftLeadsNoFurtherThanTheContainersRoot() throws Exception {
      String[] attack = {"breakout", "leave-chroot", secret.toString()};
      assertThat(said(busybox(attack))).contains("chroot EPERM");
      assertThat(said(busybox(attack).capabilities(Capability.SYS_CHROOT)))
          .contains("chroot allowed", "jailed allowed", "left allowed", "outside ENOENT");
    }

    @Test
    void workingDirectoryOfALeakedDescriptor_isRefused() throws Exception {
      for (int fd = 0; fd < DESCRIPTORS; fd++) {
        String place = "/proc/self/fd/" + fd;
        assertThat(where(busybox("breakout", "where", secret.toString()), place))
            .as(place)
            .doesNotContain("in ", "allowed");
      }
      assertThat(where(busybox("breakout", "where", secret.toString()), "/tmp"))
          .contains("in /tmp")
          .doesNotContain("allowed");
    }

    private String where(ContainerBuilder container, String place) throws Exception {
      try {
        return said(container.workingDirectory(place).mount(Mount.bind(folder, "/data")));
      } catch (CaissonException e) {
        return "refused: " + e.getMessage();
      }
    }

    @Test
    void workingDirectoryBelowALeakedDescriptor_isMadeNowhere() throws Exception {
      for (int fd = 0; fd < DESCRIPTORS; fd++) {
        where(busybox("true"), "/proc/self/fd/" + fd + "/made");
        where(busybox("true"), "/dev/fd/" + fd + "/made");
      }
      assertThat(rootFolder.resolve("made")).doesNotExist();
      assertThat(folder.resolve("made")).doesNotExist();
    }
  }
}
