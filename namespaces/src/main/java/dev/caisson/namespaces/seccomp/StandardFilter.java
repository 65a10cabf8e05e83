package dev.caisson.namespaces.seccomp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the standard profile compiles to, compiled beforehand: reading it takes a tenth of the time
 * that a JVM takes to compile its first profile.
 *
 * <p>The resources {@code standard-*.bpf} hold an instruction a line, its four fields in
 * hexadecimal; a test compiles the profile and compares.
 */
final class StandardFilter {

  private static final int RADIX = 16;

  private StandardFilter() {}

  static String resource(Abi machine) {
    return "standard-" + machine.name().toLowerCase(Locale.ROOT) + ".bpf";
  }

  static String text(List<Instruction> instructions) {
    return instructions.stream()
        .map(
            i ->
                "%02x %02x %02x %08x%n".formatted(i.code(), i.jumpIfTrue(), i.jumpIfFalse(), i.k()))
        .collect(Collectors.joining());
  }

  static SeccompFilter read(Abi machine) {
    String name = resource(machine);
    try (InputStream in = StandardFilter.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("resource is missing: " + name);
      }
      String text = new String(in.readAllBytes(), US_ASCII);
      return new SeccompFilter(text.lines().map(StandardFilter::instruction).toList(), 0, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Instruction instruction(String line) {
    String[] fields = line.split(" ", -1);
    return new Instruction(
        Integer.parseInt(fields[0], RADIX),
        Integer.parseInt(fields[1], RADIX),
        Integer.parseInt(fields[2], RADIX),
        Integer.parseUnsignedInt(fields[3], RADIX));
  }
}
