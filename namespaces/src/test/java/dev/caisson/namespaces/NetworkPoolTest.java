package dev.caisson.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.UnsupportedHostException;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Networks that are made ahead. */
@Timeout(60)
final class NetworkPoolTest {

  @Test
  void size_isFromOneToItsBound() {
    for (int size : new int[] {Integer.MIN_VALUE, 0, NetworkPool.LARGEST + 1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> NetworkPool.open(size))
          .withMessage("not from 1 to 1024 networks: " + size);
    }
  }

  @Nested
  @RootlessTest
  final class AsUser {

    @Test
    void pool_isRefusedWithTheRemedy() {
      assertThatThrownBy(() -> NetworkPool.open(2))
          .isInstanceOf(UnsupportedHostException.class)
          .hasMessageContaining("create namespace NET")
          .hasMessageContaining("no CAP_SYS_ADMIN")
          .hasMessageContaining("run it as root");
    }
  }

  @Nested
  @RootTest
  final class AsRoot {

    @Test
    void network_isNew_andItsLoopbackIsUp() throws Exception {
      try (NetworkPool pool = NetworkPool.open(1);
          NamespaceHandle network = pool.take();
          NamespaceHandle own = NamespaceHandle.ofCurrentThread(Namespace.NET);
          NamespaceThread inside = NamespaceThread.join(network)) {
        assertThat(network.kind()).isEqualTo(Namespace.NET);
        assertThat(network.id()).isNotEqualTo(own.id());
        inside.run(
            () -> {
              InetAddress loopback = InetAddress.getLoopbackAddress();
              try (ServerSocket server = new ServerSocket(7, 1, loopback);
                  Socket client = new Socket(loopback, 7)) {
                assertThat(client.isConnected()).isTrue();
                assertThat(server.getLocalPort()).isEqualTo(7);
              }
            });
      }
    }

    @Test
    void each_isGivenAwayOnce_toWhoeverAsks() throws Exception {
      int takers = 8;
      int each = 25;
      ExecutorService executor = Executors.newFixedThreadPool(takers);
      Set<NamespaceId> ids = new HashSet<>();
      try (NetworkPool pool = NetworkPool.open(3)) {
        List<Future<List<NamespaceId>>> results = new ArrayList<>();
        for (int i = 0; i < takers; i++) {
          results.add(executor.submit(taker(pool, each)));
        }
        // Held open until all are taken, or a number would be used anew.
        for (Future<List<NamespaceId>> result : results) {
          ids.addAll(result.get());
        }
      } finally {
        executor.shutdown();
        held.forEach(NamespaceHandle::close);
      }
      assertThat(ids).hasSize(takers * each);
    }

    private final List<NamespaceHandle> held = new ArrayList<>();

    private Callable<List<NamespaceId>> taker(NetworkPool pool, int count) {
      return () -> {
        List<NamespaceId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          NamespaceHandle network = pool.take();
          ids.add(network.id());
          synchronized (held) {
            held.add(network);
          }
        }
        return ids;
      };
    }

    @Test
    void taken_outlivesThePool_andWhatIsReadyDoesNot() throws Exception {
      NetworkPool pool = NetworkPool.open(4);
      try (NamespaceHandle network = pool.take()) {
        pool.close();
        pool.close();
        assertThat(network.info().id()).isEqualTo(network.id());
        assertThatIllegalStateException()
            .isThrownBy(pool::take)
            .withMessage("the pool of networks is closed");
      }
    }

    @Test
    void interruptedTaker_isToldSo_andThePoolGoesOn() throws Exception {
      try (NetworkPool pool = NetworkPool.open(1)) {
        Thread.currentThread().interrupt();
        // One that is ready is given at once; another must be waited for.
        assertThatThrownBy(
                () -> {
                  while (true) {
                    pool.take().close();
                  }
                })
            .isInstanceOf(InterruptedException.class);
        pool.take().close();
      }
    }
  }
}
