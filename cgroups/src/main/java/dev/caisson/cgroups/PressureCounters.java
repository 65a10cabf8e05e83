package dev.caisson.cgroups;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caisson.cgroups.OpenCounters.Counter;
import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.time.Duration;
import java.util.Optional;

/** The counters of what processes had to wait for. */
record PressureCounters(Optional<Counter> cpu, Optional<Counter> memory, Optional<Counter> io) {

  private static final byte[] SOME = "some avg10=".getBytes(ISO_8859_1);
  private static final byte[] FULL = "full avg10=".getBytes(ISO_8859_1);
  private static final byte[] AVG60 = " avg60=".getBytes(ISO_8859_1);
  private static final byte[] AVG300 = " avg300=".getBytes(ISO_8859_1);
  private static final byte[] TOTAL = " total=".getBytes(ISO_8859_1);
  private static final int HUNDREDTHS = 100;
  private static final int MICROSECOND = 1000;

  /** Opens those that a group has. */
  static PressureCounters open(OpenCounters files) throws CaissonException {
    return new PressureCounters(
        usable(files.openUnified("cpu.pressure")),
        usable(files.openUnified("memory.pressure")),
        usable(files.openUnified("io.pressure")));
  }

  /** A kernel without psi=1 has the files, and does not let them be read. */
  private static Optional<Counter> usable(Optional<Counter> counter) throws CaissonException {
    try {
      if (counter.isPresent()) {
        counter.get().text();
      }
      return counter;
    } catch (SystemCallException e) {
      if (e.is(Errno.EOPNOTSUPP)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  PressureStatistics read() throws CaissonException {
    return new PressureStatistics(read(cpu), read(memory), read(io));
  }

  private static Optional<PressureStatistics.Pressure> read(Optional<Counter> counter)
      throws CaissonException {
    return counter.isPresent() ? Optional.of(parse(counter.get().text())) : Optional.empty();
  }

  private static PressureStatistics.Pressure parse(FileText text) {
    PressureStatistics.Stall some = stall(text, SOME);
    text.nextLine();
    return new PressureStatistics.Pressure(
        some, text.isAtEnd() ? Optional.empty() : Optional.of(stall(text, FULL)));
  }

  private static PressureStatistics.Stall stall(FileText text, byte[] start) {
    double avg10 = average(text, start);
    double avg60 = average(text, AVG60);
    double avg300 = average(text, AVG300);
    text.skip(TOTAL);
    return new PressureStatistics.Stall(
        avg10, avg60, avg300, Duration.ofNanos(MICROSECOND * text.number()));
  }

  /** Reads a number with two digits behind the point. */
  private static double average(FileText text, byte[] key) {
    text.skip(key);
    long whole = text.number();
    text.skip('.');
    return whole + (double) text.number() / HUNDREDTHS;
  }
}
