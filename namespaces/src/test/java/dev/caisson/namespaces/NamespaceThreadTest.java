package dev.caisson.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Java that runs inside namespaces, on a thread of its own. */
@Timeout(60)
final class NamespaceThreadTest {

  private static NamespaceId current(Namespace kind) throws IOException {
    try (NamespaceHandle handle = NamespaceHandle.ofCurrentThread(kind)) {
      return handle.id();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PID", "USER", "TIME"})
  void kindThatNoThreadCanEnter_isRefusedWithTheReason(Namespace kind) throws Exception {
    try (NamespaceHandle own = NamespaceHandle.ofCurrentThread(kind)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> NamespaceThread.join(own))
          .withMessageStartingWith("no Java runs in another " + kind.kernelName() + " namespace")
          .withMessageContaining("several threads");
    }
  }

  @Test
  void nothingToEnter_orTwoOfAKind_isRefused() throws Exception {
    assertThatIllegalArgumentException().isThrownBy(NamespaceThread::join);
    try (NamespaceHandle own = NamespaceHandle.ofCurrentThread(Namespace.NET)) {
      assertThatIllegalArgumentException().isThrownBy(() -> NamespaceThread.join(own, own));
    }
  }

  @Test
  void closedHandle_isTheCallersMistake() throws Exception {
    NamespaceHandle own = NamespaceHandle.ofCurrentThread(Namespace.NET);
    own.close();
    assertThatIllegalStateException().isThrownBy(() -> NamespaceThread.join(own));
  }

  @RootlessTest
  void withoutTheRight_entryIsRefusedWithARemedy() throws Exception {
    try (NamespaceSet set = NamespaceSet.create(NewNamespaces.of(Namespace.NET))) {
      assertThatExceptionOfType(SystemCallException.class)
          .isThrownBy(() -> NamespaceThread.join(set.get(Namespace.NET)))
          .matches(e -> e.is(Errno.EPERM))
          .withMessageStartingWith("enter net:[")
          .withMessageContaining("unshare --user --map-root-user java");
    }
  }

  @Nested
  @RootTest
  final class AsRoot {

    @ParameterizedTest
    @EnumSource(names = {"MNT", "UTS", "IPC", "NET", "CGROUP"})
    void eachKind_isEnteredByThisThreadAlone(Namespace kind) throws Exception {
      NamespaceId before = current(kind);
      try (NamespaceSet set = NamespaceSet.create(NewNamespaces.of(kind));
          NamespaceThread thread = NamespaceThread.join(set.handles())) {
        assertThat(thread.call(() -> current(kind))).isEqualTo(set.get(kind).id());
        assertThat(current(kind)).isEqualTo(before);
      }
    }

    @Test
    void allAtOnce_areEntered() throws Exception {
      NewNamespaces wanted =
          NewNamespaces.of(
              Namespace.MNT, Namespace.UTS, Namespace.IPC, Namespace.NET, Namespace.CGROUP);
      try (NamespaceSet set = NamespaceSet.create(wanted);
          NamespaceThread thread = NamespaceThread.join(set.handles())) {
        for (NamespaceHandle handle : set.handles()) {
          assertThat(thread.call(() -> current(handle.kind()))).isEqualTo(handle.id());
        }
      }
    }

    @Test
    void namespacesOfAnOwnUserNamespace_areEntered() throws Exception {
      NewNamespaces wanted = NewNamespaces.of(Namespace.NET, Namespace.USER);
      try (NamespaceSet set = NamespaceSet.create(wanted);
          NamespaceThread thread = NamespaceThread.join(set.get(Namespace.NET))) {
        assertThat(thread.call(() -> current(Namespace.NET)))
            .isEqualTo(set.get(Namespace.NET).id());
      }
    }

    @Test
    void socketOpenedInside_isOfThatNetwork_andWorksOutside() throws Exception {
      try (NamespaceSet set = NamespaceSet.create(NewNamespaces.of(Namespace.NET).withLoopback());
          NamespaceThread thread = NamespaceThread.join(set.get(Namespace.NET));
          ServerSocketChannel server =
              thread.call(() -> ServerSocketChannel.open().bind(loopback(80)))) {
        try (SocketChannel client = thread.call(() -> SocketChannel.open(loopback(80)));
            SocketChannel accepted = server.accept()) {
          assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
        }
        assertThatThrownBy(() -> SocketChannel.open(loopback(80)).close())
            .isInstanceOf(IOException.class);
      }
    }

    private InetSocketAddress loopback(int port) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void mountNamespace_showsItsOwnFiles() throws Exception {
      try (NamespaceSet set = NamespaceSet.create(NewNamespaces.of(Namespace.MNT));
          NamespaceThread thread = NamespaceThread.join(set.handles())) {
        thread.run(
            () -> {
              new ProcessBuilder("mount", "-t", "tmpfs", "none", "/mnt").start().waitFor();
              Files.createFile(Path.of("/mnt/inside"));
            });
        assertThat(Path.of("/mnt/inside")).doesNotExist();
        assertThat(thread.call(() -> Files.exists(Path.of("/mnt/inside")))).isTrue();
      }
    }
  }

  /** What goes in and out of the thread, in namespaces that the JVM is in already. */
  @Nested
  @RootTest
  final class Passing {

    private NamespaceThread join() throws IOException {
      try (NamespaceHandle own = NamespaceHandle.ofCurrentThread(Namespace.UTS)) {
        return NamespaceThread.join(own);
      }
    }

    @Test
    void exceptions_areTheVerySame() throws Exception {
      FileNotFoundException checked = new FileNotFoundException("inside");
      StackOverflowError error = new StackOverflowError();
      try (NamespaceThread thread = join()) {
        assertThatThrownBy(() -> thread.run(() -> fail(checked))).isSameAs(checked);
        assertThatThrownBy(() -> thread.run(() -> fail(error))).isSameAs(error);
        assertThat(thread.call(() -> 7)).isEqualTo(7);
      }
    }

    private <X extends Throwable> void fail(X failure) throws X {
      throw failure;
    }

    @Test
    void callsOfOneThread_runOnTheSame_alsoFromInside() throws Exception {
      try (NamespaceThread thread = join()) {
        Thread first = thread.call(Thread::currentThread);
        assertThat(thread.call(() -> thread.call(Thread::currentThread))).isSameAs(first);
        assertThat(first).isNotSameAs(Thread.currentThread());
      }
    }

    @Test
    void interruptOfTheCaller_reachesWhatRuns() throws Exception {
      try (NamespaceThread thread = join()) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> thread.run(() -> Thread.sleep(60_000)))
            .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(thread.call(Thread::interrupted)).isFalse();
      }
    }

    @Test
    void resultInSpiteOfAnInterrupt_isNotLost() throws Exception {
      CountDownLatch begun = new CountDownLatch(1);
      Thread caller = Thread.currentThread();
      try (NamespaceThread thread = join()) {
        String result =
            thread.call(
                () -> {
                  begun.countDown();
                  caller.interrupt();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    return "cleaned up";
                  }
                  return "never";
                });
        assertThat(result).isEqualTo("cleaned up");
        assertThat(Thread.interrupted()).isTrue();
      }
    }

    @Test
    void pieceThatTakesNoInterrupt_isLeftAlone_andCloseIsBounded() throws Exception {
      CountDownLatch end = new CountDownLatch(1);
      Thread caller = Thread.currentThread();
      NamespaceThread thread = join();
      try {
        assertThatThrownBy(
                () ->
                    thread.run(
                        () -> {
                          caller.interrupt();
                          awaitStubbornly(end);
                        }))
            .isInstanceOf(InterruptedException.class);
        thread.close();
        assertThat(thread.isAlive()).isTrue();
      } finally {
        end.countDown();
      }
      thread.close();
      assertThat(thread.isAlive()).isFalse();
    }

    private void awaitStubbornly(CountDownLatch latch) {
      while (latch.getCount() > 0) {
        try {
          latch.await();
        } catch (InterruptedException e) {
          // Stubborn.
        }
      }
    }

    @Test
    void closing_interruptsWhatRuns_andRefusesWhatWaits() throws Exception {
      NamespaceThread thread = join();
      CountDownLatch begun = new CountDownLatch(1);
      AtomicReference<Throwable> running = new AtomicReference<>();
      Thread other =
          new Thread(
              () -> {
                try {
                  thread.run(
                      () -> {
                        begun.countDown();
                        Thread.sleep(60_000);
                      });
                } catch (InterruptedException e) {
                  running.set(e);
                }
              });
      other.start();
      begun.await();
      thread.close();
      other.join();
      assertThat(running.get()).isInstanceOf(InterruptedException.class);
      assertThat(thread.isAlive()).isFalse();
      assertThatIllegalStateException().isThrownBy(() -> thread.call(() -> 1));
      thread.close();
    }

    @Test
    void threadStartedInside_isBornInside() throws Exception {
      try (NamespaceSet set = NamespaceSet.create(NewNamespaces.of(Namespace.UTS));
          NamespaceThread thread = NamespaceThread.join(set.handles())) {
        List<NamespaceId> seen =
            thread.call(
                () -> {
                  AtomicReference<NamespaceId> id = new AtomicReference<>();
                  Thread child =
                      new Thread(
                          () -> {
                            try {
                              id.set(current(Namespace.UTS));
                            } catch (IOException e) {
                              throw new AssertionError(e);
                            }
                          });
                  child.start();
                  child.join();
                  return List.of(id.get());
                });
        assertThat(seen).containsExactly(set.get(Namespace.UTS).id());
      }
    }
  }
}
