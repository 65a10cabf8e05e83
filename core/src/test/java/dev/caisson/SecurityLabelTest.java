package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.SecurityLabel;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels of security modules; this machine may have neither of them. */
final class SecurityLabelTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {}

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    private void assertRefused(SecurityLabel label) {
      UnsupportedHostException e =
          catchThrowableOfType(
              UnsupportedHostException.class, () -> busybox("true").securityLabel(label).run());
      assertThat(e).hasMessageStartingWith("confine by " + label.module() + " " + label.name());
      assertThat(e.remedy()).isPresent();
    }

    @Test
    void profileOfAppArmor_holdsOrIsRefused() throws Exception {
      // This profile is always there.
      SecurityLabel label = new SecurityLabel.AppArmor("unconfined");
      if (!label.isModuleThere()) {
        assertRefused(label);
        return;
      }
      assertThat(said(busybox("cat", "/proc/self/attr/apparmor/current").securityLabel(label)))
          .isEqualTo("unconfined\n");
    }

    @Test
    void profileThatIsNotLoaded_isRefused() {
      SecurityLabel label = new SecurityLabel.AppArmor("no-such-profile");
      if (!label.isModuleThere()) {
        assertRefused(label);
        return;
      }
      SystemCallException e =
          catchThrowableOfType(
              SystemCallException.class, () -> busybox("true").securityLabel(label).run());
      assertThat(e).hasMessageStartingWith("set label of AppArmor no-such-profile: ENOENT");
      assertThat(e.remedy()).hasValueSatisfying(r -> assertThat(r).contains("apparmor_parser"));
    }

    @Test
    void labelOfALaterCommand_isNotWrittenToWhatTheContainerPutThere() throws Exception {
      SecurityLabel label = new SecurityLabel.AppArmor("unconfined");
      if (!label.isModuleThere()) {
        assertRefused(label);
        return;
      }
      String attack =
          "mount -t tmpfs none /proc && mkdir -p /proc/thread-self/attr/apparmor &&"
              + " touch /proc/thread-self/attr/apparmor/exec && echo ready && exec sleep 60";
      try (RunningContainer container =
          shell(attack).capabilities(Capability.SYS_ADMIN).securityLabel(label).start()) {
        assertThat(container.stdout().readNBytes(6)).asString().isEqualTo("ready\n");
        assertThat(
                catchThrowableOfType(SystemCallException.class, () -> container.exec("true").run()))
            .hasMessageStartingWith("set label of AppArmor unconfined: EINVAL");
      }
    }

    @Test
    void contextOfSelinux_isRefusedWithoutIt() {
      SecurityLabel label = new SecurityLabel.Selinux("system_u:system_r:container_t:s0:c1,c2");
      if (!label.isModuleThere()) {
        assertRefused(label);
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " a", "a\n", "a\0", "a\nchangeprofile b"})
    void labelThatIsNoLine_isRefusedAtTheCall(String name) {
      assertThatIllegalArgumentException().isThrownBy(() -> new SecurityLabel.AppArmor(name));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new SecurityLabel.Selinux("u:r:" + name));
      assertThatIllegalArgumentException().isThrownBy(() -> new SecurityLabel.Selinux("u:r"));
    }
  }
}
