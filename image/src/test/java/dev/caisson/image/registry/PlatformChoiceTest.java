package dev.caisson.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.image.Digest;
import dev.caisson.image.Platform;
import dev.caisson.image.oci.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which entry of an index suits a platform. */
final class PlatformChoiceTest {

  private static Platform platform(String text) {
    String[] parts = text.split("/", 3);
    return new Platform(
        parts[0], parts[1], parts.length == 3 ? Optional.of(parts[2]) : Optional.empty());
  }

  private static Descriptor entry(int number, String platform) {
    return new Descriptor(
        "entry",
        Optional.empty(),
        Digest.ofBytes(new byte[number]),
        1,
        platform.equals("-") ? Optional.empty() : Optional.of(platform(platform)),
        Map.of());
  }

  private static int chosen(String platforms, String wanted) {
    List<Descriptor> entries = new ArrayList<>();
    for (String platform : platforms.split(" ", -1)) {
      entries.add(entry(entries.size(), platform));
    }
    return PlatformChoice.best(entries, platform(wanted)).map(entries::indexOf).orElse(-1);
  }

  @ParameterizedTest
  @CsvSource({
    "linux/amd64 linux/arm64, linux/arm64, 1",
    "linux/amd64/v3 linux/amd64, linux/amd64, 1",
    "linux/amd64/v3 linux/amd64/v2 linux/amd64, linux/amd64/v2, 1",
    "linux/arm/v5 linux/arm/v6 linux/arm/v7, linux/arm, 2",
    "linux/arm/v5 linux/arm/v6 linux/arm/v7, linux/arm/v6, 1",
    "linux/arm/v7 linux/arm/v6, linux/arm/v5, -1",
    "linux/arm64/v9 linux/arm64/v8, linux/arm64, 1",
    "linux/arm64, linux/arm64/v8, 0",
    "linux/amd64 linux/amd64, linux/amd64, 0",
    "windows/amd64 linux/386, linux/amd64, -1",
    "- linux/amd64, linux/amd64, 1",
    "- linux/arm64, linux/amd64, 0",
    "linux/amd64/baseline, linux/amd64, -1",
    "unknown/unknown linux/amd64, linux/amd64, 1"
  })
  void entry_thatSuitsBest_isChosen(String platforms, String wanted, int index) {
    assertThat(chosen(platforms, wanted)).isEqualTo(index);
  }

  @Test
  void attestation_isNoImage() {
    Descriptor attestation =
        entry(1, "linux/amd64").withAnnotations(Map.of("vnd.docker.reference.type", "x"));

    assertThat(PlatformChoice.best(List.of(attestation), platform("linux/amd64"))).isEmpty();
  }
}
