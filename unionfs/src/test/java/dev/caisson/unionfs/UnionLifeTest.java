package dev.caisson.unionfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.NeedsTool;
import dev.caisson.testing.RootTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of unions whose JVM is killed. */
@Timeout(60)
final class UnionLifeTest {

  @TempDir Path layer;

  /** A JVM that mounts a union, tells which processes that took, and waits. */
  static final class Mounter {

    private Mounter() {}

    public static void main(String[] arguments) throws Exception {
      Union union = Union.of(Path.of(arguments[0]));
      try (MountedUnion mounted = union.mount(Backend.valueOf(arguments[1]))) {
        Files.writeString(mounted.path().resolve("file"), "text");
        ProcessHandle.current().descendants().forEach(p -> System.out.println(p.pid()));
        System.out.println("ready");
        System.in.read();
      }
    }
  }

  private List<Path> processesOfAKilledJvm(Backend backend) throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Mounter.class.getName(),
                layer.toString(),
                backend.name())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Path> processes = new ArrayList<>();
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), UTF_8))) {
      for (String line = said.readLine(); !"ready".equals(line); line = said.readLine()) {
        processes.add(Path.of("/proc", line));
      }
      jvm.destroyForcibly().waitFor();
    }
    return processes;
  }

  private static void awaitEnd(List<Path> processes) throws InterruptedException {
    while (processes.stream().anyMatch(Files::exists)) {
      Thread.sleep(10);
    }
  }

  @RootTest
  @NeedsTool("fuse-overlayfs")
  void serverOfFuse_diesWithAJvmThatIsKilled() throws Exception {
    List<Path> processes = processesOfAKilledJvm(Backend.FUSE_OVERLAYFS);
    assertThat(processes).hasSize(2);
    awaitEnd(processes);
  }

  @RootTest
  @NeedsTool("unionfs")
  void otherServerOfFuse_diesWithAJvmThatIsKilled() throws Exception {
    List<Path> processes = processesOfAKilledJvm(Backend.UNIONFS_FUSE);
    assertThat(processes).hasSize(2);
    awaitEnd(processes);
  }

  @RootTest
  void copyOfAKilledJvm_isRemovedByTheNext() throws Exception {
    assertThat(processesOfAKilledJvm(Backend.COPY)).isEmpty();
    assertThat(copies()).isNotEmpty();
    Union.of(layer).mount(Backend.COPY).close();
    assertThat(copies()).isEmpty();
  }

  private static List<Path> copies() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("caisson-copy-"))
          .toList();
    }
  }
}
