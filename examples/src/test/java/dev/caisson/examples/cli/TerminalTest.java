package dev.caisson.examples.cli;

import dev.caisson.testing.NeedsTool;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import org.junit.jupiter.api.Nested;

/** {@code caisson run -it}. */
final class TerminalTest {

  @Nested
  @RootTest
  @NeedsTool("script")
  final class AsRoot extends TerminalContract {}

  @Nested
  @RootlessTest
  @NeedsTool("script")
  final class AsUser extends TerminalContract {}
}
