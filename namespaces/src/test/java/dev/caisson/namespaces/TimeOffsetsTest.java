package dev.caisson.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TimeOffsetsTest {

  @Test
  void text_countsNanosecondsUpward() {
    assertThat(new TimeOffsets(Duration.ofMillis(-1500), Duration.ofSeconds(7, 5)))
        .hasToString("monotonic -2 500000000\nboottime 7 5\n");
  }

  @Test
  void offsetThatTheKernelCannotCount_isRefused() {
    Duration most = Duration.ofSeconds(9_223_372_036L);
    assertThat(new TimeOffsets(most, most.negated()).monotonic()).isEqualTo(most);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TimeOffsets(Duration.ZERO, most.plusNanos(1)))
        .withMessageStartingWith("boottime offset beyond 9223372036 s: PT");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TimeOffsets(most.negated().minusNanos(1), Duration.ZERO))
        .withMessageStartingWith("monotonic offset beyond");
  }
}
