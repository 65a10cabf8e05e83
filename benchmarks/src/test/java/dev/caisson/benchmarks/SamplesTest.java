package dev.caisson.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SamplesTest {

  private static Samples of(long... nanos) {
    Samples samples = new Samples(nanos.length);
    for (int i = 0; i < nanos.length; i++) {
      samples.set(i, nanos[i]);
    }
    return samples;
  }

  @Test
  void quantiles_areOfTheSortedTimes() {
    Samples samples = of(4_000, 1_000, 3_000, 2_000);
    assertThat(samples.micros(0)).isEqualTo(1);
    assertThat(samples.micros(0.5)).isEqualTo(3);
    assertThat(samples.micros(1)).isEqualTo(4);
  }

  @Test
  void pairedRatio_isTheMedianOfTheRoundsRatios() {
    assertThat(of(2_000, 9_000, 40_000).pairedRatio(of(1_000, 3_000, 10_000))).isEqualTo(3);
  }

  @Test
  void row_hasBothRatiosToTheBase() {
    assertThat(of(3_000).row("name", of(2_000)))
        .isEqualTo("| name | 3 | 3 | 3 | 3 | 1.50 | 1.50 |");
  }
}
