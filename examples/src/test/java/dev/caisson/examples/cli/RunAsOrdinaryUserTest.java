package dev.caisson.examples.cli;

import dev.caisson.testing.RootlessTest;

/** The command line, used by an ordinary user. */
@RootlessTest
final class RunAsOrdinaryUserTest extends RunContract {}
