package dev.caisson;

/** What holds a container, as far as it is not the same on every machine. */
record Confinement(ProcessLimit processLimit, Users users) {}
