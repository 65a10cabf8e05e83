package dev.caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What all processors have spent their time on, in ticks.
 *
 * @param total all of it
 * @param idle with nothing, or waiting for a disk
 * @param stolen with what other machines wanted of the same processors
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_stat.5.html">proc_stat(5)</a>
 */
record ProcessorTimes(long total, long idle, long stolen) {

  private static final int IDLE = 3;
  private static final int WAITING = 4;
  private static final int STOLEN = 7;

  static ProcessorTimes now() throws IOException {
    return parse(Files.readString(Path.of("/proc/stat")));
  }

  static ProcessorTimes parse(String stat) {
    String[] words = stat.lines().findFirst().orElse("").split("\\s+", -1);
    if (!words[0].equals("cpu") || words.length <= STOLEN + 1) {
      throw new IllegalArgumentException("not the times of processors: " + stat);
    }
    // Guests' time, which follows, is counted as the user's already.
    long[] ticks = Arrays.stream(words, 1, STOLEN + 2).mapToLong(Long::parseLong).toArray();
    return new ProcessorTimes(
        Arrays.stream(ticks).sum(), ticks[IDLE] + ticks[WAITING], ticks[STOLEN]);
  }

  ProcessorTimes since(ProcessorTimes before) {
    return new ProcessorTimes(total - before.total, idle - before.idle, stolen - before.stolen);
  }

  /** Returns the share of the time in which something ran, 0 to 1. */
  double busy() {
    return total == 0 ? 0 : 1 - (double) idle / total;
  }

  /** Returns the share of the time that was stolen, 0 to 1. */
  double stolenShare() {
    return total == 0 ? 0 : (double) stolen / total;
  }
}
