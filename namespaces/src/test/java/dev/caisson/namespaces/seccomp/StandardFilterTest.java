package dev.caisson.namespaces.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StandardFilterTest {

  /** What a failure prints as expected belongs into the resource. */
  @ParameterizedTest
  @EnumSource(names = {"X86_64", "AARCH64"})
  void resource_isWhatTheProfileCompilesTo(Abi machine) throws Exception {
    SeccompFilter compiled = SeccompProfile.standard().compile(machine);
    assertThat(StandardFilter.text(StandardFilter.read(machine).instructions()))
        .isEqualTo(StandardFilter.text(compiled.instructions()));
    assertThat(compiled.flags()).isZero();
    assertThat(compiled.notifies()).isFalse();
  }
}
