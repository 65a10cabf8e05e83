package dev.caisson.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/** What becomes of a PID namespace whose JVM is killed. */
@Timeout(60)
final class OrphanedInitTest {

  /** The JVM that is killed. */
  static final class Victim {

    private Victim() {}

    public static void main(String[] arguments) throws Exception {
      try (NamespaceSet set = NamespaceSet.create(NewNamespaces.of(Namespace.PID))) {
        System.out.println(set.initPid().getAsLong());
        System.in.read();
      }
    }
  }

  @RootTest
  void asRoot_firstProcessEndsWithTheJvm() throws Exception {
    assertFirstProcessEndsWithTheJvm();
  }

  @RootlessTest
  void asUser_firstProcessEndsWithTheJvm() throws Exception {
    assertFirstProcessEndsWithTheJvm();
  }

  private static void assertFirstProcessEndsWithTheJvm() throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long pid = Long.parseLong(jvm.inputReader().readLine());
    ProcessHandle init = ProcessHandle.of(pid).orElseThrow();
    assertThat(init.info().command()).isPresent();
    jvm.destroyForcibly().waitFor();
    init.onExit().get(30, TimeUnit.SECONDS);
    assertThat(init.isAlive()).isFalse();
  }
}
