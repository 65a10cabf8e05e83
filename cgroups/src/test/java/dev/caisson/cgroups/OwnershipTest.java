package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.GroupTest;
import dev.caisson.testing.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** JVMs that are killed at any moment, swept by several at once, beside one that lives. */
@GroupTest
final class OwnershipTest {

  private static final int KILLS = Integer.getInteger("caisson.rounds", 20);
  private static final int AT_ONCE = 4;
  private static final int LATEST_KILL = 150;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Cgroups cgroups = Cgroups.host();
  private final Set<Hierarchy> hierarchies = hierarchies();
  // The moments differ from run to run, and the seed is told.
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private static Set<Hierarchy> hierarchies() {
    return Layout.find(
            Cgroups.read("/proc/self/mountinfo"),
            Cgroups.read("/proc/self/cgroup"),
            Files::isWritable)
        .hierarchies();
  }

  /** The victim: makes groups with processes and groups in them and closes them, for ever. */
  static final class BusyJvm {

    public static void main(String[] args) throws Exception {
      Cgroups cgroups = Cgroups.host();
      for (int i = 0; true; i++) {
        try (Cgroup group = cgroups.create("g" + i, Limits.none().withPidsMax(20))) {
          Cgroup child = group.child("child", Limits.none());
          Placed.start(child, "exec sleep " + args[0]);
          if (i == 0) {
            System.out.println("ready");
          }
          group.freezer().freeze();
        }
      }
    }
  }

  private static Process start(List<String> prefix, String main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            main));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  @Test
  void jvmsKilledAtAnyMoment_leaveNothing_andTheLivingOneLosesNothing() throws Exception {
    String mark = "600.0" + ProcessHandle.current().pid();
    ExecutorService sweepers = Executors.newFixedThreadPool(2);
    try (Cgroup living = cgroups.create("living", Limits.none())) {
      Process alive = Placed.start(living, "exec sleep 600");
      while (living.processes().isEmpty()) {
        Thread.sleep(1);
      }
      for (int kills = 0; kills < KILLS; kills += AT_ONCE) {
        List<Process> victims = killSome(mark);
        sweepAtOnce(sweepers);
        // A child that was being born when its JVM died has the locks too, until its exec.
        for (long start = System.nanoTime(); isLeftOf(victims) && !isOver(start); ) {
          Thread.sleep(5);
          sweepAtOnce(sweepers);
        }
        assertNothingIsLeft(victims, mark);
        assertThat(living.processes().list()).as("seed %d", seed).containsExactly(alive.pid());
      }
      alive.destroyForcibly().waitFor();
    } finally {
      sweepers.shutdown();
      cgroups.removeAll();
    }
  }

  private void sweepAtOnce(ExecutorService sweepers) throws Exception {
    for (Future<Void> sweep : sweepers.invokeAll(List.of(sweep(), sweep()))) {
      sweep.get();
    }
  }

  private static boolean isOver(long start) {
    return System.nanoTime() - start > PATIENCE.toNanos();
  }

  private boolean isLeftOf(List<Process> victims) throws IOException {
    for (Process victim : victims) {
      if (leavesOf(victim.pid() + "-")) {
        return true;
      }
    }
    return false;
  }

  private Callable<Void> sweep() {
    return () -> {
      Sweep.over(hierarchies);
      return null;
    };
  }

  private List<Process> killSome(String mark) throws Exception {
    List<Process> victims = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      victims.add(start(List.of(), BusyJvm.class.getName(), mark));
    }
    for (Process victim : victims) {
      assertThat(victim.inputReader().readLine()).isEqualTo("ready");
      Thread.sleep(random.nextInt(LATEST_KILL));
      victim.destroyForcibly().waitFor();
    }
    return victims;
  }

  private void assertNothingIsLeft(List<Process> victims, String mark) throws Exception {
    assertThat(isLeftOf(victims)).as("seed %d", seed).isFalse();
    // One that was not in its group yet when its JVM died finds none, and ends by itself.
    while (isRunning(mark)) {
      Thread.sleep(5);
    }
  }

  /** Returns whether any hierarchy has a JVM's groups, by how its name begins. */
  private boolean leavesOf(String name) throws IOException {
    for (Hierarchy hierarchy : hierarchies) {
      try (Stream<Path> all = Files.list(hierarchy.base().resolve("caisson"))) {
        if (all.anyMatch(path -> path.getFileName().toString().startsWith(name))) {
          return true;
        }
      } catch (NoSuchFileException e) {
        // No JVM has groups in it.
      }
    }
    return false;
  }

  private static boolean isRunning(String mark) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::info)
        .flatMap(info -> info.arguments().stream().flatMap(Stream::of))
        .anyMatch(mark::equals);
  }

  @Test
  void jvmInAnotherPidNamespace_isKnownToLive_whateverItsNumber() throws Exception {
    List<String> unshare =
        Host.isRoot()
            ? List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")
            : List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc");
    Process jvm = start(unshare, SweepTest.OtherJvm.class.getName());
    try {
      String said = jvm.inputReader().readLine();
      Path group = Path.of(said.split(" ", 2)[1]);
      // Its number there is a small one, which some process here has or nobody has.
      assertThat(group.getParent().getFileName().toString()).matches(Instance.NAME);
      Sweep.over(hierarchies);
      assertThat(group).isDirectory();
      jvm.destroyForcibly().waitFor();
      while (leavesOf("1-")) {
        // The JVM dies a little after unshare(1), and lets its hierarchies go one by one.
        Sweep.over(hierarchies);
        Thread.sleep(5);
      }
      assertThat(group).doesNotExist();
    } finally {
      jvm.destroyForcibly();
    }
  }

  @Test
  void numberOfALivingProcess_inTheNameOfADeadInstance_savesIt_fromNothing() throws Exception {
    String name = ProcessHandle.current().pid() + "-0123456789abcdef";
    List<Path> dead = new ArrayList<>();
    for (Hierarchy hierarchy : hierarchies) {
      dead.add(Files.createDirectories(hierarchy.base().resolve(Instance.SHARED).resolve(name)));
    }
    Sweep.over(hierarchies);
    assertThat(dead).noneMatch(Files::exists);
  }
}
