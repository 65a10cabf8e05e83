package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a container sees of this machine, and what it can do to it by default: nothing. */
final class IsolationTest {

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
  final class AsUser extends Contract {
    @Test
    void userNamespace_isItsOwn() throws Exception {
      assertThat(said(busybox("readlink", "/proc/self/ns/user"))).isNotEqualTo(own("user"));
      assertThat(said(busybox("cat", "/proc/self/setgroups"))).isEqualTo("deny\n");
    }
  }

  private static String own(String namespace) throws Exception {
    return Files.readSymbolicLink(Path.of("/proc/self/ns", namespace)) + "\n";
  }

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    @Test
    void namespaces_areItsOwn() throws Exception {
      for (String namespace : List.of("mnt", "pid", "uts", "ipc", "net", "cgroup")) {
        assertThat(said(busybox("readlink", "/proc/self/ns/" + namespace)))
            .startsWith(namespace + ":")
            .isNotEqualTo(own(namespace));
      }
    }

    @Test
    void networkNone_hasOnlyALoopbackThatIsUp() throws Exception {
      assertThat(said(shell("tail -n +3 /proc/net/dev | grep -c :; ip link show lo")))
          .startsWith("1\n")
          .contains("LOOPBACK,UP");
      assertThat(
              said(
                  shell(
                      "nc -l -p 4444 -e echo answer &"
                          + " until nc 127.0.0.1 4444 </dev/null 2>/dev/null; do :; done")))
          .isEqualTo("answer\n");
      assertThat(said(shell("cat /proc/net/route | wc -l"))).isEqualTo("1\n");
    }

    @Test
    void networkHost_isThisMachines() throws Exception {
      assertThat(said(busybox("readlink", "/proc/self/ns/net").network(Network.HOST)))
          .isEqualTo(own("net"));
    }

    @Test
    void processes_areOnlyItsOwn() throws Exception {
      assertThat(said(busybox("ps", "-o", "pid,comm")).lines().map(String::strip))
          .containsExactly("PID   COMMAND", "1 caisson-init", "2 ps");
    }

    @Test
    void initProcess_canNeitherBeEndedNorRead() throws Exception {
      assertThat(said(busybox("probe", "attack-init")).lines())
          .filteredOn(line -> line.endsWith(" allowed"))
          .containsExactly("exists allowed");
      assertThat(said(busybox("probe", "attack-init").user("worker")).lines())
          .filteredOn(line -> line.endsWith(" allowed"))
          .isSubsetOf("exists allowed");
    }

    @Test
    void capabilities_areNone() throws Exception {
      for (String user : List.of("root", "worker")) {
        assertThat(said(busybox("grep", "^Cap", "/proc/self/status").user(user)).lines())
            .hasSize(5)
            .allMatch(line -> line.endsWith("\t0000000000000000"));
      }
    }

    @Test
    void newPrivileges_areRefused() throws Exception {
      assertThat(said(busybox("grep", "NoNewPrivs", "/proc/self/status")))
          .isEqualTo("NoNewPrivs:\t1\n");
      assertThat(said(busybox("grep", "NoNewPrivs", "/proc/self/status").allowNewPrivileges()))
          .isEqualTo("NoNewPrivs:\t0\n");
    }

    @Test
    void descriptors_areTheThreeStreams() throws Exception {
      assertThat(said(busybox("probe", "descriptors"))).isEqualTo("0\n1\n2\n");
      assertThat(said(busybox("probe", "descriptors").stdin(Input.of("text"))))
          .isEqualTo("0\n1\n2\n");
    }

    @Test
    void signalState_isTheDefault() throws Exception {
      assertThat(said(busybox("grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status")).lines())
          .hasSize(2)
          .allMatch(line -> line.endsWith("\t0000000000000000"));
    }

    @Test
    void procOfTheMachine_isMasked() throws Exception {
      assertThat(
              said(
                  shell(
                      "cat /proc/kcore /proc/keys /proc/timer_list /proc/interrupts"
                          + " /proc/sched_debug 2>/dev/null | wc -c")))
          .isEqualTo("0\n");
      for (String file : List.of("sys/kernel/hostname", "sysrq-trigger", "sys/vm/drop_caches")) {
        assertThat(said(shell("(echo x > /proc/" + file + ") && echo written")))
            .doesNotContain("written");
      }
    }

    @Test
    void devices_areTheHarmlessOnes() throws Exception {
      assertThat(said(busybox("ls", "/dev")).lines())
          .containsExactlyInAnyOrder(
              "fd", "full", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout",
              "tty", "urandom", "zero");
      assertThat(
              said(
                  shell(
                      "echo gone > /dev/null; head -c 3 /dev/zero | wc -c; head -c 5 /dev/urandom |"
                          + " wc -c; (echo x > /dev/full) 2>&1 | tail -n 1; echo x > /dev/shm/x &&"
                          + " cat /dev/shm/x; echo out > /dev/stdout")))
          .contains("3\n5\n", "No space left", "x\nout\n");
    }

    @Test
    void mounts_canNotBeMade() throws Exception {
      assertThat(said(shell("mount -t tmpfs none /tmp && echo mounted"))).doesNotContain("mounted");
    }

    @Test
    void cgroup_isTheRootOfItsOwnNamespace() throws Exception {
      assertThat(said(busybox("cat", "/proc/self/cgroup")))
          .doesNotContain("caisson")
          .doesNotContain("..");
    }

    @Test
    void hostMounts_areNotToBeSeen() throws Exception {
      assertThat(said(busybox("cat", "/proc/self/mountinfo")))
          .doesNotContain("/sys/fs/cgroup")
          .doesNotContain(" /run")
          .doesNotContain("/old");
    }
  }
}
