package dev.caisson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.error.CommandException;
import dev.caisson.error.Errno;
import dev.caisson.namespaces.seccomp.Abi;
import dev.caisson.namespaces.seccomp.Caller;
import dev.caisson.namespaces.seccomp.SeccompAction;
import dev.caisson.namespaces.seccomp.SeccompProfile;
import dev.caisson.namespaces.seccomp.SeccompRule;
import dev.caisson.namespaces.seccomp.SupervisedAnswer;
import dev.caisson.namespaces.seccomp.SupervisedCall;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** System calls about which Java decides. */
final class SupervisorTest {

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
  @Timeout(60)
  abstract static class Contract extends OnBusybox {

    private static final String THREAD = "caisson-supervisor";

    private final BlockingQueue<SupervisedCall> calls = new LinkedBlockingQueue<>();

    private static SeccompProfile asking(String... names) {
      return SeccompProfile.standard()
          .deciding(
              Stream.of(names)
                  .map(name -> SeccompRule.of(SeccompAction.notifySupervisor(), name))
                  .toList());
    }

    private ContainerBuilder supervised(ContainerBuilder container, SupervisedAnswer answer) {
      return container.seccomp(
          asking("mkdir", "mkdirat"),
          call -> {
            calls.add(call);
            return answer;
          });
    }

    private static long threads() {
      return Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().equals(THREAD))
          .count();
    }

    /** They end when the last process has ended, of which the JVM may hear a little earlier. */
    @AfterEach
    void awaitThreads() throws InterruptedException {
      while (threads() > 0) {
        Thread.sleep(1);
      }
    }

    @Test
    void call_thatIsRefused_failsWithThatError() throws Exception {
      ContainerBuilder container =
          supervised(shell("mkdir /tmp/x"), SupervisedAnswer.failing(Errno.ENOSPC));

      assertThat(said(container)).contains("No space left on device");
      SupervisedCall call = calls.remove();
      assertThat(call.name().orElseThrow()).startsWith("mkdir");
      assertThat(call.abi()).isEqualTo(Abi.current());
      assertThat(call.caller().thread()).isPositive();
      assertThat(call.arguments()).hasSize(6).contains(0777L);
      assertThat(calls).isEmpty();
    }

    @Test
    void call_thatProceeds_isMade() throws Exception {
      assertThat(said(supervised(shell("mkdir /tmp/x && ls /tmp"), SupervisedAnswer.proceed())))
          .isEqualTo("x\n");
    }

    @Test
    void call_thatSeemsToSucceed_isNotMade() throws Exception {
      assertThat(said(supervised(shell("mkdir /tmp/x && ls /tmp"), SupervisedAnswer.returning(0))))
          .isEmpty();
      assertThat(calls).hasSize(1);
    }

    @Test
    void callsOfDaemons_areAskedAboutToo() throws Exception {
      String script =
          "(mkdir /tmp/a &); (setsid mkdir /tmp/b &); until [ -d /tmp/a -a -d /tmp/b ]; do :; done";

      assertThat(said(supervised(shell(script), SupervisedAnswer.proceed()))).isEmpty();
      assertThat(calls).hasSize(2);
    }

    @Test
    void laterCommands_areSupervisedToo() throws Exception {
      try (RunningContainer container =
          supervised(endless("sleep", "600"), SupervisedAnswer.failing(Errno.EROFS)).start()) {
        for (int i = 0; i < 3; i++) {
          assertThat(container.exec("mkdir", "/tmp/x").run().stderr().text())
              .contains("Read-only file system");
        }
        assertThat(calls).hasSize(3);
      }
    }

    @Test
    void withoutInit_itIsTheSame() throws Exception {
      assertThat(
              said(
                  supervised(busybox("mkdir", "/tmp/x"), SupervisedAnswer.failing(Errno.EDQUOT))
                      .withoutInit()))
          .contains("Disk quota exceeded");
    }

    @Test
    void execOfTheCommandItself_isAskedAbout() throws Exception {
      ContainerBuilder container =
          busybox("true")
              .seccomp(
                  asking("execve"),
                  call -> {
                    calls.add(call);
                    return SupervisedAnswer.proceed();
                  });

      assertThat(container.run().isSuccess()).isTrue();
      assertThat(calls).isNotEmpty();
    }

    @Test
    void supervisor_thatThrows_letsTheCallFail_andGoesOn() throws Exception {
      BlockingQueue<Throwable> told = new LinkedBlockingQueue<>();
      Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
      Thread.setDefaultUncaughtExceptionHandler((thread, e) -> told.add(e));
      try {
        ContainerBuilder container =
            shell("mkdir /tmp/a; mkdir /tmp/b")
                .seccomp(
                    asking("mkdir", "mkdirat"),
                    call -> {
                      throw new IllegalStateException("a bug");
                    });

        assertThat(said(container).lines())
            .hasSize(2)
            .allMatch(line -> line.contains("Operation not permitted"));
        assertThat(told).hasSize(2).allMatch(e -> e.getMessage().equals("a bug"));
      } finally {
        Thread.setDefaultUncaughtExceptionHandler(before);
      }
    }

    @Test
    void supervisor_thatDoesNotAnswer_isAskedAgain_andNothingIsAllowed() throws Exception {
      Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
      Thread.setDefaultUncaughtExceptionHandler(
          (thread, e) -> {
            throw new IllegalStateException("a handler with a bug");
          });
      try {
        ContainerBuilder container =
            shell("mkdir /tmp/a; mkdir /tmp/b; mkdir /tmp/c; mkdir /tmp/d; ls /tmp")
                .seccomp(asking("mkdir", "mkdirat"), this::wrongAnswer);

        assertThat(said(container).lines())
            .hasSize(4)
            .allMatch(line -> line.contains("Operation not permitted"));
      } finally {
        Thread.setDefaultUncaughtExceptionHandler(before);
      }
    }

    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // what a careless caller may do
    private SupervisedAnswer wrongAnswer(SupervisedCall call) {
      calls.add(call);
      return switch (calls.size()) {
        case 1 -> null;
        case 2 -> SupervisedAnswer.failing(null);
        case 3 -> SupervisedAnswer.returning(-1);
        default -> throw sneaky(new IOException("a checked one"));
      };
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneaky(Throwable e) throws E {
      throw (E) e;
    }

    @Test
    void signalsMeanwhile_interruptNoCallThatIsAskedAbout() throws Exception {
      BusyboxRoot.compile("interrupted", rootFolder);
      ContainerBuilder container =
          busybox("interrupted")
              .seccomp(
                  asking("mkdir", "mkdirat"),
                  call -> {
                    calls.add(call);
                    signal(call.caller());
                    return SupervisedAnswer.proceed();
                  });

      assertThat(said(container)).isEqualTo("made\n");
      assertThat(calls).hasSize(1);
    }

    private static void signal(Caller caller) {
      try {
        Process kill = new ProcessBuilder("kill", "-ALRM", "" + caller.thread()).start();
        assertThat(kill.waitFor()).isZero();
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Test
    void callersMemory_isRead_asLongAsItWaits() throws Exception {
      ContainerBuilder container =
          shell("mkdir /tmp/allowed /tmp/other; mkdir /tmp/" + "x".repeat(250) + "; ls /tmp")
              .seccomp(
                  asking("mkdir", "mkdirat"),
                  call -> {
                    calls.add(call);
                    boolean first = call.name().orElseThrow().equals("mkdir");
                    long path = call.arguments().get(first ? 0 : 1);
                    assertThat(call.caller().memory(path, 5)).asString(UTF_8).isEqualTo("/tmp/");
                    return call.caller().text(path).equals("/tmp/allowed")
                        ? SupervisedAnswer.proceed()
                        : SupervisedAnswer.failing(Errno.EROFS);
                  });

      assertThat(said(container)).startsWith("allowed\n").contains("Read-only file system");
      assertThat(calls).hasSize(3);
    }

    @Test
    void callerThatIsGone_isNotLookedAt() throws Exception {
      said(supervised(shell("mkdir /tmp/x"), SupervisedAnswer.failing(Errno.EPERM)));
      Caller gone = new Caller((int) ProcessHandle.current().pid(), () -> false);

      assertThatThrownBy(() -> gone.text(0x1000))
          .isInstanceOf(CaissonException.class)
          .hasMessageContaining("does not wait any more");
      assertThatThrownBy(() -> calls.remove().caller().memory(-1, 1))
          .isInstanceOf(CaissonException.class)
          .hasMessageContaining("no memory there");
    }

    @Test
    void container_isKilledWhileACallWaits() throws Exception {
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch answer = new CountDownLatch(1);
      try (RunningContainer container =
          endless("mkdir", "/tmp/x")
              .seccomp(
                  asking("mkdir", "mkdirat"),
                  call -> {
                    asked.countDown();
                    awaitUninterruptibly(answer);
                    return SupervisedAnswer.proceed();
                  })
              .start()) {
        asked.await();
        container.kill();

        assertThat(container.waitFor().signal()).contains(Signal.KILL);
      } finally {
        answer.countDown();
      }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Test
    void manyRuns_alsoFailedOnes_leaveNothing() throws Exception {
      supervised(busybox("mkdir", "/tmp/x"), SupervisedAnswer.proceed()).run();
      awaitThreads();
      long before = descriptors();
      for (int i = 0; i < 20; i++) {
        supervised(busybox("mkdir", "/tmp/x"), SupervisedAnswer.proceed()).run();
        assertThatThrownBy(() -> supervised(busybox("no-such"), SupervisedAnswer.proceed()).run())
            .isInstanceOf(CommandException.class);
      }
      awaitThreads();
      assertThat(descriptors()).isLessThanOrEqualTo(before);
    }

    private static long descriptors() throws IOException {
      try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
        return all.count();
      }
    }

    @Test
    void profiles_thatAskNobodyOrTooMuch_areRefused() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> busybox("true").seccomp(asking("mkdir")))
          .withMessageContaining("supervisor");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> supervise(SeccompProfile.standard()))
          .withMessageContaining("never asks");
      for (SeccompProfile profile :
          List.of(asking("sendmsg"), SeccompProfile.of(SeccompAction.notifySupervisor()))) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> supervise(profile))
            .withMessageContaining("sendmsg");
      }
    }

    private void supervise(SeccompProfile profile) {
      busybox("true").seccomp(profile, call -> SupervisedAnswer.proceed());
    }

    @Test
    void profile_thatForbidsTheHandover_isAnErrorOfTheStart() {
      ContainerBuilder container =
          busybox("true")
              .seccomp(asking("mkdir").denying("sendmsg"), call -> SupervisedAnswer.proceed());

      assertThatThrownBy(container::run).hasMessageContaining("hand over seccomp listener");
    }
  }
}
