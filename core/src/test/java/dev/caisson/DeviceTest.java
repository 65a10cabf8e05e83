package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caisson.error.CaissonException;
import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.DeviceNode;
import dev.caisson.namespaces.Mount;
import dev.caisson.testing.NeedsRemapping;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which devices a container can use, and what it can do to them. */
final class DeviceTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {

    @Test
    @NeedsRemapping
    void nodesThatAreMadeInside_haveNoPower() throws Exception {
      // 1:5 is /dev/zero; /dev itself, /dev/shm, the root, and a mount.
      String script =
          "for path in /dev/x /dev/shm/x /x /data/x /tmp/x; do"
              + " mknod $path c 1 5 && (head -c 1 $path >/dev/null) && echo opened $path; done;"
              + " ls -l /dev/x";
      for (Users users : List.of(Users.HOST, Users.REMAPPED)) {
        String said =
            said(
                shell(script)
                    .users(users)
                    .capabilities(Capability.MKNOD)
                    .mount(Mount.tmpfs("/data")));
        assertThat(said.contains("crw")).isEqualTo(users == Users.HOST);
        assertThat(said).doesNotContain("opened");
      }
    }

    @Test
    void nodesOfTheMachine_canNotBeChanged() throws Exception {
      Path full = Path.of("/dev/full");
      Object before = Files.readAttributes(full, "unix:mode,uid,gid,lastModifiedTime");
      String said =
          said(
              shell(
                      "for node in /dev/full /dev/mine; do chmod 600 $node; chown 5 $node; touch $node; done")
                  .device(new DeviceNode(full, "/dev/mine"))
                  .capabilities(Capability.FOWNER, Capability.CHOWN));
      assertThat(said.lines()).hasSize(6).allMatch(line -> line.contains("Read-only"));
      assertThat(Files.readAttributes(full, "unix:mode,uid,gid,lastModifiedTime"))
          .isEqualTo(before);
    }

    @Test
    @NeedsRemapping
    void deviceOfRootAlone_isTheHostsRootsAlone() throws Exception {
      String node = "/dev/zero-of-caisson-" + ProcessHandle.current().pid();
      new ProcessBuilder("mknod", "-m", "600", node, "c", "1", "5").start().waitFor();
      try {
        ContainerBuilder container =
            shell("(: < " + node + ") && echo opened").device(Path.of(node));
        assertThatThrownBy(container::run)
            .isInstanceOf(CaissonException.class)
            .hasMessageContainingAll("bind device", node, "Users.HOST");
        assertThat(said(container.users(Users.HOST))).isEqualTo("opened\n");
      } finally {
        Files.delete(Path.of(node));
      }
    }

    @Test
    @NeedsRemapping
    void deviceThatTakesACapabilityOfTheMachine_isTheHostsRootsAlone() throws Exception {
      // The kernel's log.
      String script = "(: < /dev/kmsg) && echo opened";
      Path log = Path.of("/dev/kmsg");
      ContainerBuilder container = shell(script).capabilities(Capability.SYSLOG).device(log);
      assertThat(said(container)).doesNotContain("opened");
      assertThat(said(container.users(Users.HOST))).isEqualTo("opened\n");
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {

    @Test
    void deviceOfRootAlone_staysRoots() throws Exception {
      assertThat(said(shell("(: < /dev/console) && echo opened").device(Path.of("/dev/console"))))
          .contains("Permission denied")
          .doesNotContain("opened");
    }
  }

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    @Test
    void device_isReadAndWrittenUnderItsPath() throws Exception {
      String script = "head -c 3 /dev/deep/zero | wc -c; echo x > /dev/deep/zero; ls -l /dev/deep";
      assertThat(said(shell(script).device(new DeviceNode(Path.of("/dev/zero"), "/dev/deep/zero"))))
          .startsWith("3\n")
          .containsPattern("crw-rw-rw- .* 1, +5 .* zero\n");
    }

    @Test
    void device_isThereForLaterCommands_andOnAReadOnlyRoot() throws Exception {
      try (RunningContainer container =
          busybox("sleep", "60")
              .readOnlyRoot()
              .device(new DeviceNode(Path.of("/dev/zero"), "/dev/mine"))
              .start()) {
        assertThat(container.exec("head", "-c", "2", "/dev/mine").run().stdout().bytes())
            .containsExactly(0, 0);
      }
    }

    @Test
    void pseudoTerminals_areItsOwn() throws Exception {
      assertThat(said(shell("ls /dev/pts; (: <> /dev/ptmx) && echo opened")))
          .isEqualTo("ptmx\nopened\n");
    }

    @Test
    void whatIsNoDevice_isSaid(@TempDir Path folder) throws Exception {
      Path file = Files.createFile(folder.resolve("file"));
      for (Path source : List.of(file, folder, folder.resolve("none"))) {
        CaissonException e =
            catchThrowableOfType(
                CaissonException.class,
                () -> busybox("true").device(new DeviceNode(source, "/dev/x")).run());
        assertThat(e).hasMessageStartingWith("bind device " + source + ": it is not ");
        assertThat(e.remedy()).isPresent();
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/etc/x",
          "/dev",
          "/dev/",
          "dev/x",
          "/dev/../etc/x",
          "/dev/null",
          "/dev/fd/3",
          "/dev/pts/0",
          "/dev/stdin",
          "/dev/\0"
        })
    void targetElsewhere_isRefusedAtTheCall(String target) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new DeviceNode(Path.of("/dev/zero"), target));
    }

    @Test
    void deviceGivenTwice_isRefusedAtTheCall() {
      ContainerBuilder builder = Container.builder().device(Path.of("/dev/kmsg"));
      assertThatIllegalStateException().isThrownBy(() -> builder.device(Path.of("/dev/kmsg")));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.device(Path.of("/etc/passwd")));
    }
  }
}
