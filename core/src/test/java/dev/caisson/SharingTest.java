package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.namespaces.Namespace;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
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
  final class AsRoot extends Contract {

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

    private static final String LINKS =
        "for kind in net ipc uts mnt pid cgroup; do readlink /proc/self/ns/$kind; done";

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
      assertThat(all.subList(3, 6)).doesNotContainAnyElementsOf(owner);
      List<String> network = links(shell(LINKS).share(container, Namespace.NET));
      assertThat(network.get(0)).isEqualTo(owner.get(0));
      assertThat(network.subList(1, 6)).doesNotContainAnyElementsOf(owner);
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
          .isThrownBy(() -> busybox("true").share(container, Namespace.PID))
          .withMessageContaining("PID");
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
