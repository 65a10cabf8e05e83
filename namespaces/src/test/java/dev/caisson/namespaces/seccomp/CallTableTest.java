package dev.caisson.namespaces.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallTableTest {

  private static final Path X86 = Path.of("/usr/include/x86_64-linux-gnu/asm");
  private static final Path GENERIC =
      Path.of("/usr/aarch64-linux-gnu/include/asm-generic/unistd.h");
  private static final Pattern DEFINITION =
      Pattern.compile(
          "(?m)^#define __NR(?:3264)?_(\\w+)\\s+\\(?(?:__X32_SYSCALL_BIT \\+ )?(\\d+)\\)?");

  // Names for 32-bit machines in the generic header, and a bound.
  private static final Set<String> NOT_AARCH64 =
      Set.of("sync_file_range2", "arch_specific_syscall", "syscalls");

  static boolean hasX86Headers() {
    return Files.exists(X86.resolve("unistd_64.h"));
  }

  static boolean hasGenericHeader() {
    return Files.exists(GENERIC);
  }

  private static Map<String, Integer> header(Path file) throws IOException {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (MatchResult found :
        DEFINITION.matcher(Files.readString(file)).results().collect(Collectors.toList())) {
      numbers.put(found.group(1), Integer.valueOf(found.group(2)));
    }
    return numbers;
  }

  @ParameterizedTest
  @EnumSource(names = {"X86_64", "X86", "X32"})
  @EnabledIf("hasX86Headers")
  void x86Numbers_areThoseOfTheKernelsHeader(Abi abi) throws IOException {
    String suffix = abi == Abi.X86_64 ? "64" : abi == Abi.X86 ? "32" : "x32";
    Map<String, Integer> header = header(X86.resolve("unistd_" + suffix + ".h"));
    assertThat(header).hasSizeGreaterThan(300);
    assertThat(CallTable.of(abi)).containsAllEntriesOf(header);
    int newest = header.values().stream().filter(n -> n < 512).max(Integer::compare).orElseThrow();
    Set<String> newer = new TreeSet<>(CallTable.of(abi).keySet());
    newer.removeAll(header.keySet());
    newer.removeAll(Set.of("uretprobe", "uprobe"));
    assertThat(newer).allMatch(name -> CallTable.number(abi, name).orElseThrow() > newest);
  }

  @Test
  @EnabledIf("hasGenericHeader")
  void aarch64Numbers_areThoseOfTheKernelsHeader() throws IOException {
    Map<String, Integer> header = header(GENERIC);
    assertThat(header).hasSizeGreaterThan(300);
    Map<String, Integer> table = CallTable.of(Abi.AARCH64);
    header.forEach(
        (name, number) -> {
          String own = name.equals("fstatat") ? "newfstatat" : name;
          if (table.containsKey(own)) {
            assertThat(table).containsEntry(own, number);
          } else if (!NOT_AARCH64.contains(own)) {
            assertThat(own).endsWith("64");
          }
        });
    Stream<Integer> old = table.values().stream().filter(n -> n < header.get("syscalls"));
    assertThat(old).allMatch(header::containsValue);
  }

  @ParameterizedTest
  @EnumSource
  void numbers_areUnique(Abi abi) {
    assertThat(CallTable.of(abi).values()).doesNotHaveDuplicates();
  }

  @Test
  void newCalls_haveTheSameNumberOnEveryAbi() {
    CallTable.of(Abi.X86_64)
        .forEach(
            (name, number) -> {
              if (number >= 451) {
                for (Abi abi : Abi.values()) {
                  assertThat(CallTable.of(abi)).containsEntry(name, number);
                }
              }
            });
  }
}
