package dev.caisson;

import dev.caisson.testing.NeedsTool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests that run commands on a root file system of busybox. */
@NeedsTool({"busybox", "gcc"})
abstract class OnBusybox {

  /** Long enough for any machine; only a broken container takes it. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path rootFolder;

  @BeforeAll
  static void makeRoot() throws IOException, InterruptedException {
    BusyboxRoot.make(rootFolder);
  }

  /** Returns a container that runs a command and can't run for ever. */
  static ContainerBuilder busybox(String... command) {
    return Container.builder().root(Root.directory(rootFolder)).command(command).timeout(PATIENCE);
  }

  /** Returns a container without time limit that runs a command. */
  static ContainerBuilder endless(String... command) {
    return Container.builder().root(Root.directory(rootFolder)).command(command);
  }

  /** Returns a container that runs a script, whose arguments follow it. */
  static ContainerBuilder shell(String script) {
    return busybox("sh", "-c", script);
  }

  /** Returns what a script says on standard output and standard error. */
  static String said(ContainerBuilder container) throws Exception {
    Result result = container.run();
    return result.stdout().text() + result.stderr().text();
  }
}
