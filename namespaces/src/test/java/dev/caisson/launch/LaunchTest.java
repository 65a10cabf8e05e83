package dev.caisson.launch;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Credentials;
import dev.caisson.linux.Fd;
import dev.caisson.linux.KernelDirectory;
import dev.caisson.namespaces.IdMapping;
import dev.caisson.namespaces.Namespace;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Launches that end before they have become a container. */
final class LaunchTest {

  /** Mounts nothing. */
  private record NoRoot() implements RootFileSystem {
    @Override
    public List<Path> sources() {
      return List.of();
    }

    @Override
    public void assemble(MountSteps steps, Staging staging) {}
  }

  private static final List<StandardStream> NULL =
      List.of(new StandardStream.Null(), new StandardStream.Null(), new StandardStream.Null());

  @Nested
  @RootTest
  final class AsRoot extends Contract {
    @Override
    UserMapping users() {
      return new UserMapping.None();
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {
    @Override
    UserMapping users() {
      return new UserMapping.OwnId(
          new IdMapping(0, Credentials.effectiveUser(), 1),
          new IdMapping(0, Credentials.effectiveGroup(), 1));
    }
  }

  /** The same for root and for an ordinary user. */
  @Timeout(30)
  abstract static class Contract {

    @TempDir Path staging;

    abstract UserMapping users();

    private Launch begin(Optional<Fd> group) throws CaissonException {
      return Launch.begin(
          new Enclosure(Set.of(Namespace.NET), users(), group),
          NULL,
          List.of(),
          Optional.empty(),
          Optional.empty());
    }

    private LaunchPlan plan(String command) {
      return new LaunchPlan(
          List.of(),
          staging,
          OptionalLong.empty(),
          new NoRoot(),
          false,
          List.of(),
          KernelView.DEFAULT,
          "host",
          true,
          true,
          new LaunchPlan.Payload(
              List.of(command),
              List.of(),
              List.of("/usr/bin"),
              "/",
              new LaunchPlan.Credentials(0, 0, List.of()),
              new CapabilityGrant.Kept(Set.of()),
              false,
              Optional.empty(),
              OptionalLong.empty(),
              Attributes.DEFAULT,
              Restraints.NONE));
    }

    @Test
    void launchThatIsNeverFinished_leavesNothing() throws Exception {
      Launch launch = begin(Optional.empty());
      launch.close();
      launch.close();
      assertThatIllegalStateException().isThrownBy(() -> launch.finish(plan("true")));
    }

    @Test
    void failureAtBirth_isToldAtTheEnd() throws Exception {
      try (KernelDirectory noGroup = KernelDirectory.open(staging);
          Launch launch = begin(Optional.of(noGroup.fd()))) {
        assertThatThrownBy(() -> launch.finish(plan("true")))
            .isInstanceOf(CaissonException.class)
            .hasMessageStartingWith("create namespaces")
            .hasMessageContaining("EBADF");
      }
    }

    @Test
    void failureInThePlan_namesItsOperation() throws Exception {
      // Nothing is mounted as the root, so that it is no mount point.
      try (Launch launch = begin(Optional.empty())) {
        assertThatThrownBy(() -> launch.finish(plan("true")))
            .isInstanceOf(CaissonException.class)
            .hasMessageStartingWith("pivot root to " + staging);
      }
    }

    @Test
    void interruptBeforeTheEnd_leavesNothing() throws Exception {
      try (Launch launch = begin(Optional.empty())) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> launch.finish(plan("x".repeat(100))))
            .isInstanceOfAny(InterruptedException.class, CaissonException.class);
      }
      // Where the plan failed first, the interrupt is still to come.
      Thread.interrupted();
    }
  }
}
