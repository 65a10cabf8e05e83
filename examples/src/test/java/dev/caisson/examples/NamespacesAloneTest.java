package dev.caisson.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.namespaces.NamespaceSet;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;

/** Runs the example in a JVM that has nothing of Caisson but the module namespaces. */
@Timeout(60)
final class NamespacesAloneTest {

  private static final String ALL_WELL =
      """
      inside: alone
      outside is unchanged: true
      connected over its own loopback: true
      """;

  /** Both output streams and the exit status. */
  private record Outcome(int status, String output) {}

  private static Outcome run(String... prefix) throws Exception {
    List<String> command = new ArrayList<>(List.of(prefix));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath(),
            NamespacesAlone.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  private static String classPath() throws Exception {
    return String.join(
        File.pathSeparator,
        home(NamespacesAlone.class),
        home(NamespaceSet.class),
        home(Class.forName("com.sun.jna.Native")));
  }

  private static String home(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  private static void assertRunsInside(Outcome outcome) {
    assertThat(outcome.output()).containsPattern("made uts:\\[\\d+]\nmade net:\\[\\d+]\n");
    assertThat(outcome.output()).endsWith(ALL_WELL);
    assertThat(outcome.status()).isZero();
  }

  @RootTest
  void root_runsJavaInside() throws Exception {
    assertRunsInside(run());
  }

  @RootlessTest
  void ordinaryUser_makesNamespaces_andIsToldWhyJavaCannotEnter() throws Exception {
    Outcome outcome = run();
    assertThat(outcome.output())
        .containsPattern("made net:\\[\\d+]\nmade user:\\[\\d+]\n")
        .contains("enter uts:[")
        .contains("unshare --user --map-root-user java");
    assertThat(outcome.status()).isEqualTo(1);
  }

  @RootlessTest
  void ordinaryUserInAUserNamespace_runsJavaInside() throws Exception {
    assertRunsInside(run("unshare", "--user", "--map-root-user"));
  }
}
