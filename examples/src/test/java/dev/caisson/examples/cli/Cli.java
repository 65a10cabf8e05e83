package dev.caisson.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the command line in a JVM of its own, as a shell does. */
final class Cli {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What a run left behind. */
  record Outcome(int status, String stdout, String stderr) {}

  private Cli() {}

  /** Returns the words that start it, before its arguments. */
  static List<String> command() {
    return command(Main.class);
  }

  private static List<String> command(Class<?> program) {
    return List.of(
        // A test that is run in the background may have these ignored.
        "env",
        "--default-signal=HUP,INT,TERM,PIPE",
        "LC_ALL=C.UTF-8",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        program.getName());
  }

  static Process start(Path folder, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(command());
    command.addAll(List.of(arguments));
    return start(folder, command);
  }

  /** Starts another program of these tests', with pipes. */
  static Process startOther(Class<?> program, String argument) throws IOException {
    List<String> command = new ArrayList<>(command(program));
    command.add(argument);
    return new ProcessBuilder(command).start();
  }

  private static Process start(Path folder, List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("stdout").toFile())
        .redirectError(folder.resolve("stderr").toFile())
        .start();
  }

  static Outcome finish(Path folder, Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      throw new AssertionError(
          "it did not end within " + PATIENCE + ": " + Files.readString(folder.resolve("stderr")));
    }
    return new Outcome(
        process.exitValue(),
        Files.readString(folder.resolve("stdout"), UTF_8),
        Files.readString(folder.resolve("stderr"), UTF_8));
  }

  static Outcome run(Path folder, String... arguments) throws IOException, InterruptedException {
    return finish(folder, start(folder, arguments));
  }

  /** Runs a script of bash's, in which {@code "$@"} is the command line. */
  static Outcome shell(Path folder, String script) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", "-c", script, "bash"));
    command.addAll(command());
    return finish(folder, start(folder, command));
  }

  /** Runs {@code doctor} as the command of another program. */
  static Outcome runUnder(Path folder, String... prefix) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(prefix));
    command.addAll(command());
    command.add("doctor");
    return finish(folder, start(folder, command));
  }
}
