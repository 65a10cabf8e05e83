package dev.caisson.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ConditionsTest {

  @Test
  void load_isWarnedOfByCores() {
    assertThat(Conditions.load("0.50 0.10 0.05 1/90 4\n", 2)).isEmpty();
    assertThat(Conditions.load("0.51 0.10 0.05 1/90 4\n", 2)).isPresent();
  }

  @Test
  void processorTimes_areOfTheFirstLine() {
    ProcessorTimes times =
        ProcessorTimes.parse("cpu  10 20 30 400 5 6 7 22 9 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
    assertThat(times).isEqualTo(new ProcessorTimes(500, 405, 22));
    ProcessorTimes later = new ProcessorTimes(600, 480, 23);
    assertThat(later.since(times).busy()).isEqualTo(0.25);
    assertThat(later.since(times).stolenShare()).isEqualTo(0.01);
  }

  @Test
  void noTime_isNeitherBusyNorStolen() {
    ProcessorTimes none = new ProcessorTimes(0, 0, 0);
    assertThat(none.busy()).isZero();
    assertThat(none.stolenShare()).isZero();
  }

  @Test
  void stolenTime_isWarnedOf() {
    assertThat(Conditions.stolen(new ProcessorTimes(1000, 0, 5))).isEmpty();
    assertThat(Conditions.stolen(new ProcessorTimes(1000, 0, 6))).isPresent();
  }

  @Test
  void busyProcess_isFoundByItsTicks() {
    BusyProcesses before =
        new BusyProcesses(
            Map.of(1L, new BusyProcesses.Used("init", 5), 2L, new BusyProcesses.Used("mvn", 5)));
    BusyProcesses after =
        new BusyProcesses(
            Map.of(
                1L, new BusyProcesses.Used("init", 6),
                2L, new BusyProcesses.Used("mvn", 9),
                3L, new BusyProcesses.Used("gcc", 4)));
    assertThat(after.since(before, 4)).containsExactly("gcc (3)", "mvn (2)");
  }

  @Test
  void processName_mayHaveParentheses() {
    assertThat(BusyProcesses.Used.parse("7 (a) b (c)) S 1 2 3 4 5 6 7 8 9 10 30 12 0 0\n"))
        .isEqualTo(new BusyProcesses.Used("a) b (c)", 42));
  }

  @Test
  void swapInUse_isWarnedOf() {
    assertThat(Conditions.swap(new MemoryInfo("SwapTotal:  9 kB\nSwapFree:  9 kB\n"))).isEmpty();
    assertThat(Conditions.swap(new MemoryInfo("SwapTotal:  9 kB\nSwapFree:  1 kB\n"))).isPresent();
  }

  @Test
  void missingAmount_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new MemoryInfo("").bytes("SwapFree"));
  }

  @Test
  void clock_isWarnedOfWhereItMayChange() {
    Optional<String> none = Optional.empty();
    assertThat(Conditions.clock(none, none, none)).isEmpty();
    assertThat(Conditions.clock(Optional.of("performance"), Optional.of("1"), none)).isEmpty();
    assertThat(Conditions.clock(Optional.of("powersave"), Optional.of("0"), none)).hasSize(2);
    assertThat(Conditions.clock(none, none, Optional.of("1"))).hasSize(1);
  }

  @Test
  void debugging_isWarnedOf() {
    assertThat(Conditions.debugging("17.0.1 mixed mode", List.of("-Xmx1g"), false)).isEmpty();
    assertThat(Conditions.debugging("17-fastdebug", List.of("-ea", "-agentlib:jdwp=x"), true))
        .hasSize(4);
  }

  @Test
  void model_isReadWhereItIsTold() {
    assertThat(Machine.model("processor : 0\nmodel name\t: Some CPU: 9\n"))
        .isEqualTo("Some CPU: 9");
    assertThat(Machine.model("processor : 0\n")).isEqualTo(System.getProperty("os.arch"));
  }
}
