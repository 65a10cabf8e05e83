package dev.caisson.namespaces;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.NeedsTool;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The numbers behind the names are those of the kernel's headers. */
@NeedsTool("gcc")
final class KernelNumbersTest {

  private static final Pattern NUMBER =
      Pattern.compile("#define (\\w+) \\(?(?:1ULL << )?(\\d+)\\)?");

  /** Returns the macros of a header that are plain numbers, or shifts by one. */
  private static Map<String, Long> header(String name) throws Exception {
    Process compiler =
        new ProcessBuilder("gcc", "-E", "-dM", "-include", name, "-x", "c", "/dev/null").start();
    String macros = new String(compiler.getInputStream().readAllBytes(), UTF_8);
    compiler.waitFor();
    Map<String, Long> numbers = new HashMap<>();
    Matcher matcher = NUMBER.matcher(macros);
    while (matcher.find()) {
      numbers.put(matcher.group(1), Long.parseLong(matcher.group(2)));
    }
    return numbers;
  }

  private static <E extends Enum<E>> void assertSame(
      Map<String, Long> header, String prefix, Set<E> constants, ToLongFunction<E> number) {
    assertThat(constants).isNotEmpty();
    for (E constant : constants) {
      assertThat(header.getOrDefault(prefix + constant.name(), number.applyAsLong(constant)))
          .as(constant.name())
          .isEqualTo(number.applyAsLong(constant));
    }
  }

  @Test
  void capabilities_areThoseOfTheHeader() throws Exception {
    Map<String, Long> header = header("linux/capability.h");
    assertThat(header).containsEntry("CAP_SYS_ADMIN", 21L);
    assertSame(header, "CAP_", EnumSet.allOf(Capability.class), Capability::number);
    assertThat(Capability.values()).hasSize(41);
  }

  @Test
  void resourceLimits_areThoseOfTheHeader() throws Exception {
    Map<String, Long> header = header("linux/resource.h");
    assertThat(header).containsEntry("RLIMIT_NOFILE", 7L);
    assertSame(header, "RLIMIT_", EnumSet.allOf(ResourceLimit.class), ResourceLimit::number);
  }

  @Test
  void securebits_areThoseOfTheHeader() throws Exception {
    Map<String, Long> header = header("linux/securebits.h");
    assertThat(header).containsEntry("SECURE_NOROOT", 0L);
    assertSame(
        header,
        "SECURE_",
        EnumSet.allOf(Securebit.class),
        bit -> Long.numberOfTrailingZeros(Securebit.bits(Set.of(bit))));
  }

  @Test
  void landlockRights_areThoseOfTheHeader() throws Exception {
    Map<String, Long> header = header("linux/landlock.h");
    assertThat(header).containsEntry("LANDLOCK_ACCESS_FS_WRITE_FILE", 1L);
    Set<LandlockRight> ofFiles = EnumSet.allOf(LandlockRight.class);
    ofFiles.removeIf(right -> !right.isOfFiles());
    ToLongFunction<LandlockRight> bit =
        right -> Long.numberOfTrailingZeros(LandlockRight.bits(Set.of(right)));
    assertSame(header, "LANDLOCK_ACCESS_FS_", ofFiles, bit);
    assertSame(header, "LANDLOCK_ACCESS_NET_", EnumSet.complementOf(EnumSet.copyOf(ofFiles)), bit);
  }
}
