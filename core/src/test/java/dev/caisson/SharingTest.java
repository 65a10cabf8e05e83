package dev.caisson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.Namespace;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Containers that have namespaces in common. */
final class SharingTest {

  @Nested
  @RootTest
  final class AsRoot extends WithGroups {

    @Test
    void otherUsers_areRefused() {
      ContainerBuilder other = busybox("true").users(Users.HOST).share(container, Namespace.NET);
      if (container.premises().enclosure().users().isNamespace()) {
        assertThatThrownBy(other::run)
            .isInstanceOf(UnsupportedHostException.class)
            .hasMessageContaining("users of the two containers are not the same");
      }
    }
  }

  @Nested
  @RootTest
  final class AsHostsRoot extends WithGroups {
    @Override
    Optional<Users> users() {
      return Optional.of(Users.HOST);
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {

    @Test
    void processes_thatNoGroupCouldEnd_areNotShared() {
      assertThatThrownBy(() -> busybox("true").share(container, Namespace.PID).run())
          .isInstanceOf(UnsupportedHostException.class)
          .hasMessageContaining("without a cgroup");
    }
  }

  /** Where each container has a group, by which all its processes can be ended. */
  abstract static class WithGroups extends Contract {

    private static final String SLEEPERS = "ps -o args | grep '^sleep' | sort";

    private List<String> sleepers() throws Exception {
      return container.exec("sh", "-c", SLEEPERS).run().stdout().text().lines().toList();
    }

    @Test
    void processes_areSeen() throws Exception {
      String link = "readlink /proc/self/ns/pid";
      String owners = container.exec("sh", "-c", link).run().stdout().text();

      assertThat(said(shell(link).share(container, Namespace.PID))).isEqualTo(owners);
      assertThat(said(shell(SLEEPERS).share(container, Namespace.PID))).isEqualTo("sleep 600\n");
      assertThat(container.isAlive()).isTrue();
    }

    @Test
    void daemons_ofOneThatEnds_endWithIt_andTheOwnersDoNot() throws Exception {
      String script =
          "sleep 987 & (setsid sleep 988 &) ; until [ \"$("
              + SLEEPERS
              + " | wc -l)\" = 3 ]; do :; done";

      assertThat(said(shell(script).share(container, Namespace.PID))).isEmpty();
      assertThat(sleepers()).containsExactly("sleep 600");
    }

    @Test
    void timeout_endsAllOfIt() throws Exception {
      Result result =
          endless("sh", "-c", "(setsid sleep 987 &); sleep 988")
              .share(container, Namespace.PID)
              .timeout(Duration.ofSeconds(1))
              .run();

      assertThat(result.ending()).isEqualTo(Ending.TIMEOUT);
      assertThat(sleepers()).containsExactly("sleep 600");
    }

    @Test
    void one_thatIsKilledWhileItIsPaused_isGone() throws Exception {
      try (RunningContainer other =
          endless("sh", "-c", "sleep 987 & sleep 988").share(container, Namespace.PID).start()) {
        other.pause();
        other.kill();
        assertThat(other.waitFor().ending()).isEqualTo(Ending.SIGNAL);
      }
      assertThat(sleepers()).containsExactly("sleep 600");
    }

    @Test
    void whatLooksAfterOne_killedByTheOwner_takesItAlong() throws Exception {
      try (RunningContainer other =
          endless("sleep", "987").share(container, Namespace.PID).start()) {
        String kill =
            "kill -9 $(grep -l '^caisson-init' /proc/[0-9]*/comm | cut -d/ -f3 | grep -vx 1)";

        container.exec("sh", "-c", kill).run();

        assertThat(other.waitFor().signal()).contains(Signal.KILL);
        assertThat(sleepers()).containsExactly("sleep 600");
      }
    }

    @Test
    void owner_thatEnds_endsTheOther() throws Exception {
      try (RunningContainer other =
          endless("sleep", "987").share(container, Namespace.PID).start()) {
        container.kill();

        assertThat(other.waitFor().signal()).contains(Signal.KILL);
      }
    }

    @Test
    void command_ofOneThatSharesProcesses_endsWithItAndNotWithTheOwner() throws Exception {
      try (RunningContainer other =
              endless("sleep", "987").share(container, Namespace.PID).start();
          RunningCommand inside = other.exec("sleep", "988").start()) {
        other.kill();
        assertThat(other.waitFor().signal()).contains(Signal.KILL);

        assertThat(inside.waitFor().signal()).contains(Signal.KILL);
        assertThat(sleepers()).containsExactly("sleep 600");
      }
    }

    @Test
    void withoutInit_itIsTheSame() throws Exception {
      assertThat(
              said(
                  shell("(setsid sleep 987 &); " + SLEEPERS + " | tail -n 1")
                      .withoutInit()
                      .share(container, Namespace.PID)))
          .startsWith("sleep");
      assertThat(sleepers()).containsExactly("sleep 600");
    }

    /** The owner stops what it sees of the other's start, to look at it at leisure. */
    @Test
    void whatStartsOne_isNotReadByTheOwner() throws Exception {
      // Only what has stopped is looked at: it may have become the command before that.
      String attack =
          """
          look() {
            readlink $1/root $1/cwd $1/exe $1/fd/*
            head -c 1 $1/environ
            head -c 1 $1/mem
            cat $1/maps
          }
          starts() {
            case $(cat $1/comm) in caisson*) true;; *) false;; esac
          }
          while :; do
            for p in /proc/[0-9]*; do
              if [ $p != /proc/1 ] && starts $p && kill -STOP ${p#/proc/}; then
                until grep -q '^State:.[TZX]' $p/status || ! [ -e $p ]; do :; done
                ! starts $p || look $p
                kill -CONT ${p#/proc/}
              fi
            done
          done 2>/dev/null
          """;
      try (RunningCommand attacker = container.exec("sh", "-c", attack).start()) {
        for (int i = 0; i < 20; i++) {
          busybox("true").share(container, Namespace.PID).run();
        }
        attacker.kill();
        attacker.waitFor();
        assertThat(new String(attacker.stdout().readAllBytes(), UTF_8)).isEmpty();
      }
    }

    @Test
    void owner_thatMayTrace_sharesNoProcesses() throws Exception {
      try (RunningContainer tracer =
          endless("sleep", "600").capabilities(Capability.SYS_PTRACE).start()) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> busybox("true").share(tracer, Namespace.PID))
            .withMessageContaining("CAP_SYS_PTRACE");
      }
    }
  }

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    // An ordinary user's later command has a cgroup namespace of its own, whose id is used anew.
    private static final String LINKS =
        "for kind in net ipc uts mnt pid; do readlink /proc/self/ns/$kind; done";

    RunningContainer container;

    @BeforeEach
    void startOwner() throws Exception {
      container = endless("sleep", "600").hostname("owner").start();
    }

    @AfterEach
    void endOwner() throws Exception {
      container.close();
    }

    private List<String> ofOwner() throws Exception {
      return container.exec("sh", "-c", LINKS).run().stdout().text().lines().toList();
    }

    private static List<String> links(ContainerBuilder builder) throws Exception {
      return said(builder).lines().toList();
    }

    @Test
    void namespaces_areTheOwners_andAllOthersItsOwn() throws Exception {
      List<String> owner = ofOwner();
      List<String> all =
          links(shell(LINKS).share(container, Namespace.NET, Namespace.IPC, Namespace.UTS));

      assertThat(all.subList(0, 3)).isEqualTo(owner.subList(0, 3));
      assertThat(all.subList(3, 5)).doesNotContainAnyElementsOf(owner);
      List<String> network = links(shell(LINKS).share(container, Namespace.NET));
      assertThat(network.get(0)).isEqualTo(owner.get(0));
      assertThat(network.subList(1, 5)).doesNotContainAnyElementsOf(owner);
    }

    @Test
    void network_reachesWhatTheOtherServes() throws Exception {
      try (RunningCommand server =
          container.exec("sh", "-c", "echo served | nc -l -p 7000").start()) {
        String client =
            "until nc 127.0.0.1 7000 </dev/null 2>/dev/null | grep served; do sleep 0.1; done";

        assertThat(said(shell(client).share(container, Namespace.NET))).isEqualTo("served\n");
        assertThat(server.waitFor().isSuccess()).isTrue();
      }
    }

    @Test
    void hostName_isTheOwners_andNotToBeChanged() throws Exception {
      String script = "hostname; hostname other 2>/dev/null; hostname";

      assertThat(said(shell(script).share(container, Namespace.UTS))).isEqualTo("owner\nowner\n");
    }

    @Test
    void laterCommands_areInTheSharedNamespaceToo() throws Exception {
      try (RunningContainer other =
          endless("sleep", "600").share(container, Namespace.NET).start()) {
        assertThat(other.exec("sh", "-c", LINKS).run().stdout().text().lines().toList().get(0))
            .isEqualTo(ofOwner().get(0));
      }
    }

    @Test
    void processes_areNotSeen() throws Exception {
      assertThat(said(busybox("ps").share(container, Namespace.NET, Namespace.IPC)))
          .doesNotContain("sleep");
    }

    @Test
    void owner_thatEnds_leavesTheOtherItsNamespace() throws Exception {
      try (RunningContainer other =
          endless("sleep", "600").share(container, Namespace.NET).start()) {
        String before = ofOwner().get(0);
        container.close();

        assertThat(other.exec("readlink", "/proc/self/ns/net").run().stdout().text().trim())
            .isEqualTo(before);
      }
    }

    @Test
    void owner_thatHasEnded_isAnError() throws Exception {
      ContainerBuilder late = busybox("true").share(container, Namespace.NET);
      container.kill();
      container.waitFor();

      assertThatThrownBy(late::run)
          .isInstanceOf(CaissonException.class)
          .hasMessageContaining("the container has ended");
    }

    @Test
    void kindsThatCannotBeShared_areRefused() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> busybox("true").share(container, Namespace.MNT))
          .withMessageContaining("MNT");
      assertThatIllegalArgumentException().isThrownBy(() -> busybox("true").share(container));
    }

    @Test
    void whatWouldBeTheOwners_isNotSet() {
      assertThatIllegalStateException()
          .isThrownBy(() -> busybox("true").hostname("x").share(container, Namespace.UTS));
      assertThatIllegalStateException()
          .isThrownBy(() -> busybox("true").share(container, Namespace.UTS).hostname("x"));
      assertThatIllegalStateException()
          .isThrownBy(() -> busybox("true").share(container, Namespace.NET).network(Network.NONE));
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  busybox("true")
                      .share(container, Namespace.NET)
                      .sysctl("net.ipv4.ip_forward", "1"));
    }

    @Test
    void networkOfThisMachine_isNotTheOwnersToShare() throws Exception {
      try (RunningContainer host = endless("sleep", "600").network(Network.HOST).start()) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> busybox("true").share(host, Namespace.NET))
            .withMessageContaining("this machine's");
      }
    }
  }
}
