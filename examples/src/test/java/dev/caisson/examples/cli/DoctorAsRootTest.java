package dev.caisson.examples.cli;

import dev.caisson.testing.RootTest;

@RootTest
final class DoctorAsRootTest extends DoctorContract {}
