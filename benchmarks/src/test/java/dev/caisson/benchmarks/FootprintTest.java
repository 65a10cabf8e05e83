package dev.caisson.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FootprintTest {

  private static final Footprint START = new Footprint(100, 200, 10, 20, 3, 30, 2);

  @Test
  void line_isReadAgain() {
    assertThat(Footprint.parse(START.line())).isEqualTo(START);
  }

  @Test
  void nativeMemory_isWithoutTheHeap() {
    assertThat(START.nativeMemory(150)).isEqualTo(50);
  }

  @Test
  void whatIsMore_isLeft() {
    assertThat(new Footprint(900, 900, 11, 21, 4, 31, 3).leftSince(START))
        .containsExactly(
            "11 descriptors, and 10 before",
            "21 threads, and 20 before",
            "4 control groups, and 3 before",
            "31 mounts, and 30 before",
            "3 child processes, and 2 before");
  }

  @Test
  void whatIsLessOrTheSame_isNotLeft() {
    assertThat(new Footprint(900, 900, 10, 19, 3, 30, 1).leftSince(START)).isEmpty();
  }
}
