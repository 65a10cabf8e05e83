package dev.caisson.examples.cli;

import dev.caisson.testing.RootTest;

/** What is kept of a container. */
@RootTest
final class KeepAsRootTest extends KeepContract {}
