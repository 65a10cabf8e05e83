package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnknownUserException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.namespaces.ResourceLimit;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Resource limits, OOM score, umask, nice value and supplementary groups, seen from inside. */
final class AttributeTest {

  private static final String NICE = "set -- $(cat /proc/self/stat); echo ${19}";
  private static final String LIMITS = "cat /proc/self/limits";
  private static final String SCORE = "cat /proc/self/oom_score_adj /proc/1/oom_score_adj";

  @Nested
  @RootTest
  final class AsRoot extends Contract {

    @Test
    void groups_areAddedToThoseOfTheUser() throws Exception {
      assertThat(
              said(
                  busybox("id", "-G")
                      .users(Users.HOST)
                      .user("worker")
                      .groups("4294967294", "users", "44")))
          .isEqualTo("100 29 44 4294967294\n");
      assertThat(said(busybox("id", "-G").groups("audio"))).isEqualTo("0 29\n");
    }

    @Test
    void groups_areThoseOfLaterCommandsToo() throws Exception {
      try (RunningContainer container = busybox("sleep", "60").groups("44").start()) {
        assertThat(out(container.exec("id", "-G"))).isEqualTo("0 44\n");
        assertThat(out(container.exec("id", "-G").groups("45"))).isEqualTo("0 44 45\n");
        assertThat(out(container.exec("id", "-G").user("worker"))).isEqualTo("100 29 44\n");
      }
    }

    @Test
    void groupThatIsNotKnown_isNamed() {
      CaissonException e =
          catchThrowableOfType(CaissonException.class, busybox("true").groups("none")::run);
      assertThat(e).isInstanceOf(UnknownUserException.class).hasMessageContaining("/etc/group");
      assertThat(e.object()).isEqualTo("none");
    }

    @Test
    void niceValue_mayBeLowered() throws Exception {
      assertThat(said(shell(NICE).nice(-3))).isEqualTo("-3\n");
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {

    @Test
    void groupsThatAreNotMapped_areRefused() throws Exception {
      assertRefused(busybox("true").groups("44")::run);
      try (RunningContainer container = busybox("sleep", "60").start()) {
        assertRefused(container.exec("true").groups("44")::run);
      }
    }

    private static void assertRefused(ThrowingCallable call) {
      CaissonException e = catchThrowableOfType(CaissonException.class, call);
      assertThat(e)
          .isInstanceOf(UnsupportedHostException.class)
          .hasMessageStartingWith("set supplementary groups [44]: ");
      assertThat(e.remedy()).hasValueSatisfying(r -> assertThat(r).contains("subordinate"));
    }

    @Test
    void groupsOfARange_areHad() throws Exception {
      assertThat(said(busybox("id", "-G").users(Users.SUBORDINATE).groups("audio", "44")))
          .isEqualTo("0 29 44\n");
    }

    @Test
    void groupBeyondTheRange_isNamed() {
      SystemCallException e =
          failure(busybox("true").users(Users.SUBORDINATE).groups("4000000000")::run);
      assertThat(e.is(Errno.EINVAL)).isTrue();
      assertThat(e).hasMessageStartingWith("set supplementary groups [4000000000]: ");
      assertThat(e.remedy()).hasValueSatisfying(r -> assertThat(r).contains("map"));
    }

    @Test
    void niceValueBelowTheJvms_isRefused() {
      SystemCallException e = failure(busybox("true").nice(-3)::run);
      assertThat(e).hasMessageStartingWith("set nice value -3: EACCES");
      assertThat(e.remedy()).hasValueSatisfying(r -> assertThat(r).contains("CAP_SYS_NICE"));
    }
  }

  private static SystemCallException failure(ThrowingCallable call) {
    return catchThrowableOfType(SystemCallException.class, call);
  }

  private static String out(ExecBuilder command) throws Exception {
    return command.run().stdout().text();
  }

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    /** Returns the soft and the hard limit of each resource, as the kernel writes them. */
    private static Map<String, String> limits(String text) {
      return text.lines()
          .skip(1)
          .collect(
              Collectors.toMap(
                  line -> line.substring(0, 26).strip(),
                  line -> line.substring(26, 68).strip().replaceAll(" +", " ")));
    }

    @ParameterizedTest
    @CsvSource({
      "CPU, Max cpu time, 1000, 2000",
      "FSIZE, Max file size, 10000, 20000",
      "DATA, Max data size, 1000000, 2000000",
      "STACK, Max stack size, 1000000, 2000000",
      "CORE, Max core file size, 1000, 2000",
      "RSS, Max resident set, 1000, 2000",
      "NPROC, Max processes, 1000, 1001",
      "NOFILE, Max open files, 1000, 2000",
      "MEMLOCK, Max locked memory, 1000, 2000",
      "AS, Max address space, 100000000, 200000000",
      "LOCKS, Max file locks, 1000, 2000",
      "SIGPENDING, Max pending signals, 1000, 2000",
      "MSGQUEUE, Max msgqueue size, 1000, 2000",
      "NICE, Max nice priority, 0, 0",
      "RTPRIO, Max realtime priority, 0, 0",
      "RTTIME, Max realtime timeout, 1000, 2000"
    })
    void limit_isWhatTheKernelShows(ResourceLimit resource, String name, long soft, long hard)
        throws Exception {
      assertThat(limits(said(shell(LIMITS).limit(resource.to(soft, hard)))))
          .containsEntry(name, soft + " " + hard);
    }

    @Test
    void limitOfNothing_isUnlimited() throws Exception {
      assertThat(
              limits(
                  said(
                      shell(LIMITS)
                          .limit(ResourceLimit.CORE.unlimited())
                          .limit(ResourceLimit.STACK.softly(1 << 20)))))
          .containsEntry("Max core file size", "unlimited unlimited")
          .containsEntry("Max stack size", "1048576 unlimited");
    }

    @Test
    void limit_stopsWhatExceedsIt() throws Exception {
      Result busy = shell("while :; do :; done").limit(ResourceLimit.CPU.to(0)).run();
      assertThat(busy.ending()).isEqualTo(Ending.SIGNAL);
      assertThat(
              said(
                  shell("head -c 9000 /dev/zero > /tmp/x; ls -s /tmp/x")
                      .limit(ResourceLimit.FSIZE.to(4096))))
          .contains("4 /tmp/x");
    }

    @Test
    void limitsOfNothingAtAll_areSaidOrEnd() throws Exception {
      for (ResourceLimit resource : ResourceLimit.values()) {
        try {
          busybox("true").limit(resource.to(0)).run();
        } catch (CaissonException e) {
          assertThat(e.step()).isEqualTo("execute");
          assertThat(e.remedy()).isPresent();
        }
      }
    }

    @Test
    void hardLimitAboveTheJvms_isRefused() {
      SystemCallException e =
          failure(busybox("true").limit(ResourceLimit.NOFILE.to(99, 1L << 40))::run);
      assertThat(e)
          .hasMessageStartingWith("set resource limit NOFILE 99:1099511627776 descriptors: EPERM");
      assertThat(e.remedy()).hasValueSatisfying(r -> assertThat(r).contains("CAP_SYS_RESOURCE"));
    }

    @Test
    void softLimitAboveTheHard_isRefusedAtTheCall() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ResourceLimit.NOFILE.to(2, 1))
          .withMessage("NOFILE has a soft limit above the hard one: 2 > 1");
      assertThatIllegalArgumentException().isThrownBy(() -> ResourceLimit.CPU.to(-1));
      assertThatIllegalArgumentException().isThrownBy(() -> ResourceLimit.CPU.to(0, -1));
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  busybox("true")
                      .limit(ResourceLimit.AS.to(1))
                      .limit(ResourceLimit.AS.unlimited()));
    }

    @Test
    void processes_areNoMoreThanTheLowerLimit() throws Exception {
      assertThat(limits(said(shell(LIMITS).limit(ResourceLimit.NPROC.to(500, 600)))))
          .containsEntry("Max processes", "500 600");
      assertThat(limits(said(shell(LIMITS).pids(300).limit(ResourceLimit.NPROC.to(200, 9000)))))
          .hasEntrySatisfying("Max processes", value -> assertThat(value).startsWith("200 "));
    }

    @Test
    void oomScore_isThatOfEveryProcess() throws Exception {
      assertThat(said(shell(SCORE).oomScoreAdj(321))).isEqualTo("321\n321\n");
      try (RunningContainer container = busybox("sleep", "60").oomScoreAdj(300).start()) {
        assertThat(out(container.exec("sh", "-c", SCORE))).isEqualTo("300\n300\n");
        assertThat(out(container.exec("sh", "-c", SCORE).oomScoreAdj(1000)))
            .isEqualTo("1000\n300\n");
      }
    }

    @Test
    void oomScoreBelowTheJvms_isRefused() throws Exception {
      // Root may lack the capability too; where it has it, there is nothing to be refused.
      String own = Files.readString(Path.of("/proc/self/oom_score_adj")).strip();
      int lower = Integer.parseInt(own) - 1;
      try {
        assertThat(said(shell(SCORE).oomScoreAdj(lower))).startsWith(lower + "\n");
      } catch (SystemCallException e) {
        assertThat(e).hasMessageStartingWith("set oom_score_adj to " + lower + ": EACCES");
        assertThat(e.remedy()).hasValueSatisfying(r -> assertThat(r).contains("CAP_SYS_RESOURCE"));
      }
    }

    @Test
    void umask_isTakenFromNewFiles() throws Exception {
      String script = "umask; > /tmp/x; stat -c %a /tmp/x";
      assertThat(said(shell(script))).isEqualTo("0022\n644\n");
      assertThat(said(shell(script).umask(0))).isEqualTo("0000\n666\n");
      assertThat(said(shell("umask").umask(0777))).isEqualTo("0777\n");
      try (RunningContainer container = busybox("sleep", "60").umask(077).start()) {
        assertThat(out(container.exec("sh", "-c", script))).isEqualTo("0077\n600\n");
        assertThat(out(container.exec("sh", "-c", "umask").umask(027))).isEqualTo("0027\n");
      }
    }

    @Test
    void niceValue_isThatOfTheCommand() throws Exception {
      assertThat(said(shell(NICE).nice(19))).isEqualTo("19\n");
      try (RunningContainer container = busybox("sleep", "60").nice(5).start()) {
        assertThat(out(container.exec("sh", "-c", NICE))).isEqualTo("5\n");
      }
    }

    @Test
    void limitsOfALaterCommand_areItsOwn() throws Exception {
      try (RunningContainer container =
          busybox("sleep", "60")
              .limit(ResourceLimit.NOFILE.to(100, 200))
              .limit(ResourceLimit.CORE.to(0))
              .start()) {
        assertThat(limits(out(container.exec("sh", "-c", LIMITS))))
            .containsEntry("Max open files", "100 200")
            .containsEntry("Max core file size", "0 0");
        assertThat(
                limits(out(container.exec("sh", "-c", LIMITS).limit(ResourceLimit.NOFILE.to(300)))))
            .containsEntry("Max open files", "300 300")
            .containsEntry("Max core file size", "0 0");
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1001, 1001, Integer.MIN_VALUE})
    void oomScoreOutOfRange_isRefusedAtTheCall(int value) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Container.builder().oomScoreAdj(value))
          .withMessageContaining(Integer.toString(value));
    }

    @Test
    void badValues_areRefusedAtTheCall() {
      ContainerBuilder builder = Container.builder();
      assertThatIllegalArgumentException().isThrownBy(() -> builder.umask(01000));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.umask(-1));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.nice(20));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.groups("a:b"));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.groups("-1"));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.groups(""));
      assertThatIllegalStateException().isThrownBy(() -> builder.umask(0).umask(0));
    }
  }
}
