package dev.caisson.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class OptionsTest {

  @Test
  void moduleAlone_meansAllSectionsByDefault() {
    Options options = Options.parse("benchmarks");
    assertThat(options.module()).isEqualTo(Path.of("benchmarks"));
    assertThat(options.sections())
        .contains(Section.LAUNCH, Section.COLD)
        .allMatch(Section::isByDefault);
    assertThat(options.quick()).isFalse();
    assertThat(options.count()).isEqualTo(Options.SOAK);
  }

  @Test
  void allOptions_areRead() {
    Options options =
        Options.parse(
            "m", "--quick", "launch", "--user", "me", "--layout", "/a:b:1.0", "--count", "7");
    assertThat(options.quick()).isTrue();
    assertThat(options.sections()).containsExactly(Section.LAUNCH);
    assertThat(options.user()).contains("me");
    assertThat(options.layout()).contains(new Options.Layout(Path.of("/a:b"), "1.0"));
    assertThat(options.count()).isEqualTo(7);
    assertThat(options.words()).startsWith("--quick", "launch").hasSize(8);
  }

  @Test
  void unknownWord_isRefusedWithTheSections() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse("m", "lunch"))
        .withMessageContaining("lunch")
        .withMessageContaining("launch");
  }

  @Test
  void missingValue_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse("m", "--user"))
        .withMessageContaining("--user");
  }

  @Test
  void badValues_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("m", "--count", "many"));
    assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("m", "--count", "0"));
    assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("m", "--layout", "/a"));
  }
}
