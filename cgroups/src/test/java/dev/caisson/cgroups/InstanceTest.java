package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.caisson.linux.KernelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directories of this and of other JVMs, in a temporary folder. */
final class InstanceTest {

  private static final String DEAD = "4194305-0123456789abcdef";

  @TempDir private Path base;
  private Hierarchy hierarchy;
  private Path shared;

  @BeforeEach
  void hierarchy() {
    hierarchy = new LegacyHierarchy(base, EnumSet.of(Subsystem.MEMORY));
    shared = base.resolve("caisson");
  }

  private List<String> instances() throws IOException {
    try (Stream<Path> paths = Files.list(shared)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private void sweep() throws IOException {
    Sweep.over(Set.of(hierarchy));
  }

  @Test
  void open_makesADirectoryThatNoOneElseMayLock() throws IOException {
    Instance instance = Instance.open(hierarchy);
    try {
      assertThat(instances()).hasSize(1).allMatch(name -> Instance.NAME.matcher(name).matches());
      assertThat(instances().get(0)).startsWith(ProcessHandle.current().pid() + "-");
      assertThat(Files.getPosixFilePermissions(shared.resolve(instances().get(0))))
          .isEqualTo(PosixFilePermissions.fromString("rwx--x--x"));
    } finally {
      instance.remove();
      instance.release();
    }
  }

  @Test
  void remove_ofTheLastInstance_removesTheSharedDirectory() throws IOException {
    Instance one = Instance.open(hierarchy);
    Instance two = Instance.open(hierarchy);
    one.remove();
    assertThat(instances()).hasSize(1);
    two.remove();
    assertThat(shared).doesNotExist();
    one.release();
    two.release();
  }

  @Test
  void sweep_ofALivingInstance_leavesIt() throws IOException {
    Instance living = Instance.open(hierarchy);
    try {
      sweep();
      assertThat(instances()).hasSize(1);
    } finally {
      living.remove();
      living.release();
    }
  }

  @Test
  void sweep_ofADeadInstance_removesItWithItsGroups() throws IOException {
    Files.createDirectories(shared.resolve(DEAD).resolve("a/b"));
    Files.createDirectories(shared.resolve(DEAD).resolve("c"));
    sweep();
    assertThat(shared).doesNotExist();
  }

  @Test
  void sweep_afterTheLockIsFreed_removesTheDirectory() throws IOException {
    Instance instance = Instance.open(hierarchy);
    instance.directory().makeDirectory("left", 0755);
    instance.release();
    sweep();
    assertThat(shared).doesNotExist();
  }

  @Test
  void sweep_ofWhatIsNotNamedAsOurs_leavesIt() throws IOException {
    List<String> foreign =
        List.of("0-0123456789abcdef", "12-0123456789ABCDEF", "12-0123456789abcdef0", "docker", "x");
    for (String name : foreign) {
      Files.createDirectories(shared.resolve(name));
    }
    sweep();
    assertThat(instances()).containsExactlyInAnyOrderElementsOf(foreign);
  }

  @Test
  void sweep_withoutAnySharedDirectory_doesNothing() {
    assertThatCode(this::sweep).doesNotThrowAnyException();
    assertThat(shared).doesNotExist();
  }

  @Test
  void release_beforeTheLastHolder_keepsTheDirectoryOpen() throws IOException {
    Instance instance = Instance.open(hierarchy);
    instance.hold();
    instance.release();
    assertThat(instance.directory().makeDirectory("a", 0755)).isTrue();
    instance.remove();
    instance.release();
    assertThat(instance.directory().fd().isOpen()).isFalse();
  }

  @Test
  void lock_isFreeOnlyOnceItsHolderIsClosed() throws IOException {
    try (KernelDirectory second = KernelDirectory.open(base)) {
      try (KernelDirectory first = KernelDirectory.open(base)) {
        assertThat(first.tryLock()).isTrue();
        assertThat(second.tryLock()).isFalse();
      }
      assertThat(second.tryLock()).isTrue();
    }
  }
}
