package dev.caisson.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IdMappingsTest {

  private static final List<IdMapping> ONE = List.of(new IdMapping(0, 1000, 1));

  private static List<IdMapping> ranges(int count, long spacing) {
    List<IdMapping> ranges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ranges.add(new IdMapping(i * spacing, i * spacing, 1));
    }
    return ranges;
  }

  private static void assertRefused(List<IdMapping> users, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IdMappings(users, ONE))
        .withMessage("user " + message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IdMappings(ONE, users))
        .withMessage("group " + message);
  }

  @Test
  void rangesThatOverlapInside_areRefused() {
    assertRefused(
        List.of(new IdMapping(10, 5000, 10), new IdMapping(0, 1000, 11)),
        "ids inside overlap: 0 1000 11, 10 5000 10");
  }

  @Test
  void rangesThatOverlapOutside_areRefused() {
    assertRefused(
        List.of(new IdMapping(0, 1000, 10), new IdMapping(10, 1009, 10)),
        "ids outside overlap: 0 1000 10, 10 1009 10");
  }

  @Test
  void rangesThatTouch_areTaken_upToTheHighestId() {
    List<IdMapping> touching = List.of(new IdMapping(0, 0, 1), new IdMapping(1, 1, 0xfffffffeL));
    assertThat(new IdMappings(touching, ONE).users()).isEqualTo(touching);
  }

  @Test
  void numberOfRanges_is1To340() {
    assertThat(new IdMappings(ranges(340, 1), ONE).users()).hasSize(340);
    assertRefused(ranges(341, 1), "id ranges not 1 to 340: 341");
    assertRefused(List.of(), "id ranges not 1 to 340: 0");
  }

  @Test
  void mapOfAPageOrMore_isRefused() {
    // 200 lines such as "3980000000 3980000000 1".
    assertRefused(
        ranges(200, 20_000_000), "id map takes 4676 bytes, and the kernel less than 4096");
  }

  @Test
  void ids_areOf32Bits_withoutTheHighest() {
    assertThatIllegalArgumentException().isThrownBy(() -> new IdMapping(0, 0, 0xffffffffL + 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new IdMapping(0, 0xffffffffL, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new IdMapping(-1, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new IdMapping(0, 0, 0));
  }

  @Test
  void text_isALineForEachRange() {
    assertThat(IdMappings.text(List.of(new IdMapping(0, 1000, 1), new IdMapping(1, 100_000, 9))))
        .isEqualTo("0 1000 1\n1 100000 9\n");
  }
}
