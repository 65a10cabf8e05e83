package dev.caisson.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JVMs that are killed with SIGKILL. */
public final class Victim {

  private Victim() {}

  /**
   * Starts a JVM, and kills it so many milliseconds after it has printed a line.
   *
   * @throws AssertionError if it ends without that line
   */
  public static void kill(Class<?> main, String line, int millis, Object... arguments)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command(main, arguments)).redirectErrorStream(true).start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      awaitLine(output, line);
      Thread.sleep(millis);
    } finally {
      process.destroyForcibly().waitFor();
      process.getOutputStream().close();
    }
  }

  private static List<String> command(Class<?> main, Object... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  private static void awaitLine(BufferedReader output, String expected) throws IOException {
    StringBuilder before = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.equals(expected)) {
        return;
      }
      before.append(line).append('\n');
    }
    throw new AssertionError("no line '" + expected + "' but: " + before);
  }
}
