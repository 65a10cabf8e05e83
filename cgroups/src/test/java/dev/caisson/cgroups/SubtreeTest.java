package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.KernelDirectory;
import dev.caisson.testing.RootTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SubtreeTest {

  private static final Path FREEZER = Path.of("/sys/fs/cgroup/freezer");
  private static final Path BESIDE_V1 = Path.of("/sys/fs/cgroup/unified");

  @TempDir private Path top;

  private static Process sleeper() throws IOException {
    return new ProcessBuilder("sleep", "60").start();
  }

  private static void kill(KernelDirectory parent) throws CaissonException {
    try (Patience patience = new Patience(Subtree.LIMIT)) {
      new Subtree(parent, "g").kill(patience);
    }
  }

  private static void assertKilled(Process process) throws InterruptedException {
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + 9);
  }

  @Test
  void kill_withoutTheKernelsOwn_killsEachProcessOfEachGroup_andLeavesTheLimit() throws Exception {
    Process upper = sleeper();
    Process lower = sleeper();
    RecordedTree.group(top.resolve("g"), "cgroup.procs", upper.pid() + "\n");
    RecordedTree.group(top.resolve("g"), "pids.max", "m");
    RecordedTree.group(top.resolve("g/sub"), "cgroup.procs", lower.pid() + "\n");
    try (KernelDirectory parent = KernelDirectory.open(top)) {
      kill(parent);
    }
    assertKilled(upper);
    assertKilled(lower);
    assertThat(top.resolve("g/pids.max")).hasContent("m");
  }

  @Test
  void kill_onANewKernel_leavesItToTheKernel() throws Exception {
    Process process = sleeper();
    RecordedTree.group(top.resolve("g"), "cgroup.kill", "-");
    RecordedTree.group(top.resolve("g"), "cgroup.events", "populated 0\nfrozen 0\n");
    RecordedTree.group(top.resolve("g"), "cgroup.procs", process.pid() + "\n");
    try (KernelDirectory parent = KernelDirectory.open(top)) {
      kill(parent);
    }
    assertThat(top.resolve("g/cgroup.kill")).hasContent("1");
    assertThat(process.isAlive()).isTrue();
    process.destroyForcibly().waitFor();
  }

  @Test
  void kill_ofAProcessThatHasNoNumberHere_isAnErrorAndNotIgnored() throws Exception {
    RecordedTree.group(top.resolve("g"), "cgroup.procs", "0\n");
    try (KernelDirectory parent = KernelDirectory.open(top)) {
      assertThatExceptionOfType(SystemCallException.class)
          .isThrownBy(() -> kill(parent))
          .withMessageContaining("kill the processes of cgroup " + top.resolve("g") + ": EBUSY");
    }
  }

  @Test
  void kill_ofAProcessThatIsGone_doesNothing() throws Exception {
    Process process = sleeper();
    process.destroyForcibly().waitFor();
    RecordedTree.group(top.resolve("g"), "cgroup.procs", process.pid() + "\n");
    try (KernelDirectory parent = KernelDirectory.open(top)) {
      kill(parent);
    }
    assertThat(top.resolve("g")).exists();
  }

  @Test
  void remove_ofWhatStaysInUse_endsWithTheReasonAndKeepsTheInterrupt() throws Exception {
    RecordedTree.group(top.resolve("g"), "cgroup.procs", "");
    try (KernelDirectory parent = KernelDirectory.open(top)) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(SystemCallException.class)
          .isThrownBy(() -> new Subtree(parent, "g").remove())
          .satisfies(e -> assertThat(e.is(Errno.EBUSY)).isTrue())
          .withMessageContaining("remove cgroup " + top.resolve("g"));
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void remove_ofWhatIsNotThere_isDone() throws Exception {
    try (KernelDirectory parent = KernelDirectory.open(top)) {
      new Subtree(parent, "none").remove();
    }
  }

  @RootTest
  void remove_ofAFrozenGroup_killsWhatIsInIt() throws Exception {
    boolean legacy = Files.isDirectory(FREEZER);
    Path unified = Files.isDirectory(BESIDE_V1) ? BESIDE_V1 : Path.of("/sys/fs/cgroup");
    Path parent = legacy ? FREEZER : unified;
    String name = "caisson-" + ProcessHandle.current().pid();
    Path group = Files.createDirectory(parent.resolve(name));
    try (KernelDirectory directory = KernelDirectory.open(parent)) {
      Process process = sleeper();
      Files.writeString(group.resolve("cgroup.procs"), Long.toString(process.pid()));
      directory.write(
          name + (legacy ? "/freezer.state" : "/cgroup.freeze"), legacy ? "FROZEN" : "1");
      new Subtree(directory, name).remove();
      assertKilled(process);
    }
    assertThat(group).doesNotExist();
  }
}
