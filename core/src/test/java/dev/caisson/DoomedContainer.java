package dev.caisson;

import java.nio.file.Path;

/** The main class of a JVM that starts a container of a kind, says so, and waits to be killed. */
final class DoomedContainer {

  static final String PAUSED = "paused";
  static final String WITHOUT_INIT = "without init";

  private DoomedContainer() {}

  public static void main(String[] arguments) throws Exception {
    String kind = arguments[0];
    ContainerBuilder builder =
        Container.builder()
            .root(Root.directory(Path.of(arguments[1])))
            .command("sh", "-c", "probe escape & trap '' HUP TERM; sleep 600", arguments[2])
            .env(Marked.VARIABLE, arguments[2]);
    if (kind.contains(WITHOUT_INIT)) {
      builder.withoutInit();
    }
    RunningContainer container = builder.start();
    if (kind.contains(PAUSED)) {
      container.pause();
    }
    System.out.println("ready");
    container.waitFor();
  }
}
