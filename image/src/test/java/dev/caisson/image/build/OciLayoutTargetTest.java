package dev.caisson.image.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageSummary;
import dev.caisson.image.registry.Reference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an image may be called in a layout. */
final class OciLayoutTargetTest {

  @TempDir Path top;

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "t:2 ü", "sp ace", "a\n", "-a", "a-", "a..b", "a---b", "/a", "a//b", "ü"})
  void tagAgainstTheGrammar_isRefused(String tag) {
    assertThatThrownBy(() -> new OciLayoutTarget(top, tag))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + tag + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "1.0", "docker.io/library/a:1", "a--b", "x+y@z", "UPPER", "a@b", "a:b:c"})
  void tagOfTheGrammar_isThatOfAnImage_thatIsLoaded(String tag) throws IOException {
    Path layout = top.resolve("layout");
    ImageBuild.fromScratch().cmd("a").write(new OciLayoutTarget(layout, tag));
    ImageBuild.fromScratch().cmd("b").write(new OciLayoutTarget(layout, "other"));
    ImageStore store = ImageStore.at(top.resolve("store"));
    List<ImageSummary> loaded = store.load(layout);
    assertThat(loaded).hasSize(2);
    assertThat(loaded.get(1).names()).containsExactly(Reference.parse("other"));
    assertThat(store.list()).isEqualTo(loaded);
  }

  @Test
  void tagThatIsNoNameOfDockers_leavesItsImageWithoutOne() throws IOException {
    Path layout = top.resolve("layout");
    ImageBuild.fromScratch().write(new OciLayoutTarget(layout, "x+y@z"));
    ImageStore store = ImageStore.at(top.resolve("store"));
    assertThat(store.load(layout)).singleElement().satisfies(i -> assertThat(i.names()).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a__b:1", "a---b", "a:_1..2-", "[::1]:5000/a:1"})
  void nameThatNoLayoutMayHave_isOneOfAStore(String name) throws IOException {
    ImageStore store = ImageStore.at(top.resolve("store"));
    Reference reference = Reference.parse(name);
    ImageSummary built = store.build(ImageBuild.fromScratch().cmd("a"), reference);
    assertThat(built.names()).containsExactly(reference);
  }
}
