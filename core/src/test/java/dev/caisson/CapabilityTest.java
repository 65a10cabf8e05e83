package dev.caisson;

import static dev.caisson.namespaces.Capability.CHOWN;
import static dev.caisson.namespaces.Capability.NET_BIND_SERVICE;
import static dev.caisson.namespaces.Capability.NET_RAW;
import static dev.caisson.namespaces.Capability.SETPCAP;
import static dev.caisson.namespaces.Capability.SETUID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caisson.error.CaissonException;
import dev.caisson.error.SystemCallException;
import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.CapabilitySets;
import dev.caisson.namespaces.Securebit;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The five sets of capabilities, and the securebits, as the kernel shows them of a command. */
final class CapabilityTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {

    @Test
    void capabilityThatTheJvmLacks_isRefused() throws Exception {
      Set<Capability> own = CapabilitySets.ofProcess(ProcessHandle.current().pid()).permitted();
      Set<Capability> lacking = EnumSet.complementOf(EnumSet.copyOf(own));
      for (Capability capability : lacking) {
        SystemCallException e =
            catchThrowableOfType(
                SystemCallException.class,
                busybox("true").users(Users.HOST).capabilities(capability)::run);
        assertThat(e).hasMessageStartingWith("set capabilities [" + capability + "]: EPERM");
        assertThat(e.remedy()).hasValueSatisfying(r -> assertThat(r).contains("JVM"));
      }
    }

    @Test
    void laterCommandOfAnotherUser_hasThemInItsWay() throws Exception {
      try (RunningContainer container = busybox("sleep", "60").capabilities(CHOWN).start()) {
        try (RunningCommand root = container.exec("sleep", "60").start()) {
          assertThat(sets(root)).isEqualTo(CapabilitySets.ofRoot(Set.of(CHOWN)));
        }
        try (RunningCommand worker = container.exec("sleep", "60").user("worker").start()) {
          assertThat(sets(worker)).isEqualTo(CapabilitySets.all(Set.of(CHOWN)));
        }
      }
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  private static CapabilitySets sets(RunningCommand command) throws Exception {
    return CapabilitySets.ofProcess(command.pid());
  }

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    /** Returns the sets of a command that is run later, whose process is known by number. */
    private static CapabilitySets sets(ContainerBuilder builder) throws Exception {
      try (RunningContainer container = builder.start();
          RunningCommand command = container.exec("sleep", "60").start()) {
        return CapabilityTest.sets(command);
      }
    }

    private ContainerBuilder sleeping() {
      return busybox("sleep", "60");
    }

    @Test
    void rootsCapabilities_areBoundingPermittedAndEffective() throws Exception {
      assertThat(sets(sleeping().capabilities(CHOWN, NET_RAW)))
          .isEqualTo(CapabilitySets.ofRoot(Set.of(CHOWN, NET_RAW)));
      assertThat(sets(sleeping())).isEqualTo(CapabilitySets.none());
    }

    // Of SYS_RESOURCE even root is deprived on some machines.
    @ParameterizedTest
    @EnumSource(names = "SYS_RESOURCE", mode = EnumSource.Mode.EXCLUDE)
    void eachCapability_isHadByItsName(Capability capability) throws Exception {
      String number = String.format("%016x", 1L << capability.number());
      assertThat(
              said(
                  busybox("grep", "-E", "^Cap(Eff|Bnd)", "/proc/self/status")
                      .capabilities(capability)))
          .isEqualTo("CapEff:\t" + number + "\nCapBnd:\t" + number + "\n");
    }

    @Test
    void anotherUsersCapabilities_areInAllSets() throws Exception {
      assertThat(sets(sleeping().user("worker").capabilities(NET_BIND_SERVICE)))
          .isEqualTo(CapabilitySets.all(Set.of(NET_BIND_SERVICE)));
      assertThat(
              said(
                  shell(
                          "nc -l -p 80 -e true & until nc 127.0.0.1 80 </dev/null 2>/dev/null; do kill -0 $! || exit; done; echo served")
                      .user("worker")
                      .capabilities(NET_BIND_SERVICE)))
          .isEqualTo("served\n");
    }

    @Test
    void setsOfTheCaller_areThoseThatTheKernelShows() throws Exception {
      CapabilitySets bounding = CapabilitySets.none().withBounding(Set.of(NET_RAW));
      assertThat(sets(sleeping().user("worker").capabilities(bounding))).isEqualTo(bounding);
      CapabilitySets inheritable =
          new CapabilitySets(
              Set.of(CHOWN, NET_RAW), Set.of(CHOWN), Set.of(), Set.of(CHOWN), Set.of(CHOWN));
      CapabilitySets had = sets(sleeping().user("worker").capabilities(inheritable));
      // What is ambient is permitted and effective after exec.
      assertThat(had)
          .isEqualTo(
              new CapabilitySets(
                  Set.of(CHOWN, NET_RAW),
                  Set.of(CHOWN),
                  Set.of(CHOWN),
                  Set.of(CHOWN),
                  Set.of(CHOWN)));
    }

    @Test
    void securebits_areThoseThatTheKernelShows() throws Exception {
      // 0x2f: all that was asked for, and no KEEP_CAPS, which exec clears.
      assertThat(
              said(
                  busybox("probe", "securebits")
                      .securebits(
                          Securebit.NOROOT,
                          Securebit.NOROOT_LOCKED,
                          Securebit.NO_SETUID_FIXUP,
                          Securebit.NO_SETUID_FIXUP_LOCKED,
                          Securebit.KEEP_CAPS_LOCKED)))
          .isEqualTo("2f\n");
      assertThat(said(busybox("probe", "securebits"))).isEqualTo("0\n");
      try (RunningContainer container =
          sleeping().securebits(Securebit.NO_CAP_AMBIENT_RAISE).start()) {
        assertThat(container.exec("probe", "securebits").run().stdout().text()).isEqualTo("40\n");
      }
    }

    @Test
    void rootWithoutRootsPower_hasWhatWasAskedFor() throws Exception {
      Securebit[] noRoot = {Securebit.NOROOT, Securebit.NO_CAP_AMBIENT_RAISE};
      assertThat(sets(sleeping().securebits(noRoot))).isEqualTo(CapabilitySets.none());
      assertThat(sets(sleeping().securebits(noRoot).capabilities(SETUID)))
          .isEqualTo(CapabilitySets.all(Set.of(SETUID)));
      assertThat(sets(sleeping().user("worker").securebits(noRoot).capabilities(SETPCAP, SETUID)))
          .isEqualTo(CapabilitySets.all(Set.of(SETPCAP, SETUID)));
    }

    @Test
    void badValues_areRefusedAtTheCall() throws Exception {
      assertThat(Capability.of("cap_net_admin")).isEqualTo(Capability.NET_ADMIN);
      assertThat(Capability.of("SYS_PTRACE")).isEqualTo(Capability.SYS_PTRACE);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Capability.of("CAP_MAGIC"))
          .withMessage("not a capability: CAP_MAGIC");
      assertThatIllegalArgumentException().isThrownBy(() -> Capability.of("CAP_CAP_CHOWN"));
      CapabilitySets ambientAlone =
          new CapabilitySets(Set.of(CHOWN), Set.of(CHOWN), Set.of(), Set.of(), Set.of(CHOWN));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Container.builder().capabilities(ambientAlone))
          .withMessage("ambient capabilities that are not inheritable: [CHOWN]");
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  busybox("true").capabilities(CHOWN).capabilities(CapabilitySets.none()).build());
      assertThat(catchThrowableOfType(CaissonException.class, () -> CapabilitySets.ofProcess(-1)))
          .hasMessageContaining("-1");
    }
  }
}
