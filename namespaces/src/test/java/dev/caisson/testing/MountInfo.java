package dev.caisson.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One line of /proc/self/mountinfo, as far as the leak check needs it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">mountinfo(5)</a>
 */
record MountInfo(String id, String root, String point, String type) {
  static List<MountInfo> all() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .map(MountInfo::parse)
        .toList();
  }

  private static MountInfo parse(String line) {
    String[] halves = line.split(" - ", 2);
    String[] fields = halves[0].split(" ", -1);
    return new MountInfo(fields[0], fields[3], fields[4], halves[1].split(" ", 2)[0]);
  }
}
