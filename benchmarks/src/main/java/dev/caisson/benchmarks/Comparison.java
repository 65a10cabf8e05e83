package dev.caisson.benchmarks;

import java.io.IOException;

/** One section of the report. */
interface Comparison {

  /**
   * Measures, and reports what was found.
   *
   * @throws IOException if something of ours failed, or what the others are compared with
   */
  void measure(Bench bench, Report report) throws IOException, InterruptedException;
}
