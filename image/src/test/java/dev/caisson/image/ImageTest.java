package dev.caisson.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where the layers of an image are. */
final class ImageTest {

  private static final ImageConfig CONFIG =
      new ImageConfig(
          Platform.current(),
          Map.of(),
          List.of(),
          List.of("true"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          Set.of(),
          Set.of());

  private static Image of(String... layers) {
    List<Path> paths = Stream.of(layers).map(Path::of).toList();
    return new Image(paths, List.of(), CONFIG, OverlayForm.ANY, List.of());
  }

  @Test
  void folder_ofSeveralLayers_isTheLowestWithAllOfThem() {
    assertThat(of("/store/sha256/a/tree", "/store/sha256/b/tree").folder())
        .contains(Path.of("/store/sha256"));
    assertThat(of("/store/sha256/a/tree", "/store/sha256/ab/tree", "/store/c").folder())
        .contains(Path.of("/store"));
  }

  @Test
  void folder_ofOneLayer_isTheLayer() {
    assertThat(of("/store/sha256/a/tree").folder()).contains(Path.of("/store/sha256/a/tree"));
  }

  @Test
  void folder_ofNoLayer_isNone() {
    assertThat(of().folder()).isEmpty();
  }
}
