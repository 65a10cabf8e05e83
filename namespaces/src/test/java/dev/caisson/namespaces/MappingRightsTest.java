package dev.caisson.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.caisson.error.UnsupportedHostException;
import dev.caisson.namespaces.MappingRights.Ids;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MappingRightsTest {

  private static final Ids ALL = new Ids(0, 0xffffffffL);

  private static final MappingRights ORDINARY =
      new MappingRights("user", 1000, false, List.of(ALL), List.of(new Ids(100_000, 65_536)));
  private static final MappingRights ROOT =
      new MappingRights("group", 0, true, List.of(new Ids(0, 10), new Ids(10, 90)), List.of());

  private static List<IdMapping> map(long outside, long count) {
    return List.of(new IdMapping(0, outside, count));
  }

  @Test
  void ordinaryUser_mapsHimselfAndHisRange() throws Exception {
    ORDINARY.check(map(1000, 1));
    ORDINARY.check(map(100_000, 65_536));
    ORDINARY.check(map(165_535, 1));
  }

  @Test
  void ordinaryUser_mapsNothingElse() {
    for (List<IdMapping> mapping :
        List.of(map(0, 1), map(1000, 2), map(99_999, 2), map(100_000, 65_537))) {
      assertThatExceptionOfType(UnsupportedHostException.class)
          .isThrownBy(() -> ORDINARY.check(mapping))
          .withMessageContaining("not the JVM's to map, which may map [1000, 100000 to 165535]")
          .withMessageContaining("usermod --add-subuids");
    }
  }

  @Test
  void root_mapsWhatHisOwnNamespaceHas_whichIsOneRangeOfIt() throws Exception {
    ROOT.check(map(0, 10));
    ROOT.check(map(10, 90));
    // The kernel wants each range within one of the namespace above.
    for (List<IdMapping> mapping : List.of(map(5, 10), map(99, 2), map(1000, 1))) {
      assertThatExceptionOfType(UnsupportedHostException.class)
          .isThrownBy(() -> ROOT.check(mapping))
          .withMessageStartingWith("map group ids \"" + mapping.get(0) + "\"")
          .withMessageContaining("which has [0 to 9, 10 to 99]");
    }
  }

  @Test
  void helpers_areNeededForMoreThanTheOwnId_withoutTheCapability() {
    assertThat(ORDINARY.isDirect(map(1000, 1))).isTrue();
    assertThat(ORDINARY.isDirect(map(100_000, 1))).isFalse();
    assertThat(ORDINARY.isDirect(List.of(new IdMapping(0, 1000, 1), new IdMapping(1, 100_000, 1))))
        .isFalse();
    assertThat(ROOT.isDirect(map(5, 2))).isTrue();
  }
}
