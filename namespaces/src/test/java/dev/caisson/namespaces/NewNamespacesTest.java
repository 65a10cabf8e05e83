package dev.caisson.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class NewNamespacesTest {

  @Test
  void whatIsSaidOfAKindThatIsNotMade_isRefused() {
    NewNamespaces uts = NewNamespaces.of(Namespace.UTS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> uts.withIdMappings(IdMappings.of(new IdMapping(0, 0, 1))))
        .withMessage("id mappings without a new user namespace: [UTS]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> uts.withTimeOffsets(TimeOffsets.NONE))
        .withMessage("time offsets without a new time namespace: [UTS]");
    assertThatIllegalArgumentException()
        .isThrownBy(uts::withLoopback)
        .withMessage("loopback without a new net namespace: [UTS]");
  }

  @Test
  void noKind_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NewNamespaces(Set.of(), Optional.empty(), Optional.empty(), false));
  }

  @Test
  void withX_keepsTheRest() {
    NewNamespaces wanted =
        NewNamespaces.of(Namespace.NET, Namespace.TIME, Namespace.USER)
            .withLoopback()
            .withTimeOffsets(TimeOffsets.NONE)
            .withIdMappings(IdMappings.of(new IdMapping(0, 5, 1)));
    assertThat(wanted.kinds())
        .containsExactlyInAnyOrder(Namespace.NET, Namespace.TIME, Namespace.USER);
    assertThat(wanted.loopback()).isTrue();
    assertThat(wanted.timeOffsets()).contains(TimeOffsets.NONE);
    assertThat(wanted.idMappings()).contains(IdMappings.of(new IdMapping(0, 5, 1)));
  }
}
