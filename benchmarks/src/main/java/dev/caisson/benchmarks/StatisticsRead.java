package dev.caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * A full read of each group's statistics, against a C program that reads the same files and looks
 * at nothing of them. As root, from the repository's top:
 *
 * <pre>{@code
 * java -jar benchmarks/target/caisson-benchmarks-0.1.0-SNAPSHOT.jar StatisticsRead -prof gc
 * }</pre>
 *
 * <p>A thousand groups that are read once a second take under five per cent of a processor where a
 * read takes under 50 microseconds.
 */
@SuppressWarnings("NullAway.Init") // JMH sets the fields
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class StatisticsRead {

  private static final int READS = 1000;

  /** The groups that Caisson reads, in turn. */
  @State(Scope.Benchmark)
  public static class Groups {

    /** How many there are. */
    @Param({"1", "1000"})
    public int count;

    private MeasuredGroups groups;

    /** Makes them. */
    @Setup
    public void make() throws IOException {
      groups = new MeasuredGroups(count);
    }

    /** Removes them. */
    @TearDown
    public void remove() throws IOException {
      groups.close();
    }
  }

  /** The program that reads the groups. */
  @State(Scope.Benchmark)
  public static class Program {

    /** How many there are. */
    @Param({"1", "1000"})
    public int count;

    /** This module's folder. */
    @Param("benchmarks")
    public String module;

    private MeasuredGroups groups;
    private Path steps;
    private Served program;

    /** Makes the groups, and starts the program with their files. */
    @Setup
    public void start() throws IOException, InterruptedException {
      groups = new MeasuredGroups(count);
      List<String> words = new ArrayList<>();
      groups.files().forEach(file -> words.addAll(List.of("pread", file)));
      steps = Files.write(Files.createTempFile("steps", ""), words);
      Path executable = new Native(Path.of(module)).compile("kernel-files");
      String rounds = Integer.toString(READS / count);
      program = new Served("kernel-files", List.of(executable.toString(), rounds, "@" + steps));
    }

    /** Ends the program and removes the groups. */
    @TearDown
    public void end() throws IOException {
      program.close();
      groups.close();
      Files.delete(steps);
    }
  }

  /** Reads by Caisson. */
  @Benchmark
  @OperationsPerInvocation(READS)
  public void caisson(Groups groups, Blackhole sink) throws IOException {
    for (int i = 0; i < READS; i++) {
      sink.consume(groups.groups.reader(i % groups.count).read());
    }
  }

  /** Reads by the program. */
  @Benchmark
  @OperationsPerInvocation(READS)
  public long program(Program program) throws IOException, InterruptedException {
    return program.program.run();
  }
}
