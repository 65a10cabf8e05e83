package dev.caisson.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Contestants who take turns, so that what else the machine does falls on all of them.
 *
 * <p>A peer that fails is out, with all that it has done, and is reported as an error; anyone else
 * who fails ends the race.
 */
final class Race implements AutoCloseable {

  private final Report report;
  private final List<Runner> runners = new ArrayList<>();

  private record Runner(Entry entry, Contestant contestant, Samples samples) {}

  Race(List<Entry> entries, Report report) throws IOException, InterruptedException {
    this.report = report;
    try {
      for (Entry entry : entries) {
        enter(entry);
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      closeAfter(e);
      throw e;
    }
  }

  private void enter(Entry entry) throws IOException, InterruptedException {
    try {
      runners.add(new Runner(entry, entry.opening().open(), new Samples()));
    } catch (IOException e) {
      dismiss(entry, e);
    }
  }

  private void dismiss(Entry entry, IOException failure) throws IOException {
    if (entry.kind() != Entry.Kind.PEER) {
      throw new IOException(entry.name() + ": " + failure.getMessage(), failure);
    }
    report.error(entry.name() + ": " + failure.getMessage());
  }

  /** Runs it to its end. */
  Standings run(Effort effort) throws IOException, InterruptedException {
    for (Runner runner : List.copyOf(runners)) {
      warmUp(runner, effort);
    }
    long start = System.nanoTime();
    int round = 0;
    while (round < effort.leastRounds() || System.nanoTime() - start < effort.length().toNanos()) {
      // Each starts a round in turn, so that none always follows the same other one.
      List<Runner> order = new ArrayList<>(runners);
      for (int i = 0; i < order.size(); i++) {
        Runner runner = order.get((i + round) % order.size());
        attempt(runner).ifPresent(runner.samples()::add);
      }
      round++;
    }
    return new Standings(
        runners.stream().map(runner -> new Standing(runner.entry(), runner.samples())).toList());
  }

  private void warmUp(Runner runner, Effort effort) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (attempt(runner).isPresent() && System.nanoTime() - start < effort.warmUp().toNanos()) {
      // Once more.
    }
  }

  private OptionalLong attempt(Runner runner) throws IOException, InterruptedException {
    try {
      return OptionalLong.of(runner.contestant().run());
    } catch (IOException e) {
      dismiss(runner.entry(), e);
      runners.remove(runner);
      runner.contestant().closeAfter(e);
      return OptionalLong.empty();
    }
  }

  private void closeAfter(Exception failure) {
    try {
      close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Ends all of them. */
  @Override
  public void close() throws IOException {
    List<Runner> all = List.copyOf(runners);
    runners.clear();
    IOException failure = null;
    for (Runner runner : all) {
      try {
        runner.contestant().close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
