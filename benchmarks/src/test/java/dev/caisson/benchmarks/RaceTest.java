package dev.caisson.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RaceTest {

  private static final Effort ROUNDS = new Effort(Duration.ZERO, Duration.ZERO, Duration.ZERO, 3);

  private final Report report = new Report(new PrintStream(OutputStream.nullOutputStream()));
  private final List<String> turns = new ArrayList<>();
  private final List<String> closed = new ArrayList<>();

  private final class Fake implements Contestant {

    private final String name;
    private final long nanos;
    private int left;

    private Fake(String name, long nanos, int left) {
      this.name = name;
      this.nanos = nanos;
      this.left = left;
    }

    @Override
    public long run() throws IOException {
      turns.add(name);
      if (left-- == 0) {
        throw new IOException(name + " printed nonsense");
      }
      return nanos;
    }

    @Override
    public void close() {
      closed.add(name);
    }
  }

  private Entry.Opening good(String name, long nanos) {
    return () -> new Fake(name, nanos, -1);
  }

  @Test
  void contestants_startRoundsInTurn() throws Exception {
    try (Race race =
        new Race(List.of(Entry.floor("a", good("a", 1)), Entry.ours("b", good("b", 2))), report)) {
      race.run(ROUNDS);
    }
    assertThat(turns).containsExactly("a", "b", "a", "b", "b", "a", "a", "b");
    assertThat(closed).containsExactly("a", "b");
  }

  @Test
  void table_hasRatiosToFloorAndProcessBuilder() throws Exception {
    try (Race race =
        new Race(
            List.of(
                Entry.processBuilder(good("p", 1_000_000)),
                Entry.floor("a", good("a", 2_000_000)),
                Entry.floor("c", good("c", 4_000_000)),
                Entry.ours("b", good("b", 8_000_000)),
                Entry.ours("d", good("d", 8_000_000)).against("c")),
            report)) {
      assertThat(race.run(ROUNDS).table().markdown())
          .contains("| b | 8.00 | 8.00 | 8.00 | 4.00 | 8.00 | 3 |")
          .contains("| d | 8.00 | 8.00 | 8.00 | 2.00 | 8.00 | 3 |");
    }
  }

  @Test
  void peerThatFails_isAnErrorAndNoRow() throws Exception {
    try (Race race =
        new Race(
            List.of(
                Entry.floor("a", good("a", 1)), Entry.peer("crun", () -> new Fake("crun", 1, 2))),
            report)) {
      assertThat(race.run(ROUNDS).all()).hasSize(1);
    }
    assertThat(report.hasErrors()).isTrue();
    assertThat(closed).containsExactly("crun", "a");
  }

  @Test
  void peerThatCantStart_isAnErrorAndNoRow() throws Exception {
    try (Race race =
        new Race(
            List.of(
                Entry.floor("a", good("a", 1)),
                Entry.peer(
                    "runc",
                    () -> {
                      throw new IOException("no such program");
                    })),
            report)) {
      assertThat(race.run(ROUNDS).all()).hasSize(1);
    }
    assertThat(report.hasErrors()).isTrue();
  }

  @Test
  void floorThatFails_endsTheRace() throws Exception {
    try (Race race = new Race(List.of(Entry.floor("a", () -> new Fake("a", 1, 2))), report)) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> race.run(ROUNDS))
          .withMessage("a: a printed nonsense");
    }
    assertThat(closed).containsExactly("a");
  }
}
