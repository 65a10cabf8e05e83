package dev.caisson.cgroups;

import dev.caisson.cgroups.OpenCounters.Counter;
import dev.caisson.error.CaissonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The counters of huge pages of one size.
 *
 * @param denied the file that counts what was refused: by a key on v2, alone on v1
 */
record HugetlbCounters(
    long pageSize, Counter current, Counter denied, Optional<KeyedNumbers> events) {

  private static final Path SIZES = Path.of("/sys/kernel/mm/hugepages");
  private static final String PREFIX = "hugepages-";
  private static final String SUFFIX = "kB";
  private static final int KIB = 1024;

  /** Opens those that a group has, of each size that the host has. */
  static List<HugetlbCounters> open(OpenCounters files) throws CaissonException {
    boolean unified = files.isUnified(Subsystem.HUGETLB);
    List<HugetlbCounters> all = new ArrayList<>();
    for (long size : sizes()) {
      String prefix = "hugetlb." + HugetlbLimits.name(size) + ".";
      Optional<Counter> current =
          files.open(Subsystem.HUGETLB, prefix + (unified ? "current" : "usage_in_bytes"));
      Optional<Counter> denied =
          files.open(Subsystem.HUGETLB, prefix + (unified ? "events" : "failcnt"));
      if (current.isPresent() && denied.isPresent()) {
        Optional<KeyedNumbers> events =
            unified ? Optional.of(new KeyedNumbers("max")) : Optional.empty();
        all.add(new HugetlbCounters(size, current.get(), denied.get(), events));
      }
    }
    return all;
  }

  private static List<Long> sizes() {
    if (!Files.exists(SIZES)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(SIZES)) {
      return folders
          .map(folder -> folder.getFileName().toString())
          .filter(name -> name.startsWith(PREFIX) && name.endsWith(SUFFIX))
          .map(name -> name.substring(PREFIX.length(), name.length() - SUFFIX.length()))
          .map(kib -> KIB * Long.parseLong(kib))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HugetlbStatistics read() throws CaissonException {
    long refused = events.isPresent() ? denied.read(events.get()).get(0) : denied.number();
    return new HugetlbStatistics(pageSize, current.number(), refused);
  }
}
