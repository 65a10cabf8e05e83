package dev.caisson.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Compares Caisson with what people would use instead, side by side on this machine: {@code
 * benchmarks/compare} runs it.
 */
public final class Compare {

  private static final int USAGE = 2;

  private Compare() {}

  /**
   * Prints tables, and writes them and a chart to the module's folder target. Exits with 1 if
   * something failed.
   *
   * @param arguments this module's folder, and what the user asks for
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("compare: " + e.getMessage());
      System.exit(USAGE);
      return;
    }
    // Whatever the locale is, Markdown is in UTF-8.
    Report report =
        new Report(new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8));
    compare(options, report);
    if (report.hasErrors()) {
      System.exit(1);
    }
  }

  private static void compare(Options options, Report report)
      throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("caisson-compare");
    try {
      Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxr-xr-x"));
      report.heading(1, "Caisson, compared");
      report.table(Machine.table(command(options)));
      Conditions conditions = Conditions.atStart();
      report.warnings(conditions.before());
      report.paragraph(Peer.found());
      Bench bench =
          new Bench(
              options,
              new Native(options.module()),
              scratch,
              Account.current(),
              new AtomicBoolean());
      for (Section section : Section.values()) {
        if (options.sections().contains(section)) {
          measure(section, bench, report);
        }
      }
      report.warnings(conditions.after());
    } finally {
      Tool.output(List.of("rm", "-rf", scratch.toString()));
      report.write(options.module().resolve("target"));
    }
  }

  private static void measure(Section section, Bench bench, Report report)
      throws InterruptedException {
    try {
      section.comparison().measure(bench, report);
    } catch (IOException e) {
      report.error(section.word() + ": " + e.getMessage());
    }
  }

  private static String command(Options options) {
    return options.words().stream()
        .collect(Collectors.joining(" ", "benchmarks/compare ", ""))
        .strip();
  }
}
