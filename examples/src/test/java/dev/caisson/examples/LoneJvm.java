package dev.caisson.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM that has nothing on its class path but an example, some modules, and JNA. */
record LoneJvm(Class<?> example, List<Class<?>> modules, List<String> arguments) {

  LoneJvm(Class<?> example, List<Class<?>> modules) {
    this(example, modules, List.of());
  }

  /** Both output streams and the exit status. */
  record Outcome(int status, String output) {}

  Outcome run(String... prefix) throws Exception {
    List<String> command = new ArrayList<>(List.of(prefix));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath(),
            example.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  private String classPath() throws Exception {
    Stream<Class<?>> own = Stream.of(example, Class.forName("com.sun.jna.Native"));
    return Stream.concat(own, modules.stream())
        .map(LoneJvm::home)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String home(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
  }
}
