package dev.caisson;

import java.nio.file.Path;

/** The main class of a JVM that pauses a container, says so, and waits to be killed. */
final class PausedContainer {

  private PausedContainer() {}

  public static void main(String[] arguments) throws Exception {
    RunningContainer container =
        Container.builder()
            .root(Root.directory(Path.of(arguments[0])))
            .command("sh", "-c", "probe escape & trap '' TERM; sleep 600", arguments[1])
            .env(Marked.VARIABLE, arguments[1])
            .start();
    container.pause();
    System.out.println("paused");
    container.waitFor();
  }
}
