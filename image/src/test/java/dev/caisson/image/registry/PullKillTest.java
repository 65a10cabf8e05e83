package dev.caisson.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.image.ImageStore;
import dev.caisson.testing.Victim;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that is killed with SIGKILL while it pulls leaves a store that verifies, and in which
 * the next pull succeeds. It is killed 4 times, or {@code -Dcaisson.kills} says how often.
 */
final class PullKillTest {

  private static final int KILLS = Integer.getInteger("caisson.kills", 4);
  private static final int LONGEST_MILLIS = 80;
  private static final String PULLING = "pulling";

  @TempDir Path top;

  /** The ways to pull. */
  enum Way {
    PULL {
      @Override
      void run(ImageStore store, RegistryClient client, Reference name) throws Exception {
        store.pull(client, name, event -> {});
      }
    },
    UNPACK_MEANWHILE {
      @Override
      void run(ImageStore store, RegistryClient client, Reference name) throws Exception {
        store.pullAndUse(client, name, event -> {}).close();
      }
    };

    abstract void run(ImageStore store, RegistryClient client, Reference name) throws Exception;
  }

  /** The victim: pulls and removes the same image without end. */
  static final class Cycle {

    public static void main(String[] arguments) throws Exception {
      ImageStore store = ImageStore.at(Path.of(arguments[0]));
      Reference name = Reference.parse(arguments[1]);
      Way way = Way.valueOf(arguments[2]);
      try (RegistryClient client = RegistryClient.builder().withoutProxy().build()) {
        // The first time, what takes long is to load the classes.
        for (int i = 0; true; i++) {
          System.out.println(i == 0 ? "" : PULLING);
          way.run(store, client, name);
          store.pruneAll();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void storeOfKilledPulls_verifies_andTheNextPullSucceeds(Way way) throws Exception {
    Path folder = top.resolve("store");
    ImageStore store = ImageStore.at(folder);
    Random random = new Random(1);
    try (TestRegistry registry = TestRegistry.serving(Sample.of(5, 2_000_000));
        RegistryClient client = RegistryClient.builder().withoutProxy().build()) {
      for (int i = 0; i < KILLS; i++) {
        int millis = random.nextInt(LONGEST_MILLIS);
        Victim.kill(Cycle.class, PULLING, millis, folder, registry.reference(), way);
        assertThat(store.verify().findings()).as("after a kill at %d ms", millis).isEmpty();
      }
      way.run(store, client, registry.reference());
      store.use(registry.reference()).close();
      store.prune();
      assertThat(store.verify().isSound()).isTrue();
      assertThat(store.has(registry.reference())).isTrue();
    }
    for (String name : List.of("temporary", "downloads", "leases")) {
      assertThat(folder.resolve(name)).isEmptyDirectory();
    }
  }
}
