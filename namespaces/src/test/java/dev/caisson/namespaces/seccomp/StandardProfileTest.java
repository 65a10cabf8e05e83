package dev.caisson.namespaces.seccomp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.error.Errno;
import dev.caisson.namespaces.Capability;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandardProfileTest {

  private static final int ALLOW = SeccompAction.allow().returnValue();
  private static final int EPERM = SeccompAction.errno(Errno.EPERM).returnValue();
  private static final int ENOSYS = SeccompAction.errno(Errno.ENOSYS).returnValue();
  private static final int KILL = SeccompAction.killProcess().returnValue();

  private static Set<String> allowedByDocker() throws IOException {
    try (InputStream in = StandardProfileTest.class.getResourceAsStream("allowed-by-docker.txt")) {
      String text = new String(in.readAllBytes(), US_ASCII);
      return text.lines().filter(line -> !line.startsWith("#")).collect(Collectors.toSet());
    }
  }

  private static boolean allowedByDocker(String call, long first) {
    return switch (call) {
      case "socket" -> (int) first != 38 && (int) first != 40;
      case "personality" -> List.of(0, 8, 0x20000, 0x20008, -1).contains((int) first);
      case "clone" -> (first & 0x7e020000) == 0;
      default -> true;
    };
  }

  private static int answer(SeccompProfile profile, Abi abi, String call, long... arguments) {
    long[] six = new long[6];
    System.arraycopy(arguments, 0, six, 0, arguments.length);
    int number = (int) abi.firstNumber() + CallTable.number(abi, call).orElseThrow();
    Abi seen = abi == Abi.X32 ? Abi.X86_64 : abi;
    return new BpfMachine(profile.compile(abi.machine()))
        .run(new BpfMachine.Call(seen, number, six))
        .value();
  }

  private static int answer(String call, long... arguments) {
    return answer(SeccompProfile.standard(), Abi.X86_64, call, arguments);
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsAllowed_thatDockerForbids(Abi abi) throws IOException {
    Set<String> docker = allowedByDocker();
    SeccompProfile profile = SeccompProfile.standard().allowing(Abi.X86).allowing(Abi.X32);
    BpfMachine filter = new BpfMachine(profile.compile(abi.machine()));
    Abi seen = abi == Abi.X32 ? Abi.X86_64 : abi;
    RandomProfiles random = new RandomProfiles(31);
    CallTable.of(abi)
        .forEach(
            (name, number) -> {
              for (int i = 0; i < 50; i++) {
                long[] arguments = random.arguments(profile, name);
                int full = (int) abi.firstNumber() + number;
                int value = filter.run(new BpfMachine.Call(seen, full, arguments)).value();
                if (value == ALLOW) {
                  assertThat(docker).contains(name);
                  assertThat(allowedByDocker(name, arguments[0])).as(name).isTrue();
                }
              }
            });
  }

  @Test
  void everyCall_isAllowedOrInAGroup() {
    Set<String> decided = new HashSet<>();
    SeccompProfile.standard().rules().forEach(rule -> decided.add(rule.call()));
    for (CallGroup group : CallGroup.values()) {
      group.opening().forEach(rule -> decided.add(rule.call()));
    }
    Set<String> undecided = new TreeSet<>(CallTable.names());
    undecided.removeAll(decided);
    assertThat(undecided).containsExactly("socketcall");
  }

  @ParameterizedTest
  @EnumSource
  void group_isClosed_untilOneCallOpensIt(CallGroup group) {
    for (SeccompRule rule : group.opening()) {
      long[] arguments = {0, 0, 0, 0, 0, 0};
      if (rule.isUnconditional()) {
        arguments[0] = 0x10000000;
      } else {
        ArgumentCondition condition = rule.conditions().get(0);
        arguments[condition.index()] = condition.value();
      }
      Abi abi = CallTable.number(Abi.X86_64, rule.call()).isPresent() ? Abi.X86_64 : Abi.X86;
      SeccompProfile closed = SeccompProfile.standard().allowing(Abi.X86);
      assertThat(answer(closed, abi, rule.call(), arguments)).isIn(EPERM, ENOSYS);
      assertThat(answer(closed.allowing(group), abi, rule.call(), arguments)).isEqualTo(ALLOW);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rseq",
        "membarrier",
        "futex",
        "futex_waitv",
        "futex_wake",
        "landlock_restrict_self",
        "statx",
        "openat2",
        "faccessat2",
        "close_range",
        "getrandom",
        "memfd_create",
        "prlimit64",
        "io_pgetevents",
        "io_setup",
        "sched_setattr",
        "timer_create",
        "mincore",
        "madvise",
        "copy_file_range",
        "pidfd_open",
        "set_robust_list",
        "ptrace",
        "seccomp",
        "clone",
        "vfork",
        "mremap",
        "mlock",
        "renameat2",
        "epoll_pwait2",
        "sendfile",
        "name_to_handle_at",
        "fchmodat2"
      })
  void callThatProgramsNeed_isAllowed(String call) {
    assertThat(answer(call)).isEqualTo(ALLOW);
  }

  @Test
  void clone3_isMissing_andAThreadsCloneIsAllowed() {
    assertThat(answer("clone3")).isEqualTo(ENOSYS);
    // What pthread_create and fork of glibc ask for.
    assertThat(answer("clone", 0x3d0f00)).isEqualTo(ALLOW);
    assertThat(answer("clone", 0x1200011)).isEqualTo(ALLOW);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000})
  void cloneWithANewNamespace_isForbidden(long flag) {
    assertThat(answer("clone", flag | 0x11)).isEqualTo(EPERM);
    assertThat(answer(SeccompProfile.standard(), Abi.AARCH64, "clone", flag)).isEqualTo(EPERM);
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "10", "16", "17"})
  void usualSocket_isAllowed(long family) {
    assertThat(answer("socket", family)).isEqualTo(ALLOW);
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 9, 21, 30, 38, 40, 0x1_0000_0028L, 44, 45, 1000})
  void otherSocket_isForbidden(long family) {
    assertThat(answer("socket", family)).isEqualTo(EPERM);
  }

  @Test
  void vsock_isAllowedAlone_whereItIsOpened() {
    SeccompProfile profile = SeccompProfile.standard().allowing(CallGroup.VSOCK);
    assertThat(answer(profile, Abi.X86_64, "socket", 40)).isEqualTo(ALLOW);
    assertThat(answer(profile, Abi.X86_64, "socket", 38)).isEqualTo(EPERM);
  }

  @Test
  void callThroughAnotherAbi_endsTheProcess() {
    assertThat(answer(SeccompProfile.standard(), Abi.X32, "read")).isEqualTo(KILL);
    assertThat(answer(SeccompProfile.standard(), Abi.X86, "read")).isEqualTo(KILL);
  }

  @ParameterizedTest
  @EnumSource(names = {"X86_64", "AARCH64"})
  void newCall_isMissingRatherThanForbidden(Abi machine) {
    BpfMachine filter = new BpfMachine(SeccompProfile.standard().compile(machine));
    for (int number : new int[] {400, 472, 500, 1000}) {
      BpfMachine.Call call = new BpfMachine.Call(machine, number, 0, 0, 0, 0, 0, 0);
      assertThat(filter.run(call).value()).isEqualTo(ENOSYS);
    }
  }

  @Test
  void capability_opensWhatServesIt() {
    SeccompProfile profile =
        SeccompProfile.standard()
            .allowingFor(EnumSet.of(Capability.SYS_CHROOT, Capability.SYS_TIME));
    assertThat(answer(profile, Abi.X86_64, "chroot")).isEqualTo(ALLOW);
    assertThat(answer(profile, Abi.X86_64, "clock_settime")).isEqualTo(ALLOW);
    assertThat(answer(profile, Abi.X86_64, "mount")).isEqualTo(EPERM);
  }

  @Test
  void laterOpeningOrClosing_winsOverAnEarlierOne() {
    SeccompProfile profile = SeccompProfile.standard().denying("ptrace");
    assertThat(answer(profile, Abi.X86_64, "ptrace")).isEqualTo(EPERM);
    assertThat(answer(profile.allowing("ptrace"), Abi.X86_64, "ptrace")).isEqualTo(ALLOW);
  }
}
