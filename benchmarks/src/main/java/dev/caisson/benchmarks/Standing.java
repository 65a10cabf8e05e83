package dev.caisson.benchmarks;

/** What one entrant has achieved. */
record Standing(Entry entry, Samples samples) {}
