package dev.caisson;

import static dev.caisson.namespaces.LandlockRight.BIND_TCP;
import static dev.caisson.namespaces.LandlockRight.CONNECT_TCP;
import static dev.caisson.namespaces.LandlockRight.EXECUTE;
import static dev.caisson.namespaces.LandlockRight.MAKE_DIR;
import static dev.caisson.namespaces.LandlockRight.READ_DIR;
import static dev.caisson.namespaces.LandlockRight.READ_FILE;
import static dev.caisson.namespaces.LandlockRight.TRUNCATE;
import static dev.caisson.namespaces.LandlockRight.WRITE_FILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caisson.error.CommandException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.Landlock;
import dev.caisson.namespaces.LandlockRight;
import dev.caisson.namespaces.LandlockScope;
import dev.caisson.namespaces.ResourceLimit;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What Landlock refuses a command, whoever it is; or that this machine can't do it. */
final class LandlockTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {}

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    private static final Landlock READ_ONLY =
        Landlock.of(LandlockRight.ofFiles())
            .allowing("/", LandlockRight.reading())
            .allowing("/dev/null", WRITE_FILE, TRUNCATE)
            .allowing("/tmp", LandlockRight.ofFiles());
    private static final String WRITING =
        "for path in /x /tmp/x /home/worker/x /dev/shm/x; do"
            + " (echo x > $path) 2>/dev/null && echo $path; done";

    /** Returns what it says; nothing where the kernel can't restrict it so, and that is said. */
    private static Optional<String> restricted(ContainerBuilder builder, Landlock landlock)
        throws Exception {
      try {
        landlock.requireHost();
      } catch (UnsupportedHostException e) {
        UnsupportedHostException refused =
            catchThrowableOfType(UnsupportedHostException.class, builder.landlock(landlock)::run);
        assertThat(refused).hasMessageStartingWith("restrict by Landlock");
        assertThat(refused.remedy()).isPresent();
        return Optional.empty();
      }
      return Optional.of(said(builder.landlock(landlock)));
    }

    private static void assertSays(ContainerBuilder builder, Landlock landlock, String expected)
        throws Exception {
      Optional<String> said = restricted(builder, landlock);
      if (said.isPresent()) {
        assertThat(said).contains(expected);
      }
    }

    @Test
    void paths_areWrittenWhereARuleAllows() throws Exception {
      assertThat(said(shell(WRITING))).isEqualTo("/x\n/tmp/x\n/home/worker/x\n/dev/shm/x\n");
      assertSays(shell(WRITING), READ_ONLY, "/tmp/x\n");
      assertSays(shell(WRITING).allowNewPrivileges(), READ_ONLY, "/tmp/x\n");
      assertSays(
          shell(WRITING).capabilities(Capability.DAC_OVERRIDE, Capability.SYS_ADMIN),
          READ_ONLY,
          "/tmp/x\n");
      assertSays(shell(WRITING).user("worker"), READ_ONLY, "/tmp/x\n");
    }

    @Test
    void linksAndMounts_leadNowhereElse() throws Exception {
      String script =
          "ln -s /etc /tmp/link; (echo x > /tmp/link/new) && echo through;"
              + " mv /etc/passwd /tmp && echo moved; mount -t tmpfs none /etc && echo mounted;"
              + " (echo x > /proc/self/root/x) && echo root; echo end";
      assertSays(
          shell("(" + script + ") 2>/dev/null").capabilities(Capability.SYS_ADMIN),
          READ_ONLY,
          "end\n");
    }

    @Test
    void laterCommand_isRestrictedToo() throws Exception {
      try (RunningContainer container = busybox("sleep", "60").landlock(READ_ONLY).start()) {
        Result result = container.exec("sh", "-c", WRITING).run();
        assertThat(result.stdout().text()).isEqualTo("/tmp/x\n");
      } catch (UnsupportedHostException e) {
        assertThat(e).hasMessageStartingWith("restrict by Landlock");
      }
    }

    @Test
    void rightsOfARule_areThoseAlone() throws Exception {
      Landlock landlock =
          Landlock.of(MAKE_DIR, WRITE_FILE, READ_DIR)
              .allowing("/tmp", MAKE_DIR)
              .allowing("/etc", READ_DIR)
              .allowing("/dev/null", WRITE_FILE);
      String script =
          "mkdir /tmp/d && echo made; mkdir /d || echo not made; ls /etc >/dev/null && echo listed;"
              + " ls /home || echo not listed; cat /etc/group >/dev/null && echo read";
      assertSays(
          shell("(" + script + ") 2>/dev/null"),
          landlock,
          "made\nnot made\nlisted\nnot listed\nread\n");
    }

    @Test
    void ports_areThoseOfTheRules() throws Exception {
      Landlock landlock = Landlock.of(BIND_TCP, CONNECT_TCP).allowingPort(4444, BIND_TCP);
      String script =
          "(nc -l -p 4445 -w 1; nc 127.0.0.1 4444 </dev/null) 2>&1 | grep -o 'Permission denied'";
      assertSays(shell(script), landlock, "Permission denied\nPermission denied\n");
      Landlock both = Landlock.of(BIND_TCP, CONNECT_TCP).allowingPort(4444, BIND_TCP, CONNECT_TCP);
      assertSays(
          shell(
              "nc -l -p 4444 -e echo answer &"
                  + " until nc 127.0.0.1 4444 </dev/null 2>/dev/null; do kill -0 $! || exit; done"),
          both,
          "answer\n");
    }

    @Test
    void processesOutsideTheScope_getNoSignal() throws Exception {
      Landlock landlock = Landlock.ofScopes(LandlockScope.SIGNAL);
      try (RunningContainer container = busybox("sleep", "60").landlock(landlock).start()) {
        assertThat(container.exec("kill", "2").run().stderr().text()).contains("not permitted");
        assertThat(container.signal(Signal.TERM)).isTrue();
        assertThat(container.waitFor().signal()).contains(Signal.TERM);
      } catch (UnsupportedHostException e) {
        assertThat(e).hasMessageContaining("Linux 6.12");
      }
    }

    @Test
    void rulesNeedNoDescriptorOfTheCommands() throws Exception {
      assertSays(
          busybox("probe", "descriptors").limit(ResourceLimit.NOFILE.to(3)),
          READ_ONLY,
          "0\n1\n2\n");
    }

    @Test
    void commandThatMayNotBeExecuted_isSaid() {
      CommandException e =
          catchThrowableOfType(
              CommandException.class,
              () -> busybox("/bin/true").landlock(Landlock.of(EXECUTE)).run());
      if (e != null) {
        assertThat(e).hasMessageStartingWith("execute /bin/true: EACCES");
        assertThat(e.remedy()).hasValueSatisfying(r -> assertThat(r).contains("Landlock"));
      }
    }

    @Test
    void ruleThatTheKernelRefuses_isSaid() {
      Landlock missing = Landlock.of(READ_FILE).allowing("/no/such", READ_FILE);
      Landlock folderRight = Landlock.of(READ_DIR).allowing("/etc/passwd", READ_DIR);
      SystemCallException absent =
          catchThrowableOfType(
              SystemCallException.class, () -> busybox("true").landlock(missing).run());
      SystemCallException unfit =
          catchThrowableOfType(
              SystemCallException.class, () -> busybox("true").landlock(folderRight).run());
      if (absent != null) {
        assertThat(absent).hasMessageStartingWith("open for Landlock rule /no/such: ENOENT");
        assertThat(unfit.is(Errno.EINVAL)).isTrue();
        assertThat(unfit).hasMessageStartingWith("add Landlock rule for /etc/passwd: ");
        assertThat(List.of(absent, unfit)).allMatch(e -> e.remedy().isPresent());
      }
    }

    @Test
    void badRules_areRefusedAtTheCall() {
      Landlock landlock = Landlock.of(READ_FILE, BIND_TCP);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> landlock.allowing("/", WRITE_FILE))
          .withMessage("WRITE_FILE is allowed at /, but it is refused nowhere");
      assertThatIllegalArgumentException().isThrownBy(() -> landlock.allowing("/", BIND_TCP));
      assertThatIllegalArgumentException().isThrownBy(() -> landlock.allowing("/"));
      assertThatIllegalArgumentException().isThrownBy(() -> landlock.allowing("etc", READ_FILE));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> landlock.allowing("/a/../b", READ_FILE));
      assertThatIllegalArgumentException().isThrownBy(() -> landlock.allowingPort(65536, BIND_TCP));
      assertThatIllegalArgumentException().isThrownBy(() -> landlock.allowingPort(-1, BIND_TCP));
      assertThatIllegalArgumentException().isThrownBy(() -> landlock.allowingPort(80, READ_FILE));
      assertThatIllegalArgumentException().isThrownBy(() -> Landlock.of(Set.of()));
    }
  }
}
