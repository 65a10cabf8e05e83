package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.namespaces.Mount;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bind and tmpfs mounts, and the copy-on-write root. */
final class MountTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {
    @Test
    void deviceInABoundFolder_hasNoPower(@TempDir Path folder) throws Exception {
      new ProcessBuilder("mknod", folder.resolve("null").toString(), "c", "1", "3")
          .start()
          .waitFor();
      assertThat(said(shell("cat /data/null").mount(Mount.bind(folder, "/data"))))
          .contains("Permission denied");
    }
  }

  @Nested
  @RootTest
  final class AsHostsRoot extends Contract {
    @Override
    Optional<Users> users() {
      return Optional.of(Users.HOST);
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    @TempDir Path folder;

    @Test
    void boundFolder_isWritable() throws Exception {
      Files.writeString(folder.resolve("in"), "in\n");
      String said =
          said(shell("cat /data/in; echo out > /data/out").mount(Mount.bind(folder, "/data")));
      assertThat(said).isEqualTo("in\n");
      assertThat(folder.resolve("out")).hasContent("out\n");
    }

    @Test
    void boundFile_isReadAtATargetThatIsMade() throws Exception {
      Path file = Files.writeString(folder.resolve("file"), "text\n");
      assertThat(said(busybox("cat", "/new/place/x").mount(Mount.bind(file, "/new/place/x"))))
          .isEqualTo("text\n");
      assertThat(rootFolder.resolve("new")).doesNotExist();
    }

    @Test
    void readOnlyMount_refusesEveryChange() throws Exception {
      Files.writeString(folder.resolve("old"), "old\n");
      String said =
          said(
              shell(
                      "cat /data/old; cd /data; echo x > old; echo x > new; rm old; mv old b;"
                          + " chmod 777 old; mkdir d; ln old l; touch old;"
                          + " mount -o remount,rw,bind /data; echo x > new")
                  .mount(Mount.bind(folder, "/data").readOnly()));
      assertThat(said).startsWith("old\n").contains("Read-only file system");
      assertThat(folder).isDirectoryNotContaining(path -> !path.endsWith("old"));
      assertThat(folder.resolve("old")).hasContent("old\n");
    }

    @Test
    void tmpfs_isEmptyAndOfItsSize() throws Exception {
      String said =
          said(
              shell(
                      "ls -A /bin; dd if=/dev/zero of=/bin/x bs=4096 count=1000 2>/dev/null;"
                              .replace("/bin", "/data")
                          + " stat -c %s /data/x; touch /data/y || echo full")
                  .mount(Mount.tmpfs("/data").withSize(1 << 20)));
      assertThat(said).contains("1048576\n");
    }

    @Test
    void tmpfs_hasItsMode_andExecutesNothingUnlessItMay() throws Exception {
      String script =
          "stat -c %a /data /t; for d in /data /t; do"
              + " cp /bin/busybox $d/true; $d/true 2>/dev/null && echo executed in $d; done";
      String said =
          said(
              shell(script)
                  .mount(Mount.tmpfs("/data").withMode(0700).withoutExecution())
                  .mount(Mount.tmpfs("/t")));
      assertThat(said).isEqualTo("700\n1777\nexecuted in /t\n");
    }

    @Test
    void folderBoundTwice_isInBothPlaces() throws Exception {
      String said =
          said(
              shell("echo a > /data/a; echo b > /new/b; cat /new/a /data/b")
                  .mount(Mount.bind(folder, "/data"))
                  .mount(Mount.bind(folder, "/new")));
      assertThat(said).isEqualTo("a\nb\n");
    }

    @Test
    void mountInAMount_liesOnTop() throws Exception {
      Files.createDirectory(folder.resolve("sub"));
      String said =
          said(
              shell("echo x > /data/sub/x; ls /data/sub; echo y > /data/y")
                  .mount(Mount.bind(folder, "/data"))
                  .mount(Mount.tmpfs("/data/sub")));
      assertThat(said).isEqualTo("x\n");
      assertThat(folder.resolve("sub")).isEmptyDirectory();
      assertThat(folder.resolve("y")).exists();
    }

    @Test
    void readOnlyRoot_leavesMountsAndDevicesWritable() throws Exception {
      String said =
          said(
              shell(
                      "touch /x; touch /bin/x; echo x > /t/x && cat /t/x /data/x; echo x >"
                          + " /dev/null; pwd")
                  .readOnlyRoot()
                  .workingDirectory("/made/before")
                  .mount(Mount.tmpfs("/t"))
                  .mount(Mount.bind(folder, "/data/sub"))
                  .mount(Mount.bind(Files.writeString(folder.resolve("f"), "f\n"), "/data/x")));
      assertThat(said)
          .contains("touch: /x: Read-only", "touch: /bin/x: Read-only", "x\nf\n/made/before\n");
    }

    @Test
    void changesOfTheRoot_areThrownAway() throws Exception {
      List<String> before = contents(rootFolder);
      String said =
          said(
              shell(
                  "echo new > /etc/new; echo more >> /etc/group; rm -r /data /etc/passwd; mkdir"
                      + " /data; chmod 700 /bin; ln -s / /link; mv /home /house; touch /bin/sh; cat"
                      + " /etc/new"));
      assertThat(said).isEqualTo("new\n");
      assertThat(contents(rootFolder)).isEqualTo(before);
      assertThat(said(busybox("cat", "/etc/new"))).contains("No such file");
    }

    @Test
    void rootWithACommaInItsPath_isMounted() throws Exception {
      Path odd = BusyboxRoot.make(folder.resolve("a,b:c\\d e"));
      assertThat(said(Container.builder().root(Root.directory(odd)).command("echo", "fine")))
          .isEqualTo("fine\n");
    }

    @Test
    void diskLimit_holds() throws Exception {
      String fill = "dd if=/dev/zero of=/x bs=4096 count=1000 2>&1; rm /x; ls /data";
      assertThat(said(shell(fill).diskLimit(1 << 20)))
          .contains("No space left on device")
          .doesNotContain("4096000 bytes");
    }

    @Test
    void limitsOfSize_holdForEmptyFilesToo() throws Exception {
      String fill =
          "i=0; while [ $i -lt 2000 ]; do : > %s/f$i || exit; i=$((i + 1)); done; echo all";
      for (String folder : List.of("", "/t")) {
        assertThat(
                said(
                    shell(String.format(fill, folder) + " 2>&1")
                        .diskLimit(1 << 20)
                        .mount(Mount.tmpfs("/t").withSize(1 << 20))))
            .contains("No space left on device")
            .doesNotContain("all");
      }
      assertThat(said(shell(String.format(fill, "") + " 2>&1").diskLimit(16 << 20)))
          .isEqualTo("all\n");
    }

    private static List<String> contents(Path folder) throws IOException {
      try (Stream<Path> paths = Files.walk(folder)) {
        return paths.sorted().map(Contract::describe).toList();
      }
    }

    private static String describe(Path path) {
      try {
        return path
            + " "
            + Files.readAttributes(
                path,
                "unix:mode,uid,gid,size,lastModifiedTime,ctime,ino",
                LinkOption.NOFOLLOW_LINKS);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
