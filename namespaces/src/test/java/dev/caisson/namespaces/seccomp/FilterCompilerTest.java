package dev.caisson.namespaces.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.caisson.error.Errno;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterCompilerTest {

  private static final int X32_BIT = 0x40000000;
  // Their rules are those of other calls; they have tests of their own.
  private static final Set<String> MULTIPLEXERS = Set.of("socketcall", "ipc");

  private static final int[] ODD_NUMBERS = {
    -1, -2, Integer.MIN_VALUE, Integer.MAX_VALUE, X32_BIT - 1, X32_BIT, 0x80000001, 100_000
  };

  /**
   * Compares the filter with the rules, on every number of every ABI, and returns the most
   * instructions that an answer took.
   */
  private static int compare(
      SeccompProfile profile, Abi machine, RandomProfiles random, int times) {
    BpfMachine filter = new BpfMachine(profile.compile(machine));
    NaiveJudge judge = new NaiveJudge(profile);
    int longest = 0;
    for (Abi abi : Abi.values()) {
      Map<Integer, String> names = new HashMap<>();
      CallTable.of(abi).forEach((name, number) -> names.put(number, name));
      for (int number : IntStream.range(-2, 560).toArray()) {
        String name = names.getOrDefault(number, "");
        if (MULTIPLEXERS.contains(name)) {
          continue;
        }
        for (int i = 0; i < times; i++) {
          BpfMachine.Call call = call(abi, number, random.arguments(profile, name));
          longest = Math.max(longest, compare(filter, judge, machine, call));
        }
      }
    }
    for (int number : ODD_NUMBERS) {
      compare(filter, judge, machine, call(machine, number, 0, 0, 0, 0, 0, 0));
    }
    return longest;
  }

  private static int compare(
      BpfMachine filter, NaiveJudge judge, Abi machine, BpfMachine.Call call) {
    BpfMachine.Answer answer = filter.run(call);
    assertThat(answer.value()).as("%s", call).isEqualTo(judge.judge(machine, call).returnValue());
    return answer.instructions();
  }

  private static BpfMachine.Call call(Abi abi, int number, long... arguments) {
    return abi == Abi.X32
        ? new BpfMachine.Call(Abi.X86_64, number + X32_BIT, arguments)
        : new BpfMachine.Call(abi, number, arguments);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,1", "2,5", "3,40", "4,150", "5,300", "6,300", "7,200", "8,120"})
  void filter_answersAsTheRulesSay(long seed, int rules) {
    RandomProfiles random = new RandomProfiles(seed);
    for (int i = 0; i < 4; i++) {
      SeccompProfile profile = random.profile(rules);
      compare(profile, Abi.X86_64, random, 6);
      compare(profile, Abi.AARCH64, random, 6);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void standardFilter_answersAsTheRulesSay_inFewInstructions(long seed) {
    RandomProfiles random = new RandomProfiles(seed);
    SeccompProfile standard = SeccompProfile.standard();
    assertThat(compare(standard, Abi.X86_64, random, 20)).isLessThan(40);
    assertThat(compare(standard, Abi.AARCH64, random, 20)).isLessThan(40);
    compare(standard.allowing(Abi.X32), Abi.X86_64, random, 20);
  }

  @Test
  void jumpsOver255Instructions_areWritten() {
    // Each of these calls has a comparison of its own, so the search spans thousands.
    List<SeccompRule> rules = new ArrayList<>();
    CallTable.of(Abi.X86_64)
        .forEach(
            (name, number) ->
                rules.add(
                    SeccompRule.of(
                        new SeccompAction.Fail(number),
                        name,
                        ArgumentCondition.equal(0, 0x1_0000_0000L + number))));
    SeccompProfile profile = SeccompProfile.of(SeccompAction.errno(Errno.EPERM)).deciding(rules);
    assertThat(profile.compile(Abi.X86_64).length()).isGreaterThan(2000);
    compare(profile, Abi.X86_64, new RandomProfiles(21), 4);
  }

  @Test
  void neighbours_areOneRange() {
    SeccompProfile profile =
        SeccompProfile.of(SeccompAction.errno(Errno.EPERM))
            .allowing("read", "write", "open", "close", "stat", "fstat", "lstat");
    // Architecture, its test, number, two tests, and three ends.
    assertThat(profile.compile(Abi.X86_64).length()).isLessThan(12);
  }

  @Test
  void filter_isPrintable() {
    SeccompFilter filter =
        SeccompProfile.of(
                SeccompAction.allow(),
                SeccompRule.of(
                    SeccompAction.killProcess(), "read", ArgumentCondition.equal(0, 7).low32()))
            .compile(Abi.AARCH64);
    assertThat(filter.toString())
        .startsWith("0: ld [4]\n1: jeq #0xc00000b7, +0, +")
        .contains(": jge #0x3f, +", ": ld [16]\n", ": jeq #0x7, +", ": ret #0x80000000\n")
        .endsWith(": ret #0x80000000\n");
  }

  @Test
  void tooManyInstructions_areRefusedWithTheirNumber() {
    List<SeccompRule> rules = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      rules.add(SeccompRule.allow("ioctl", ArgumentCondition.equal(1, 2L * i)));
    }
    SeccompProfile fits =
        SeccompProfile.of(SeccompAction.killProcess()).deciding(rules.subList(0, 900));
    assertThat(fits.compile(Abi.X86_64).length()).isGreaterThan(3600);
    rules.addAll(rules.subList(0, 500));
    SeccompProfile tooLarge = SeccompProfile.of(SeccompAction.killProcess()).deciding(rules);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tooLarge.compile(Abi.X86_64))
        .withMessageMatching(
            "seccomp profile needs \\d{4} instructions, and the kernel takes 4096");
  }

  @Test
  void abiThatIsNoMachinesOwn_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SeccompProfile.standard().compile(Abi.X32))
        .withMessageContaining("X32");
  }

  @Test
  void callSkippedByATracer_isUnknownRatherThanForeign() {
    BpfMachine filter = new BpfMachine(SeccompProfile.standard().compile(Abi.X86_64));
    int answer = filter.run(new BpfMachine.Call(Abi.X86_64, -1, 0, 0, 0, 0, 0, 0)).value();
    assertThat(answer).isEqualTo(SeccompAction.errno(Errno.ENOSYS).returnValue());
  }

  @Test
  void socketcall_isForbiddenWhereItsArgumentsWouldHaveToBeSeen() {
    SeccompProfile profile = SeccompProfile.standard().allowing(Abi.X86);
    BpfMachine filter = new BpfMachine(profile.compile(Abi.X86_64));
    int socketcall = CallTable.number(Abi.X86, "socketcall").orElseThrow();
    assertThat(filter.run(new BpfMachine.Call(Abi.X86, socketcall, 1, 0, 0, 0, 0, 0)).value())
        .isEqualTo(SeccompAction.errno(Errno.EPERM).returnValue());
    assertThat(filter.run(new BpfMachine.Call(Abi.X86, socketcall, 3, 0, 0, 0, 0, 0)).value())
        .isEqualTo(SeccompAction.allow().returnValue());
  }

  @Test
  void ruleForACall_holdsWithinAMultiplexerToo() {
    SeccompProfile profile =
        SeccompProfile.of(SeccompAction.allow()).denying("socket", "semget").allowing(Abi.X86);
    BpfMachine filter = new BpfMachine(profile.compile(Abi.X86_64));
    int socketcall = CallTable.number(Abi.X86, "socketcall").orElseThrow();
    int ipc = CallTable.number(Abi.X86, "ipc").orElseThrow();
    int denied = SeccompAction.errno(Errno.EPERM).returnValue();
    assertThat(filter.run(new BpfMachine.Call(Abi.X86, socketcall, 1, 0, 0, 0, 0, 0)).value())
        .isEqualTo(denied);
    assertThat(filter.run(new BpfMachine.Call(Abi.X86, ipc, 0x1_0002, 0, 0, 0, 0, 0)).value())
        .isEqualTo(denied);
    assertThat(filter.run(new BpfMachine.Call(Abi.X86, ipc, 3, 0, 0, 0, 0, 0)).value())
        .isEqualTo(SeccompAction.allow().returnValue());
  }
}
