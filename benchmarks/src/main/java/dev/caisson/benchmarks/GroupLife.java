package dev.caisson.benchmarks;

import dev.caisson.cgroups.Cgroup;
import dev.caisson.cgroups.Cgroups;
import dev.caisson.cgroups.Limits;
import dev.caisson.cgroups.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A group from its making to its removal, with limits of memory and processes, and a process that
 * is added and removed meanwhile, against a C program that makes the same directories, writes the
 * same values, and removes them. As root, from the repository's top:
 *
 * <pre>{@code
 * java -jar benchmarks/target/caisson-benchmarks-0.1.0-SNAPSHOT.jar GroupLife -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class GroupLife {

  private static final int LIVES = 100;
  private static final Limits LIMITS =
      Limits.none().withMemoryMax(ContainerLimits.MEMORY).withPidsMax(ContainerLimits.PIDS);

  /** This module's folder. */
  @Param("benchmarks")
  public String module;

  private Process moved;
  private Served program;

  /** Starts the process, and the program, which makes its groups beside Caisson's. */
  @Setup
  public void start() throws IOException, InterruptedException {
    moved = new ProcessBuilder("sleep", "infinity").start();
    String pid = Long.toString(moved.pid());
    List<Path> parents = parents();
    List<String> command = new ArrayList<>();
    command.add(new Native(Path.of(module)).compile("kernel-files").toString());
    command.add(Integer.toString(LIVES));
    parents.forEach(parent -> command.addAll(List.of("mkdir", parent + "/c")));
    for (Path parent : parents) {
      limits(parent.resolve("c"), command);
    }
    for (Path group : List.of(Path.of("c"), Path.of("../.."))) {
      parents.forEach(
          parent ->
              command.addAll(
                  List.of("write", parent.resolve(group).normalize() + "/cgroup.procs", pid)));
    }
    parents.forEach(parent -> command.addAll(List.of("rmdir", parent + "/c")));
    program = new Served("kernel-files", command);
  }

  private static Path above(Path path) {
    return Objects.requireNonNull(path.getParent(), path::toString);
  }

  private static List<Path> parents() throws IOException {
    try (Cgroup group = Cgroups.host().create("first", LIMITS)) {
      List<Path> parents = new ArrayList<>();
      if (group.placement() instanceof Placement.Legacy legacy) {
        legacy.entrances().forEach(file -> parents.add(above(above(file))));
      } else if (group.placement() instanceof Placement.Unified unified) {
        Path directory = Path.of("/proc/self/fd/" + unified.directory().number());
        parents.add(above(directory.toRealPath()));
      }
      return parents;
    }
  }

  /** Adds what is to be written to a group, of what its hierarchy has. */
  private static void limits(Path group, List<String> command) throws IOException {
    Files.createDirectory(group);
    String memory = Long.toString(ContainerLimits.MEMORY);
    write(group, "memory.limit_in_bytes", memory, command);
    write(group, "memory.memsw.limit_in_bytes", memory, command);
    write(group, "memory.oom.group", "1", command);
    write(group, "memory.swap.max", "0", command);
    write(group, "memory.max", memory, command);
    write(group, "pids.max", Long.toString(ContainerLimits.PIDS), command);
    Files.delete(group);
  }

  private static void write(Path group, String file, String value, List<String> command) {
    if (Files.exists(group.resolve(file))) {
      command.addAll(List.of("write", group + "/" + file, value));
    }
  }

  /** Makes and removes groups by Caisson. */
  @Benchmark
  @OperationsPerInvocation(LIVES)
  public void caisson() throws IOException {
    for (int i = 0; i < LIVES; i++) {
      try (Cgroup group = Cgroups.host().create("one", LIMITS)) {
        group.processes().add(moved.pid());
        group.processes().remove(moved.pid());
      }
    }
  }

  /** Makes and removes groups by the program. */
  @Benchmark
  @OperationsPerInvocation(LIVES)
  public long program() throws IOException, InterruptedException {
    return program.run();
  }

  /** Ends the program, and removes what Caisson holds. */
  @TearDown
  public void end() throws IOException {
    program.close();
    moved.destroyForcibly();
    Cgroups.host().removeAll();
  }
}
