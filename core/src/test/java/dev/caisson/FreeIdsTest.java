package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.UnsupportedHostException;
import dev.caisson.namespaces.IdMapping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which ids are taken for containers, by what this machine's files say. */
final class FreeIdsTest {

  private static final long HIGHEST = 1_878_982_656;
  private final FreeIds ids = new FreeIds();

  @Test
  void block_onAnEmptyMachine_isTheHighestSetAsideForContainers() throws Exception {
    assertThat(ids.block()).isEqualTo(new IdMapping(0, HIGHEST, 65_536));
  }

  @ParameterizedTest
  @ValueSource(strings = {"u:x:1878982656:0::/:/bin/sh", "u:x:1879048191:", "u:x: 1879000000 :"})
  void accountInTheBlock_isAvoided(String line) throws Exception {
    ids.takeId(line);
    assertThat(ids.block().outside()).isEqualTo(HIGHEST - 65_536);
  }

  @ParameterizedTest
  @ValueSource(strings = {"u:x:1878982655:0::/:/bin/sh", "u:x:1879048192:", "root:x:0:"})
  void accountBesideTheBlock_isNoReason(String line) throws Exception {
    ids.takeId(line);
    assertThat(ids.block().outside()).isEqualTo(HIGHEST);
  }

  @Test
  void rangesOfOthers_areAvoidedWhereverTheyOverlap() throws Exception {
    ids.takeRange("u:1879048191:1");
    assertThat(ids.block().outside()).isEqualTo(HIGHEST - 65_536);
    ids.takeRange("v:1000000000:878982656");
    assertThat(ids.block().outside()).isEqualTo(999_882_752);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "#", "u", "u:x", "u:x:y", "u:x:-1", "u:x:99999999999999999999", "::"})
  void brokenLine_isPassedOver(String line) throws Exception {
    ids.takeId(line);
    ids.takeRange(line);
    assertThat(ids.block().outside()).isEqualTo(HIGHEST);
  }

  @Test
  void allTaken_isAnErrorWithARemedy() {
    ids.takeRange("u:0:4294967295");
    assertThatThrownBy(ids::block)
        .isInstanceOf(UnsupportedHostException.class)
        .hasMessageContainingAll("/etc/subuid", "given away", "Users.HOST");
  }
}
