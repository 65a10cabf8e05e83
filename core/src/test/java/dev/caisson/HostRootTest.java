package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** This machine's system folders as a root. */
final class HostRootTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {
    @Test
    void filesOfRoot_canBeChanged() throws Exception {
      // overlayfs(5) can't copy up what belongs to an id that a user namespace does not map.
      String script = "mv /etc/hosts /etc/moved && echo x >> /etc/passwd && tail -n 1 /etc/passwd";
      assertThat(said(shell(script))).isEqualTo("x\n");
      assertThat(Path.of("/etc/hosts")).exists();
    }

    @Test
    void foldersOfEtc_haveTheirOwnersAndModes() throws Exception {
      String list = "cd /etc && stat -c '%n %u %g %a' */";
      Process here = new ProcessBuilder("sh", "-c", list).start();
      List<String> expected = here.inputReader().lines().toList();
      assertThat(said(shell(list)).lines()).isNotEmpty().isSubsetOf(expected);
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract {

    static ContainerBuilder shell(String script) {
      return Container.builder()
          .root(Root.host())
          .command("sh", "-c", script)
          .timeout(Duration.ofSeconds(60));
    }

    static String said(ContainerBuilder container) throws Exception {
      Result result = container.run();
      return result.stdout().text() + result.stderr().text();
    }

    @Test
    void programsOfThisMachine_run() throws Exception {
      assertThat(said(shell("id; cat /etc/os-release; ls /usr/bin/env")))
          .contains("uid=0(root)", "NAME=", "/usr/bin/env");
    }

    @Test
    void secrets_areNotThere() throws Exception {
      for (String file : List.of("shadow", "gshadow", "shadow-", "gshadow-", "ssl/private/x")) {
        assertThat(said(shell("cat /etc/" + file + " && echo read"))).doesNotContain("read\n");
      }
      assertThat(said(shell("ls /etc"))).doesNotContain("shadow").contains("passwd");
    }

    @Test
    void foldersOfPeopleAndServices_areEmpty() throws Exception {
      assertThat(said(shell("ls -A /home /root /tmp /run /srv /mnt /sys /var/tmp | grep -v :")))
          .isBlank();
      assertThat(said(shell("ls /; ls -A /var"))).doesNotContain("work\n").doesNotContain("log");
    }

    @Test
    void changes_areTheContainersAlone() throws Exception {
      assertThat(
              said(
                  shell(
                      "echo new > /etc/caisson-new && echo new > /usr/caisson-new && rm /etc/passwd"
                          + " && cat /etc/caisson-new && ls /etc | grep -c '^passwd$'")))
          .isEqualTo("new\n0\n");
      assertThat(Path.of("/etc/caisson-new")).doesNotExist();
      assertThat(Path.of("/usr/caisson-new")).doesNotExist();
      assertThat(Files.readString(Path.of("/etc/passwd"))).contains("root:");
    }

    @Test
    void readOnlyRoot_isReadOnlyInEveryFolder() throws Exception {
      for (String folder : List.of("/", "/etc", "/usr", "/usr/lib", "/opt", "/var", "/tmp")) {
        assertThat(said(shell("touch " + folder + "/x && echo made").readOnlyRoot()))
            .as(folder)
            .contains("Read-only file system")
            .doesNotContain("made");
      }
    }
  }
}
