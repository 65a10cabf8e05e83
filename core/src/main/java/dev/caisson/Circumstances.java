package dev.caisson;

/** What holds a container, as far as it is not the same on every machine. */
record Circumstances(ProcessLimit processLimit, Users users) {}
