package dev.caisson.namespaces.seccomp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names and numbers of the system calls, on each ABI.
 *
 * <p>From the headers of Linux 6.1 ({@code asm/unistd_64.h}, {@code unistd_32.h}, {@code
 * unistd_x32.h}, {@code asm-generic/unistd.h}), and from 451 on the numbers that all ABIs share, up
 * to Linux 7.0.
 */
final class CallTable {

  private static final String RESOURCE = "system-calls.txt";
  private static final String ABSENT = "-";
  private static final int COLUMNS = 5;
  private static final int NAME = 0;
  private static final List<List<String>> LINES =
      read().lines().filter(line -> !line.startsWith("#")).map(CallTable::fields).toList();
  private static final Set<String> NAMES =
      LINES.stream().map(fields -> fields.get(NAME)).collect(Collectors.toUnmodifiableSet());
  private static final Map<String, Integer> X86_64 = column(1);
  private static final Map<String, Integer> X86 = column(2);
  private static final Map<String, Integer> X32 = column(3);
  private static final Map<String, Integer> AARCH64 = column(4);

  private CallTable() {}

  private static String read() {
    try (InputStream in = CallTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new AssertionError("resource is missing: " + RESOURCE);
      }
      return new String(in.readAllBytes(), US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> fields(String line) {
    return List.of(line.split(" ", COLUMNS));
  }

  private static Map<String, Integer> column(int column) {
    return LINES.stream()
        .filter(fields -> !fields.get(column).equals(ABSENT))
        .collect(
            Collectors.toUnmodifiableMap(
                fields -> fields.get(NAME), fields -> Integer.valueOf(fields.get(column))));
  }

  /** Returns whether any ABI has a call of this name. */
  static boolean knows(String name) {
    return NAMES.contains(name);
  }

  /** Returns the names of all calls of all ABIs. */
  static Set<String> names() {
    return NAMES;
  }

  /** Returns the calls of an ABI with their numbers, without the bit that tells x32 apart. */
  static Map<String, Integer> of(Abi abi) {
    return switch (abi) {
      case X86_64 -> X86_64;
      case X86 -> X86;
      case X32 -> X32;
      case AARCH64 -> AARCH64;
    };
  }

  /** Returns a call's number on an ABI. */
  static OptionalInt number(Abi abi, String name) {
    Integer number = of(abi).get(name);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
