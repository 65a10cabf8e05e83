package dev.caisson.examples.cli;

import dev.caisson.testing.RootlessTest;

/** The command line in the foreground of an ordinary user's terminal. */
@RootlessTest
final class ForegroundAsOrdinaryUserTest extends ForegroundContract {}
