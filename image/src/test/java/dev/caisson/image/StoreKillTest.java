package dev.caisson.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.image.StoreCycle.Phase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                StoreCycle.class.getName(),
                top.resolve("store").toString(),
                archive.toString(),
                told.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      awaitLine(output, phase.name());
      Thread.sleep(millis);
      process.destroyForcibly().waitFor();
    } finally {
      process.destroyForcibly().waitFor();
      process.getOutputStream().close();
    }
    String last = Files.readString(told);
    return last.isEmpty() ? phase : Phase.valueOf(last);
  }

  private static void awaitLine(BufferedReader output, String expected) throws IOException {
    StringBuilder before = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.equals(expected)) {
        return;
      }
      before.append(line).append('\n');
    }
    throw new AssertionError("no line '" + expected + "' but: " + before);
  }
}
