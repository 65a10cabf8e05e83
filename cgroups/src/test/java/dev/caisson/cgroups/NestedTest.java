package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.testing.GroupTest;
import dev.caisson.testing.RootTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups in groups, of processes and of threads. */
@GroupTest
final class NestedTest {

  private final Cgroups cgroups = Cgroups.host();

  @AfterEach
  void removeAll() throws Exception {
    cgroups.removeAll();
  }

  @Test
  void child_isCountedWithItsParent_andLimitedByBoth() throws Exception {
    try (Cgroup parent = cgroups.create("parent", Limits.none().withPidsMax(8));
        Cgroup child = parent.child("child", Limits.none().withPidsMax(3))) {
      assertThat(child.name()).isEqualTo("parent/child");
      Process process = Placed.start(child, "sleep 600 & exec sleep 600");
      while (child.processes().list().size() < 2) {
        Thread.sleep(1);
      }
      assertThat(parent.processes().list()).isEmpty();
      assertThat(parent.processes().isEmpty()).isFalse();
      assertThat(parent.statistics().pidsCurrent()).hasValue(2);
      parent.kill();
      assertThat(process.waitFor()).isEqualTo(128 + 9);
      assertThat(parent.processes().isEmpty()).isTrue();
    }
  }

  @Test
  void child_withALimitThatItsParentLacks_hasIt() throws Exception {
    try (Cgroup parent = cgroups.create("parent", Limits.none());
        Cgroup child = parent.child("child", Limits.none().withCpuMax(CpuMax.ofCpus(0.5)))) {
      Process process = Placed.start(child, "exec sleep 600");
      while (child.processes().isEmpty()) {
        Thread.sleep(1);
      }
      assertThat(Files.readString(Path.of("/proc/" + process.pid() + "/cgroup"))).contains("child");
      child.kill();
      assertThat(process.waitFor()).isEqualTo(128 + 9);
    }
  }

  @Test
  void parent_isClosed_andItsChildrenWithIt() throws Exception {
    Cgroup parent = cgroups.create("parent", Limits.none());
    Cgroup child = parent.child("child", Limits.none().withCpuMax(CpuMax.ofCpus(0.5)));
    Cgroup grandchild = child.child("grandchild", Limits.none());
    Process process = Placed.start(grandchild, "exec sleep 600");
    parent.close();
    assertThat(process.waitFor()).isNotZero();
    assertThatIllegalStateException().isThrownBy(() -> child.processes().list());
    assertThatIllegalStateException().isThrownBy(grandchild::statistics);
    child.close();
    grandchild.close();
  }

  @Test
  void child_underABadNameOrOneInUse_isRefused() throws Exception {
    try (Cgroup parent = cgroups.create("parent", Limits.none())) {
      for (String name : List.of("", "..", "a/b", "memory.max", ".", "a+b", "cgroup.procs")) {
        assertThatIllegalArgumentException().isThrownBy(() -> parent.child(name, Limits.none()));
      }
      try (Cgroup child = parent.child("child", Limits.none())) {
        assertThatIllegalStateException()
            .isThrownBy(() -> parent.child("child", Limits.none()))
            .withMessageContaining("parent/child");
        assertThat(child.processes().isEmpty()).isTrue();
      }
      parent.child("child", Limits.none()).close();
    }
  }

  @Test
  void child_besideProcesses_isRefusedByV2WithAReason() throws Exception {
    try (Cgroup parent = cgroups.create("parent", Limits.none())) {
      Process process = new ProcessBuilder("sleep", "600").start();
      parent.processes().add(process.pid());
      if (parent.placement() instanceof Placement.Unified) {
        assertThatExceptionOfType(SystemCallException.class)
            .isThrownBy(() -> parent.child("child", Limits.none()))
            .withMessageContaining("move the processes of parent into a group in it first");
      } else {
        parent.child("child", Limits.none()).close();
      }
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void groupsNestedDeeperThanAPathIsLong_areKilledAndRemoved() throws Exception {
    Cgroup parent = cgroups.create("deep", Limits.none());
    for (Member member : parent.openMembers()) {
      StringBuilder path = new StringBuilder(member.name());
      for (int i = 0; i < 20; i++) {
        path.append('/').append("d".repeat(250));
        assertThat(member.directory().makeDirectory(path.toString(), 0755)).isTrue();
      }
    }
    Path top = parent.openMembers().get(0).entrance().getParent();
    parent.kill();
    parent.close();
    assertThat(top).doesNotExist();
  }

  @RootTest
  void delegatedGroup_isTheUsersButForItsLimits() throws Exception {
    try (Cgroup group = cgroups.create("given", Limits.none().withPidsMax(10))) {
      group.delegate(12345, 23456);
      for (Member member : group.openMembers()) {
        Path directory = member.entrance().getParent();
        assertThat(Files.getAttribute(directory, "unix:uid")).isEqualTo(12345);
        assertThat(Files.getAttribute(directory, "unix:gid")).isEqualTo(23456);
        for (String file : List.of("cgroup.procs", "tasks", "cgroup.subtree_control", "pids.max")) {
          if (Files.exists(directory.resolve(file))) {
            assertThat(Files.getAttribute(directory.resolve(file), "unix:uid"))
                .as(file)
                .isEqualTo(file.equals("pids.max") ? 0 : 12345);
          }
        }
      }
      assertThatIllegalArgumentException().isThrownBy(() -> group.delegate(-1, 0));
      assertThatIllegalArgumentException().isThrownBy(() -> group.delegate(0, 0xffff_ffffL));
    }
  }

  @Test
  void threads_areLimitedApart_andGoOnWhenTheirGroupIsClosed() throws Exception {
    try (Cgroup parent = cgroups.create("parent", Limits.none());
        Sleepers threads = Sleepers.start(3)) {
      Set<Long> ids = threads.ids();
      Cgroup child = parent.threadedChild("threads", Limits.none().withCpuMax(CpuMax.ofCpus(0.5)));
      parent.processes().add(threads.pid());
      long one = ids.stream().filter(id -> id != threads.pid()).findFirst().orElseThrow();
      child.threads().add(one);
      assertThat(child.threads().list()).containsExactly(one);
      assertThat(parent.threads().list()).doesNotContain(one).contains(threads.pid());
      assertThatIllegalStateException()
          .isThrownBy(() -> child.processes().add(threads.pid()))
          .withMessageContaining("one of threads");
      assertThatIllegalStateException().isThrownBy(child::kill);

      child.threads().remove(one);
      assertThat(child.threads().list()).isEmpty();
      assertThat(parent.threads().list()).contains(one);
      child.threads().add(one);
      child.close();
      assertThat(parent.threads().list()).containsAll(ids);
    }
  }

  @Test
  void thread_ofAProcessElsewhere_isRefused() throws Exception {
    try (Cgroup parent = cgroups.create("parent", Limits.none());
        Cgroup child = parent.threadedChild("threads", Limits.none())) {
      long self = ProcessHandle.current().pid();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> child.threads().add(self))
          .withMessageContaining("process " + self + " of thread " + self);
      assertThatIllegalStateException().isThrownBy(() -> parent.threads().add(self));
      assertThatIllegalArgumentException().isThrownBy(() -> child.threads().add(0));
      assertThatExceptionOfType(SystemCallException.class)
          .isThrownBy(() -> child.threads().add(4_194_304))
          .withMessageContaining("add thread 4194304 to cgroup parent/threads: ESRCH");
    }
  }

  @Test
  void memoryOfThreads_isNoLimit() throws Exception {
    try (Cgroup parent = cgroups.create("parent", Limits.none())) {
      assertThatExceptionOfType(UnsupportedHostException.class)
          .isThrownBy(() -> parent.threadedChild("a", Limits.none().withMemoryMax(1 << 20)))
          .withMessageContaining("limit memory of threads in cgroup parent");
    }
  }

  /** A JVM with some threads. */
  private record Sleepers(Process process) implements AutoCloseable {

    static Sleepers start(int threads) throws Exception {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin/java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  SleepingJvm.class.getName(),
                  "" + threads)
              .start();
      assertThat(process.inputReader().readLine()).isEqualTo("ready");
      return new Sleepers(process);
    }

    long pid() {
      return process.pid();
    }

    Set<Long> ids() throws Exception {
      try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid() + "/task"))) {
        return Set.copyOf(tasks.map(task -> Long.valueOf(task.getFileName().toString())).toList());
      }
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }

  /** Has so many threads, and waits. */
  static final class SleepingJvm {

    public static void main(String[] args) throws Exception {
      for (int i = 0; i < Integer.parseInt(args[0]); i++) {
        Thread thread = new Thread(LockSupport::park);
        thread.setDaemon(true);
        thread.start();
      }
      System.out.println("ready");
      System.in.read();
    }
  }
}
