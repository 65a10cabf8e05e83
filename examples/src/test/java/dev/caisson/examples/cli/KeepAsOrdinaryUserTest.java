package dev.caisson.examples.cli;

import dev.caisson.testing.RootlessTest;

/** What is kept of a container. */
@RootlessTest
final class KeepAsOrdinaryUserTest extends KeepContract {}
