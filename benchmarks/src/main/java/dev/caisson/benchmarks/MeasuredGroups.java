package dev.caisson.benchmarks;

import dev.caisson.cgroups.Cgroup;
import dev.caisson.cgroups.Cgroups;
import dev.caisson.cgroups.Controller;
import dev.caisson.cgroups.Limits;
import dev.caisson.cgroups.StatisticsReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Groups that count all they can, each with a reader of its statistics. */
final class MeasuredGroups implements AutoCloseable {

  private final List<Cgroup> groups = new ArrayList<>();
  private final List<StatisticsReader> readers = new ArrayList<>();

  MeasuredGroups(int count) throws IOException {
    Limits limits =
        Limits.none()
            .withMemoryMax(ContainerLimits.MEMORY)
            .withPidsMax(ContainerLimits.PIDS)
            .counting(Controller.CPU, Controller.IO);
    for (int i = 0; i < count; i++) {
      Cgroup group = Cgroups.host().create("group-" + i, limits);
      groups.add(group);
      readers.add(group.statisticsReader());
    }
  }

  StatisticsReader reader(int number) {
    return readers.get(number);
  }

  /** Returns the files of control groups that this process has open. */
  Set<String> files() throws IOException {
    Set<String> files = new TreeSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        try {
          Path file = Files.readSymbolicLink(descriptor);
          if (Files.isRegularFile(file) && file.toString().contains("/group-")) {
            files.add(file.toString());
          }
        } catch (NoSuchFileException e) {
          // The descriptor of this very listing.
        }
      }
    }
    return files;
  }

  @Override
  public void close() throws IOException {
    readers.forEach(StatisticsReader::close);
    for (Cgroup group : groups) {
      group.close();
    }
    Cgroups.host().removeAll();
  }
}
