package dev.caisson;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;

/** The main class of a JVM that starts containers until it is killed; it prints when it begins. */
final class ContainerLoop {

  private static final int MOST_AT_ONCE = 6;
  private static final List<String> SCRIPTS =
      List.of(
          "true",
          "trap '' HUP INT QUIT TERM; sleep 600",
          "probe escape & sleep 600",
          "setsid sh -c 'setsid sleep 600 & sleep 600' & exit 0",
          "exec probe escape",
          "yes",
          "while :; do sh -c 'sleep 0.01 &'; done");

  private ContainerLoop() {}

  public static void main(String[] arguments) throws Exception {
    boolean once = arguments[0].equals("once");
    Root root = Root.directory(Path.of(arguments[1]));
    String mark = arguments[2] + "-of-" + ProcessHandle.current().pid() + "-";
    start(root, "true", mark).close();
    System.out.println("ready");
    ConcurrentLinkedQueue<RunningContainer> running = new ConcurrentLinkedQueue<>();
    Random random = new Random();
    while (!once) {
      running.add(start(root, SCRIPTS.get(random.nextInt(SCRIPTS.size())), mark));
      if (running.size() == MOST_AT_ONCE) {
        running.remove().close();
      }
    }
  }

  private static RunningContainer start(Root root, String script, String mark) throws Exception {
    ContainerBuilder builder =
        Container.builder()
            .root(root)
            .command("sh", "-c", script, mark)
            .env(Marked.VARIABLE, mark)
            .pids(50)
            .timeout(Duration.ofMinutes(5));
    return (ThreadLocalRandom.current().nextBoolean() ? builder.withoutInit() : builder).start();
  }
}
