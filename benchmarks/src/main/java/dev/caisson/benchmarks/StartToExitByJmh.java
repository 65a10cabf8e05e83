package dev.caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Start to exit of a static /bin/true, one contestant after the other, under JMH; in {@link
 * Compare} they take turns, so that what else the machine does falls on all. As root, from the
 * repository's top:
 *
 * <pre>{@code
 * java -jar benchmarks/target/caisson-benchmarks-0.1.0-SNAPSHOT.jar
 * }</pre>
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class StartToExitByJmh {

  /** Who runs. */
  @Param public Entrant entrant;

  /** This module's folder. */
  @Param("benchmarks")
  public String module;

  private Contestant contestant;

  /** Compiles and starts what the contestant needs. */
  @Setup
  public void enter() throws IOException, InterruptedException {
    contestant = entrant.enter(new Native(Path.of(module)));
  }

  /** Runs it once, from start to exit. */
  @Benchmark
  public long startToExit() throws IOException, InterruptedException {
    return contestant.run();
  }

  /** Ends what the contestant has started. */
  @TearDown
  public void leave() throws IOException {
    contestant.close();
  }
}
