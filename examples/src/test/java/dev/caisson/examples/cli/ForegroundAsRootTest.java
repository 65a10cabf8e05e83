package dev.caisson.examples.cli;

import dev.caisson.testing.RootTest;

/** The command line in the foreground of root's terminal. */
@RootTest
final class ForegroundAsRootTest extends ForegroundContract {}
