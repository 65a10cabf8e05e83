package dev.caisson.examples.cli;

import dev.caisson.testing.RootlessTest;

@RootlessTest
final class DoctorAsOrdinaryUserTest extends DoctorContract {}
