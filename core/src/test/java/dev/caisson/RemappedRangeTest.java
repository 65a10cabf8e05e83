package dev.caisson;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.UnsupportedHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On which kernels root's containers have users of their own. */
final class RemappedRangeTest {

  @ParameterizedTest
  @ValueSource(strings = {"6.6", "6.6.0-rc1", "6.18.3+deb13-amd64", "7.0", "10.1.2"})
  void newKernel_isEnough(String release) {
    assertThatCode(() -> RemappedRange.requireKernel(release)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.5.13", "6.1.0-40-amd64", "5.19", "4.6.6", "unknown", ""})
  void oldKernel_isRefusedWithARemedy(String release) {
    assertThatThrownBy(() -> RemappedRange.requireKernel(release))
        .isInstanceOf(UnsupportedHostException.class)
        .hasMessageContainingAll("Linux " + release, "6.6", "Users.HOST");
  }
}
