package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.Namespace;
import dev.caisson.namespaces.NetworkPool;
import dev.caisson.testing.RootTest;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Containers whose network was made ahead. */
final class PooledNetworkTest {

  private static final String LINK = "readlink /proc/self/ns/net";

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

  /** The same whoever the container's root is. */
  abstract static class Contract extends OnBusybox {

    private NetworkPool pool;

    @BeforeEach
    void open() throws Exception {
      pool = NetworkPool.open(2);
    }

    @AfterEach
    void close() {
      pool.close();
    }

    @Test
    void network_isOfItsOwn_withALoopbackAlone() throws Exception {
      String devices = "tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '";
      String serve =
          "(echo it works | nc -l -p 7777 &); until nc 127.0.0.1 7777 2> /dev/null; do :; done";
      String first = said(shell(LINK).networkFrom(pool));

      assertThat(said(shell(LINK).networkFrom(pool))).isNotEqualTo(first);
      assertThat(said(shell(devices).networkFrom(pool))).isEqualTo("lo\n");
      assertThat(said(shell(serve).networkFrom(pool))).isEqualTo("it works\n");
    }

    @Test
    void laterCommand_andOneThatShares_haveTheSame() throws Exception {
      try (RunningContainer container = endless("sleep", "600").networkFrom(pool).start()) {
        String link = container.exec("sh", "-c", LINK).run().stdout().text();

        assertThat(container.exec("sh", "-c", LINK).run().stdout().text()).isEqualTo(link);
        assertThat(said(shell(LINK).share(container, Namespace.NET))).isEqualTo(link);
        assertThat(said(shell(LINK).share(container, Namespace.IPC).networkFrom(pool)))
            .isNotEqualTo(link);
      }
    }

    @Test
    void closedPool_startsNothing() throws Exception {
      pool.close();
      assertThatIllegalStateException()
          .isThrownBy(() -> busybox("true").networkFrom(pool).run())
          .withMessage("the pool of networks is closed");
    }

    @Test
    void rightsOverIt_areRefused() {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  busybox("true")
                      .capabilities(Capability.NET_ADMIN, Capability.KILL)
                      .networkFrom(pool)
                      .build())
          .withMessageContaining("[NET_ADMIN] would have no effect");
      assertThatIllegalStateException()
          .isThrownBy(
              () -> busybox("true").networkFrom(pool).sysctl("net.core.somaxconn", "1").build())
          .withMessageContaining("net.core.somaxconn");
      assertThatIllegalStateException()
          .isThrownBy(() -> busybox("true").networkFrom(pool).network(Network.HOST))
          .withMessageContaining("network is already set");
    }
  }
}
