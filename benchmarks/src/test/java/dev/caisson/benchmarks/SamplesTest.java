package dev.caisson.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

final class SamplesTest {

  private static Samples of(long... nanos) {
    Samples samples = new Samples();
    for (long one : nanos) {
      samples.add(one);
    }
    return samples;
  }

  @Test
  void quantiles_areOfTheSortedTimes() {
    Samples samples = of(4, 1, 3, 2);
    assertThat(samples.quantile(0)).isEqualTo(1);
    assertThat(samples.median()).isEqualTo(3);
    assertThat(samples.quantile(1)).isEqualTo(4);
  }

  @Test
  void manySamples_areAllKept() {
    Samples samples = new Samples();
    for (int i = 0; i < 1000; i++) {
      samples.add(i);
    }
    assertThat(samples.count()).isEqualTo(1000);
    assertThat(samples.quantile(0.9)).isEqualTo(900);
  }

  @Test
  void ratio_isOfMedians() {
    assertThat(of(2, 9, 40).ratio(of(1, 3, 10))).isEqualTo(3);
  }

  @Test
  void emptySamples_haveNoMedian() {
    assertThatIllegalStateException().isThrownBy(() -> of().median());
  }
}
