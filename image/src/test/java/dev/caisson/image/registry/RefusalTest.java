package dev.caisson.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caisson.error.InvalidImageException;
import dev.caisson.error.RegistryException;
import dev.caisson.image.Digest;
import dev.caisson.image.Platform;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry refuses is told with what was asked for, and what can be done. */
final class RefusalTest {

  @TempDir Path folder;
  @AutoClose private TestRegistry registry;
  @AutoClose private Quick quick;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.serving(Sample.of(1, 1000));
    quick = Quick.client(folder, registry);
  }

  private String image() {
    return registry.host() + "/" + TestRegistry.REPOSITORY;
  }

  private void assertRefused(String name, String step, String cause, String remedy) {
    RegistryException refused =
        catchThrowableOfType(
            RegistryException.class, () -> quick.pull(Reference.parse(image() + name)));
    assertThat(refused)
        .hasMessageContaining(step + " " + image() + name)
        .hasMessageContaining(cause);
    assertThat(refused.remedy()).hasValue(remedy);
  }

  @Test
  void tagThatIsNotThere_isNamed() {
    assertRefused(
        ":none",
        "read manifest of",
        "404",
        "check name and tag, and log in to " + registry.host() + " if the repository is private");
  }

  @Test
  void digestThatIsNotThere_isNamed() {
    assertRefused(
        "@" + Digest.ofBytes(new byte[1]),
        "read manifest of",
        "404",
        "check name and digest, and log in to "
            + registry.host()
            + " if the repository is private");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void imageThatIsNotForEveryone_isNamed_withTheRegistryToLogInTo(int status) {
    registry.onManifest("latest", TestRegistry.answering(status, new byte[0]));
    assertRefused(
        ":latest",
        "read manifest of",
        String.valueOf(status),
        "check name and tag, and log in to "
            + registry.host()
            + " with an account that may do this");
  }

  @Test
  void imageForAnotherPlatformThanIsAskedFor_isRefusedInTheseWords() {
    Platform wanted = new Platform("plan9", "mips", Optional.empty());
    assertThatThrownBy(
            () ->
                quick
                    .client()
                    .pull(registry.reference(), wanted, quick.store(), Transfer.Listener.NONE))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining(
            "the image is for " + Platform.current() + ", wanted is plan9/mips; ask for");
  }
}
