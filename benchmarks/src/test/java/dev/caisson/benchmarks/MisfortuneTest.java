package dev.caisson.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MisfortuneTest {

  @Test
  void allMisfortunes_areDrawn_andMostContainersHaveNone() {
    Random random = new Random(1);
    List<Misfortune> drawn = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      drawn.add(Misfortune.next(random));
    }
    assertThat(drawn).contains(Misfortune.values());
    assertThat(drawn).filteredOn(Misfortune.NONE::equals).hasSizeGreaterThan(500);
  }

  @Test
  void countedLines_haveTheSumOfEach() {
    assertThat(SoakBatch.count(List.of("NONE TIMEOUT NONE", "TIMEOUT")))
        .isEqualTo(Map.of(Misfortune.NONE, 2, Misfortune.TIMEOUT, 2));
  }
}
