package dev.caisson.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.image.StoreCycle.Phase;
import dev.caisson.testing.Victim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed with SIGKILL while it loads, unpacks or prunes leaves a store that
 * verifies, and in which the same then succeeds. Each is killed 4 times; {@code
 * -Dcaisson.kills=100} does it as often as it says.
 */
final class StoreKillTest {

  private static final int KILLS = Integer.getInteger("caisson.kills", 4);
  private static final int LONGEST_MILLIS = 60;

  @TempDir Path top;

  @Test
  void storeOfKilledProcesses_verifiesAndWorks() throws Exception {
    TarBytes tar = new TarBytes();
    for (int i = 0; i < 400; i++) {
      tar.dir("d" + i).file("d" + i + "/f", "content ".repeat(i * 10)).file(".wh.gone" + i, "");
    }
    byte[] bytes = TestImage.dockerArchive(tar.bytes()).bytes();
    Path archive = Files.write(top.resolve("image.tar"), bytes);
    ImageStore store = ImageStore.at(top.resolve("store"));
    Random random = new Random(1);
    Map<Phase, Integer> killed = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      while (killed.merge(phase, 0, Integer::sum) < KILLS) {
        Phase hit = killIn(phase, archive, random.nextInt(LONGEST_MILLIS));
        killed.merge(hit, 1, Integer::sum);
        assertThat(store.verify().findings()).as("after a kill in %s", hit).isEmpty();
      }
    }
    for (Phase phase : Phase.values()) {
      phase.run(store, archive);
      assertThat(store.verify().findings()).isEmpty();
    }
    for (String name : List.of("temporary", "downloads", "leases", "images/blobs/sha256")) {
      assertThat(top.resolve("store").resolve(name)).isEmptyDirectory();
    }
  }

  /** Starts a process, and kills it some time after it has begun a phase. */
  private Phase killIn(Phase phase, Path archive, int millis) throws Exception {
    Path told = top.resolve("phase");
    Victim.kill(StoreCycle.class, phase.name(), millis, top.resolve("store"), archive, told);
    String last = Files.readString(told);
    return last.isEmpty() ? phase : Phase.valueOf(last);
  }
}
