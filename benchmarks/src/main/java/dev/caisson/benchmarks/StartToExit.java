package dev.caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Start to exit of a static /bin/true: our container beside the C program that makes the same
 * system calls, a plain process, and crun. Runs as root, from the repository's top:
 *
 * <pre>{@code
 * mvn -q -pl benchmarks -am package -DskipTests
 * java -cp 'benchmarks/target/caisson-benchmarks-0.1.0-SNAPSHOT.jar:benchmarks/target/lib/*' \
 *     dev.caisson.benchmarks.StartToExit [rounds] [module folder]
 * }</pre>
 */
// JMH runs one benchmark after the other, so that what else the machine does then falls on one of
// them (StartToExitByJmh does); here the contestants take turns, and noise falls on all.
public final class StartToExit {

  private static final int WARM_UP_ROUNDS = 1000;

  private StartToExit() {}

  /**
   * Prints a table.
   *
   * @param arguments how many rounds are counted (default 500), and this module's folder (default
   *     {@code benchmarks})
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
    Path module = Path.of(arguments.length > 1 ? arguments[1] : "benchmarks");
    List<Contestant> contestants = new ArrayList<>();
    try {
      for (Entrant entrant : Entrant.values()) {
        contestants.add(entrant.enter(new Native(module)));
      }
      measure(contestants, WARM_UP_ROUNDS);
      print(contestants, measure(contestants, rounds));
    } finally {
      for (Contestant contestant : contestants) {
        contestant.close();
      }
    }
  }

  private static List<Samples> measure(List<Contestant> contestants, int rounds)
      throws IOException, InterruptedException {
    List<Samples> all = new ArrayList<>();
    contestants.forEach(contestant -> all.add(new Samples(rounds)));
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < contestants.size(); i++) {
        // Each starts a round in turn, so that none always follows the same other one.
        int turn = (i + round) % contestants.size();
        all.get(turn).set(round, contestants.get(turn).run());
      }
    }
    return all;
  }

  private static void print(List<Contestant> contestants, List<Samples> all) {
    System.out.println(
        "| µs from start to exit | min | p25 | median | p90 | of medians | paired |");
    System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (int i = 0; i < all.size(); i++) {
      System.out.println(all.get(i).row(contestants.get(i).name(), all.get(0)));
    }
    System.out.println();
    System.out.println("The last two columns are ratios to the first row.");
  }
}
