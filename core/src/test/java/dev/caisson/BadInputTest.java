package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caisson.error.CaissonException;
import dev.caisson.error.CommandException;
import dev.caisson.error.CommandException.Reason;
import dev.caisson.error.InvalidImageException;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnknownUserException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.image.ImageSource;
import dev.caisson.namespaces.Mount;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't be started: each says what, where, why and what to do, and leaves nothing. */
final class BadInputTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {

    @ParameterizedTest
    @ValueSource(ints = {4096, 16 << 10, 64 << 10, 128 << 10, 192 << 10, 256 << 10, 512 << 10})
    void memoryTooSmallToStartIn_isSaid(int bytes) throws Exception {
      for (int i = 0; i < 5; i++) {
        try {
          Result result = busybox("sh", "-c", "sleep 0; true").memory(bytes).run();
          // What starts may end for want of memory, or be enough.
          assertThat(result.isSuccess() || result.ending() == Ending.OUT_OF_MEMORY)
              .as(result.toString())
              .isTrue();
        } catch (CaissonException e) {
          assertThat(e.step()).isEqualTo("start container");
          assertThat(e).hasMessageContaining("memory limit of " + bytes + " bytes is too small");
          assertThat(e.remedy()).isPresent();
          assertThat(e.getSuppressed()).isEmpty();
          assertThat(e.getCause().getSuppressed()).isEmpty();
        }
      }
    }

    @Test
    void memoryTooSmallForAnything_isAnError() {
      assertThatThrownBy(() -> busybox("true").memory(4096).run())
          .isExactlyInstanceOf(CaissonException.class)
          .hasMessageContaining("too small");
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {
    @Test
    void limitWithoutAController_isRefused() {
      assertError(busybox("true").memory(64 << 20), UnsupportedHostException.class)
          .satisfies(e -> assertThat(e.remedy()).isPresent());
      assertError(busybox("true").cpus(1), UnsupportedHostException.class);
    }
  }

  private static AbstractThrowableAssert<?, CaissonException> assertError(
      ContainerBuilder container, Class<? extends CaissonException> type) {
    CaissonException e = catchThrowableOfType(CaissonException.class, container::run);
    return assertThat(e).isExactlyInstanceOf(type);
  }

  private static void assertNotFound(ContainerBuilder container, String name) {
    assertError(container, CommandException.class)
        .satisfies(
            e -> {
              assertThat(((CommandException) e).reason()).isEqualTo(Reason.NOT_FOUND);
              assertThat(e.step()).isEqualTo("find command");
              assertThat(e.object()).isEqualTo(name);
              assertThat(e.remedy()).hasValueSatisfying(r -> assertThat(r).contains("PATH"));
            });
  }

  private static void assertNotExecutable(ContainerBuilder container, String path, String remedy) {
    assertError(container, CommandException.class)
        .satisfies(
            e -> {
              assertThat(((CommandException) e).reason()).isEqualTo(Reason.NOT_EXECUTABLE);
              assertThat(e.step()).isEqualTo("execute");
              assertThat(e.object()).isEqualTo(path);
              assertThat(e.remedy()).hasValueSatisfying(r -> assertThat(r).contains(remedy));
            });
  }

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    @TempDir Path folder;

    private Path program(String name, String content, String mode) throws Exception {
      Path file = Files.writeString(folder.resolve(name), content);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private ContainerBuilder bound(String... command) {
      return busybox(command).mount(Mount.bind(folder, "/data"));
    }

    @Test
    void missingImage_isNamed() {
      assertError(
              Container.builder()
                  .root(Root.image(new ImageSource.DockerArchive(Path.of("/no/image.tar")))),
              InvalidImageException.class)
          .satisfies(e -> assertThat(e.getMessage()).contains("/no/image.tar"));
    }

    @Test
    void missingRoot_isNamed() throws Exception {
      Path file = Files.createFile(folder.resolve("file"));
      for (Path root : new Path[] {Path.of("/no/root"), file}) {
        assertError(
                Container.builder().root(Root.directory(root)).command("true"),
                CaissonException.class)
            .satisfies(
                e -> {
                  assertThat(e.step()).isEqualTo("open root file system");
                  assertThat(e.object()).isEqualTo(root.toString());
                  assertThat(e.remedy()).isPresent();
                });
      }
    }

    @Test
    void unknownUserOrGroup_isNamed() {
      assertError(busybox("true").user("nobody-here"), UnknownUserException.class)
          .satisfies(
              e -> {
                assertThat(e.step()).isEqualTo("look up user");
                assertThat(e.object()).isEqualTo("nobody-here");
                assertThat(e.getMessage()).contains("/etc/passwd");
                assertThat(e.remedy()).isPresent();
              });
      assertError(busybox("true").user("worker:none"), UnknownUserException.class)
          .satisfies(e -> assertThat(e.object()).isEqualTo("none"));
      assertError(busybox("true").user("99999999999"), UnknownUserException.class);
    }

    @Test
    void commandThatIsNotThere_isNotFound() {
      assertNotFound(busybox("no-such-command"), "no-such-command");
      assertNotFound(busybox("/bin/no-such"), "/bin/no-such");
      assertNotFound(busybox("./no-such"), "./no-such");
      assertNotFound(busybox("/etc/passwd/x"), "/etc/passwd/x");
      assertNotFound(busybox("true").env("PATH", "/nowhere::/none"), "true");
    }

    @Test
    void fileWithoutXBit_isNotExecutable() throws Exception {
      program("script", "#!/bin/sh\n", "rw-r--r--");
      assertNotExecutable(bound("/data/script"), "/data/script", "x bit");
      assertNotExecutable(bound("script").env("PATH", "/bin:/data"), "/data/script", "x bit");
      assertNotExecutable(busybox("/etc"), "/etc", "x bit");
    }

    @Test
    void missingInterpreter_isNotTakenForAMissingCommand() throws Exception {
      program("script", "#!/no/interpreter\n", "rwxr-xr-x");
      assertNotExecutable(bound("/data/script"), "/data/script", "interpreter");
      assertNotExecutable(bound("script").env("PATH", "/data"), "/data/script", "interpreter");
    }

    @Test
    void programOfAnotherArchitecture_isNotExecutable() throws Exception {
      byte[] elf = Files.readAllBytes(rootFolder.resolve("bin/probe"));
      elf[18] = (byte) 0xf3;
      Path program = Files.write(folder.resolve("riscv"), elf);
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
      assertNotExecutable(bound("/data/riscv"), "/data/riscv", "architecture");
      program("empty", "", "rwxr-xr-x");
      assertNotExecutable(bound("/data/empty"), "/data/empty", "architecture");
    }

    @Test
    void argumentsBeyondTheKernelsLimit_areNamed() {
      assertNotExecutable(busybox("true", "x".repeat(200_000)), "/bin/true", "long");
      assertNotExecutable(busybox("/bin/true").env("A", "x".repeat(5 << 20)), "/bin/true", "long");
    }

    @Test
    void missingBindSource_isNamed() {
      assertError(
              busybox("true").mount(Mount.bind(Path.of("/no/source"), "/data")),
              CaissonException.class)
          .satisfies(
              e -> {
                assertThat(e.step()).isEqualTo("bind mount");
                assertThat(e.object()).isEqualTo("/no/source on /data");
                assertThat(e.remedy()).isPresent();
              });
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "proc"})
    void systemFolderThatIsALink_isRefused(String name) throws Exception {
      for (String target : new String[] {"/etc", "../../../../etc", "/nowhere"}) {
        Path root = BusyboxRoot.make(Files.createTempDirectory(folder, "root"));
        Files.delete(root.resolve(name));
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
        assertError(
                Container.builder().root(Root.directory(root)).command("true"),
                SystemCallException.class)
            .satisfies(
                e -> {
                  assertThat(e.object()).isEqualTo("/" + name);
                  assertThat(e.getMessage()).contains("ELOOP");
                  assertThat(e.remedy()).isPresent();
                });
        Files.delete(root.resolve(name));
      }
    }

    @Test
    void mountTargetThatIsALink_staysInside() throws Exception {
      Path root = BusyboxRoot.make(folder.resolve("root"));
      Path outside = Files.createDirectory(folder.resolve("outside"));
      Files.createSymbolicLink(root.resolve("way-out"), outside);
      assertThatThrownBy(
              () ->
                  Container.builder()
                      .root(Root.directory(root))
                      .command("true")
                      .mount(Mount.tmpfs("/way-out/new"))
                      .run())
          .isInstanceOf(SystemCallException.class);
      assertThat(outside).isEmptyDirectory();
      Files.delete(root.resolve("way-out"));
    }

    @Test
    void workingDirectoryThatIsAFile_isRefused() {
      for (String path : new String[] {"/etc/passwd", "/etc/passwd/below"}) {
        assertError(busybox("true").workingDirectory(path), SystemCallException.class)
            .satisfies(
                e -> {
                  assertThat(e.object()).isEqualTo(path);
                  assertThat(e.getMessage()).contains("ENOTDIR");
                  assertThat(e.remedy()).hasValueSatisfying(r -> assertThat(r).contains("folder"));
                });
      }
    }

    @Test
    void workingDirectoryInProc_isNoFaultOfTheHost() {
      assertError(
          busybox("true").workingDirectory("/proc/self/no-such"), SystemCallException.class);
    }

    @Test
    void emptyRoot_lacksTheCommandAlone() throws Exception {
      Path root = Files.createDirectory(folder.resolve("empty"));
      assertNotFound(Container.builder().root(Root.directory(root)).command("true"), "true");
      assertThat(root).isEmptyDirectory();
    }

    @Test
    void mistakesOfTheCaller_areRefusedAtTheCall() {
      ContainerBuilder builder = Container.builder();
      assertThatThrownBy(() -> builder.env("A=B", "")).hasMessageContaining("A=B");
      assertThatThrownBy(() -> builder.env("", "x")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.env("A", "a\0b")).hasMessageContaining("a\\0b");
      assertThatThrownBy(() -> builder.command()).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.command("a", "\0")).hasMessageContaining("NUL");
      assertThatThrownBy(() -> builder.command("a", "\ud800")).hasMessageContaining("surrogate");
      assertThatThrownBy(() -> builder.command("")).hasMessageContaining("empty");
      assertThatThrownBy(() -> builder.workingDirectory("rel")).hasMessageContaining("rel");
      assertThatThrownBy(() -> builder.user("a b")).hasMessageContaining("a b");
      assertThatThrownBy(() -> builder.user("1:2:3")).hasMessageContaining("1:2:3");
      assertThatThrownBy(() -> builder.user("-1")).hasMessageContaining("-1");
      assertThatThrownBy(() -> builder.hostname("-x")).hasMessageContaining("-x");
      assertThatThrownBy(() -> builder.memory(4095)).hasMessageContaining("4095");
      assertThatThrownBy(() -> builder.pids(0)).hasMessageContaining("0");
      assertThatThrownBy(() -> builder.cpus(0)).hasMessageContaining("0");
      assertThatThrownBy(() -> builder.outputLimit(-1)).hasMessageContaining("-1");
      assertThatThrownBy(() -> builder.timeout(java.time.Duration.ZERO))
          .hasMessageContaining("PT0S");
      assertThatThrownBy(() -> builder.diskLimit(1)).hasMessageContaining("1");
      assertThatThrownBy(() -> Mount.tmpfs("/proc/x")).hasMessageContaining("/proc/x");
      assertThatThrownBy(() -> Mount.tmpfs("/a/../b")).hasMessageContaining("/a/../b");
      assertThatThrownBy(() -> new Signal(0)).hasMessageContaining("0");
      assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> builder.hostname("a").hostname("b"))
          .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothing_isNamedAtTheCall() {
      ContainerBuilder builder = Container.builder();
      assertNull(() -> builder.root(null), "root");
      assertNull(() -> Root.directory(null), "directory");
      assertNull(() -> builder.command("a", null), "command");
      assertNull(() -> builder.env("A", null), "environment");
      assertNull(() -> builder.hostname(null), "host name");
      assertNull(() -> builder.workingDirectory(null), "working directory");
      assertNull(() -> builder.user(null), "user");
      assertNull(() -> builder.timeout(null), "timeout");
      assertNull(() -> builder.mount(null), "mount");
      assertNull(() -> builder.network(null), "network");
      assertNull(() -> builder.stdin(null), "stdin");
      assertNull(() -> builder.stdout(null), "stdout");
    }

    private static void assertNull(ThrowingCallable call, String name) {
      assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessageContaining(name);
    }

    @Test
    void folderBoundOnAFile_isSaid() throws Exception {
      program("file", "", "rw-r--r--");
      Mount folderOnFile = Mount.bind(folder, "/etc/passwd");
      Mount fileOnFolder = Mount.bind(folder.resolve("file"), "/etc");
      for (Mount mount : new Mount[] {folderOnFile, fileOnFolder}) {
        assertError(busybox("true").mount(mount), SystemCallException.class)
            .satisfies(
                e ->
                    assertThat(e.remedy())
                        .hasValueSatisfying(r -> assertThat(r).contains("folder")));
      }
    }

    @Test
    void streamThatIsNoPipe_isRefused() throws Exception {
      assertThatThrownBy(() -> busybox("true").stdout(Output.pipe()).run())
          .isInstanceOf(IllegalStateException.class);
      try (RunningContainer container = busybox("true").stdout(Output.discard()).start()) {
        assertThatThrownBy(container::stdout).hasMessageContaining("stdout");
        assertThatThrownBy(container::stdin).hasMessageContaining("stdin");
      }
    }
  }
}
