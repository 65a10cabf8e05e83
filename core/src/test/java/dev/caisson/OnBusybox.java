package dev.caisson;

import dev.caisson.testing.NeedsTool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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

  /** Returns who the containers' users are; empty for the default. */
  Optional<Users> users() {
    return Optional.empty();
  }

  /** Returns a container that runs a command and can't run for ever. */
  final ContainerBuilder busybox(String... command) {
    return endless(command).timeout(PATIENCE);
  }

  /** Returns a container without time limit that runs a command. */
  final ContainerBuilder endless(String... command) {
    ContainerBuilder container =
        Container.builder().root(Root.directory(rootFolder)).command(command);
    users().ifPresent(container::users);
    return container;
  }

  /** Returns a container that runs a script, whose arguments follow it. */
  final ContainerBuilder shell(String script) {
    return busybox("sh", "-c", script);
  }

  /** Returns what a script says on standard output and standard error. */
  static String said(ContainerBuilder container) throws Exception {
    Result result = container.run();
    return result.stdout().text() + result.stderr().text();
  }
}
