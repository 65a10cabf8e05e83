package dev.caisson.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

final class RingsTest {
  private String noSkips;

  @BeforeEach
  void remember() {
    noSkips = System.getProperty(Skip.NO_SKIPS, "false");
  }

  @AfterEach
  void restore() {
    System.setProperty(Skip.NO_SKIPS, noSkips);
  }

  @Test
  void missingTool_skips() {
    System.setProperty(Skip.NO_SKIPS, "false");
    run(MissingTool.class).assertStatistics(tests -> tests.skipped(1).started(0));
  }

  @Test
  void missingTool_failsWhereNoSkipIsAllowed() {
    System.setProperty(Skip.NO_SKIPS, "true");
    run(MissingTool.class).assertStatistics(tests -> tests.skipped(0).failed(1));
    assertThatThrownBy(() -> Skip.because("no luck"))
        .hasMessage("no luck, and caisson.noSkips is set");
  }

  @Test
  void foreignRing_isNotAFailureWhereNoSkipIsAllowed() {
    System.setProperty(Skip.NO_SKIPS, "true");
    Events tests = run(Host.isRoot() ? Rootless.class : Root.class);
    tests.assertStatistics(counts -> counts.skipped(1).failed(0));
  }

  @RootTest
  void rootRing_runsAsRoot() {
    assertThat(Host.uid()).isZero();
  }

  @RootlessTest
  void rootlessRing_runsAsAnOrdinaryUser() {
    assertThat(Host.uid()).isNotZero();
  }

  @Test
  void installedTool_isFound() {
    assertThat(Host.tool("sh")).isPresent();
    assertThat(Host.tool("no-such-tool")).isEmpty();
  }

  private static Events run(Class<?> sample) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(sample))
        .execute()
        .testEvents();
  }

  /** Run by the tests above only. */
  static final class MissingTool {
    @Test
    @NeedsTool("no-such-tool")
    void runsIt() {}
  }

  /** Run by the tests above only. */
  static final class Root {
    @RootTest
    void runs() {}
  }

  /** Run by the tests above only. */
  static final class Rootless {
    @RootlessTest
    void runs() {}
  }
}
