package dev.caisson;

import dev.caisson.cgroups.Statistics;
import dev.caisson.error.CaissonException;
import dev.caisson.launch.FirstProcess;
import dev.caisson.linux.WaitStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is put together when a container has ended, and what it amounts to. */
final class Summary {

  private final FirstProcess.End end;
  private final Optional<Statistics> statistics;

  Summary(FirstProcess.End end, Optional<Statistics> statistics) {
    this.end = end;
    this.statistics = statistics;
  }

  /**
   * Returns what ended the container; {@code cause} is what the loop has ended it for, if it has.
   */
  Ending ending(@Nullable Ending cause) throws CaissonException {
    if (cause != null) {
      return cause;
    }
    if (outOfMemoryKills() > 0) {
      return Ending.OUT_OF_MEMORY;
    }
    if (end.payload().isEmpty() && end.status().exitCode().isPresent()) {
      throw new CaissonException(
          "end container",
          "",
          "its init failed, so that nothing is known of the command",
          Optional.of("report it, with the kernel's version: this is a fault of the library"));
    }
    return status().exitCode().isPresent() ? Ending.EXIT : Ending.SIGNAL;
  }

  private long outOfMemoryKills() {
    return statistics.map(Statistics::outOfMemoryKills).orElse(OptionalLong.empty()).orElse(0);
  }

  // Where the command had not ended by itself, what ended its first process ended it.
  private WaitStatus status() {
    return end.payload().orElse(end.status());
  }

  OptionalInt exitCode(Ending ending) {
    return ending == Ending.EXIT ? status().exitCode() : OptionalInt.empty();
  }

  Optional<Signal> signal(Ending ending) {
    if (ending == Ending.EXIT) {
      return Optional.empty();
    }
    return Optional.of(new Signal(status().signal().orElse(Signal.KILL.number())));
  }

  Duration cpuTime() {
    return statistics.flatMap(Statistics::cpuUsage).orElse(end.cpuTime());
  }

  OptionalLong peakMemory() {
    return statistics.map(Statistics::memoryPeak).orElse(OptionalLong.empty());
  }
}
