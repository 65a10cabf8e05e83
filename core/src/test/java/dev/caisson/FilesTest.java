package dev.caisson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.testing.NeedsRemapping;
import dev.caisson.testing.NeedsTool;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container's files, read and written from outside. */
final class FilesTest {

  @Nested
  @RootTest
  final class AsRoot extends RootsContract {}

  @Nested
  @RootTest
  final class AsHostsRoot extends RootsContract {
    @Override
    Optional<Users> users() {
      return Optional.of(Users.HOST);
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {

    @Test
    void anotherOwner_isAnError() {
      assertThatThrownBy(() -> files.write("/data/f", new byte[0], new FileOwner(7, 7)))
          .isInstanceOf(UnsupportedHostException.class)
          .hasMessageContaining("7:7");
    }
  }

  @Nested
  @RootlessTest
  @NeedsTool("newuidmap")
  final class AsUserWithARange extends Contract {
    @Override
    Optional<Users> users() {
      return Optional.of(Users.SUBORDINATE);
    }
  }

  /** What root can do besides. */
  abstract static class RootsContract extends Contract {

    @Test
    void owner_isWhomOneNames() throws Exception {
      FileOwner worker = new FileOwner(1234, 100);
      Files.createDirectory(folder.resolve("tree"));
      Files.writeString(folder.resolve("tree/f"), "x");
      files.write("/data/f", new byte[1], worker);
      files.copyIn(folder.resolve("tree"), "/data/tree", worker);
      assertThat(shout("stat -c %u:%g /data/f /data/tree /data/tree/f"))
          .isEqualTo("1234:100\n1234:100\n1234:100\n");
      files.write("/data/rootless", new byte[1]);
      assertThat(shout("stat -c %u:%g /data/rootless")).isEqualTo("0:0\n");
    }

    @Test
    @NeedsRemapping
    void ownerWhomNobodyIs_isAnError() {
      assertThatIllegalArgumentException().isThrownBy(() -> new FileOwner(-1, 0));
      if (users().isEmpty()) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> files.write("/data/f", new byte[0], new FileOwner(70_000, 0)));
      }
    }

    @Test
    void filesOfOthers_areReached() throws Exception {
      shout("mkdir -m 700 /data/d; echo secret >/data/d/f; chmod 0 /data/d/f /data/d");
      assertThat(text("/data/d/f")).isEqualTo("secret\n");
    }

    @Test
    void callingThread_staysItself() throws Exception {
      files.write("/data/f", new byte[0], new FileOwner(1234, 100));
      List<String> ids =
          Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
              .filter(line -> line.matches("(Uid|Gid):.*"))
              .toList();
      assertThat(ids).containsExactly("Uid:\t0\t0\t0\t0", "Gid:\t0\t0\t0\t0");
      Path mine = Files.writeString(folder.resolve("mine"), "");
      assertThat(Files.getAttribute(mine, "unix:uid")).isEqualTo(0);
    }
  }

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    @TempDir Path folder;
    RunningContainer container;
    ContainerFiles files;

    @BeforeEach
    void startContainer() throws Exception {
      container = busybox("sleep", "60").start();
      files = container.files();
    }

    @AfterEach
    void closeContainer() throws Exception {
      files.close();
      container.close();
    }

    /** Returns what a script in the container says. */
    final String shout(String script) throws Exception {
      Result result = container.exec("sh", "-c", script).run();
      return result.stdout().text() + result.stderr().text();
    }

    final String text(String path) throws Exception {
      return new String(files.read(path), UTF_8);
    }

    @Test
    void fileThatTheContainerWrote_isRead() throws Exception {
      shout("echo hello >/data/f; ln -s /data/f /root/link");
      assertThat(text("/data/f")).isEqualTo("hello\n");
      assertThat(text("data/f")).isEqualTo("hello\n");
      assertThat(text("/root/link")).isEqualTo("hello\n");
      assertThat(text("/../../data/../data/f")).isEqualTo("hello\n");
      try (InputStream stream = files.openRead("/data/f")) {
        assertThat(new String(stream.readAllBytes(), UTF_8)).isEqualTo("hello\n");
      }
    }

    @Test
    void fileThatWasWritten_isTheContainersRoots() throws Exception {
      files.write("/data/f", "one".getBytes(UTF_8));
      assertThat(shout("cat /data/f; stat -c ' %u:%g %a' /data/f")).isEqualTo("one 0:0 644\n");
      files.write("/data/f", "2".getBytes(UTF_8));
      assertThat(shout("echo more >>/data/f; cat /data/f")).isEqualTo("2more\n");
      try (OutputStream stream = files.openWrite("/data/large")) {
        stream.write(new byte[200_000]);
        stream.write('x');
      }
      assertThat(shout("wc -c </data/large")).isEqualTo("200001\n");
    }

    @Test
    void fileOfTheImage_isChangedInTheContainerAlone() throws Exception {
      files.write("/etc/group", "changed".getBytes(UTF_8));
      assertThat(shout("cat /etc/group")).isEqualTo("changed");
      assertThat(rootFolder.resolve("etc/group")).content().startsWith("root:");
    }

    @Test
    void hostsFolders_areReadAndChangedInTheContainerAlone() throws Exception {
      try (RunningContainer other =
              Container.builder().root(Root.host()).command("sleep", "60").start();
          ContainerFiles its = other.files()) {
        assertThat(its.read("/etc/passwd")).isEqualTo(Files.readAllBytes(Path.of("/etc/passwd")));
        its.write("/tmp/caisson-files-test", "inside".getBytes(UTF_8));
        assertThat(other.exec("cat", "/tmp/caisson-files-test").run().stdout().text())
            .isEqualTo("inside");
        assertThat(Path.of("/tmp/caisson-files-test")).doesNotExist();
        assertThat(its.list("/")).extracting(FileEntry::name).contains("usr", "proc");
      }
    }

    @Test
    void list_showsAllKinds() throws Exception {
      shout("cd /data; echo 12 >f; mkdir d; ln -s f l; mknod p p || mkfifo p; chmod 4711 f");
      assertThat(files.list("/data"))
          .extracting(FileEntry::name, FileEntry::type)
          .contains(
              tuple("f", FileEntry.Type.REGULAR),
              tuple("d", FileEntry.Type.DIRECTORY),
              tuple("l", FileEntry.Type.SYMLINK));
      FileEntry file = files.find("/data/f").orElseThrow();
      assertThat(file.size()).isEqualTo(3);
      assertThat(file.mode()).isEqualTo(04711);
      assertThat(file.uid()).isEqualTo(OptionalLong.of(0));
      assertThat(file.gid()).isEqualTo(OptionalLong.of(0));
      assertThat(files.find("/data/l").orElseThrow().type()).isEqualTo(FileEntry.Type.SYMLINK);
    }

    @Test
    void whatIsNotThere_isSaid() throws Exception {
      shout("ln -s nothing /data/dangling");
      assertThat(files.exists("/data/none")).isFalse();
      assertThat(files.exists("/data/dangling")).isFalse();
      assertThat(files.exists("/data")).isTrue();
      assertThat(files.find("/data/none")).isEmpty();
      assertThat(files.find("/bin/busybox/below")).isEmpty();
      assertThat(files.delete("/data/none")).isFalse();
      assertThatThrownBy(() -> files.read("/data/none"))
          .isInstanceOf(CaissonException.class)
          .hasMessageContaining("read /data/none in the container: ENOENT");
      assertThatThrownBy(() -> files.write("/none/f", new byte[0])).hasMessageContaining("ENOENT");
      assertThatThrownBy(() -> files.write("/data/dangling", new byte[0]))
          .hasMessageContaining("EEXIST");
      assertThatThrownBy(() -> files.list("/bin/busybox")).hasMessageContaining("ENOTDIR");
      assertThatThrownBy(() -> files.copyOut("/data/none", folder.resolve("x")))
          .hasMessageContaining("ENOENT");
      assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void delete_removesTreesAndNothingElse() throws Exception {
      shout("mkdir -p /data/d/e; echo 1 >/data/d/e/f; ln -s /etc /data/d/l; ln -s /etc /data/l");
      assertThat(files.delete("/data/d/")).isTrue();
      assertThat(files.delete("/data/l")).isTrue();
      assertThat(shout("ls /data; cat /etc/group")).startsWith("root:");
    }

    @Test
    void tree_isTheSameAfterBothWays() throws Exception {
      Path tree = Files.createDirectories(folder.resolve("tree/a/b")).getParent().getParent();
      Files.writeString(tree.resolve("a/b/text"), "text");
      Files.write(tree.resolve("a/large"), new byte[300_000]);
      Files.setPosixFilePermissions(
          tree.resolve("a/large"), PosixFilePermissions.fromString("rwxr-x---"));
      Files.createSymbolicLink(tree.resolve("a/link"), Path.of("/etc/passwd"));
      Files.setPosixFilePermissions(
          tree.resolve("a/b"), PosixFilePermissions.fromString("r-xr-xr-x"));
      assertThat(files.copyIn(tree, "/data/tree")).isEqualTo(new Copied(6, 300_004, List.of()));
      assertThat(shout("stat -c '%a %u' /data/tree/a/large; cat /data/tree/a/b/text"))
          .isEqualTo("750 0\ntext");
      Path back = folder.resolve("back");
      assertThat(files.copyOut("/data/tree", back)).isEqualTo(new Copied(6, 300_004, List.of()));
      assertThat(back.resolve("a/b/text")).hasContent("text");
      assertThat(back.resolve("a/large")).hasSize(300_000).isExecutable();
      assertThat(Files.readSymbolicLink(back.resolve("a/link"))).isEqualTo(Path.of("/etc/passwd"));
      // For whoever removes them.
      for (Path copy : List.of(tree, back)) {
        Files.delete(copy.resolve("a/link"));
        Files.setPosixFilePermissions(
            copy.resolve("a/b"), PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }

    @Test
    void copyToWhatIsThere_changesNothing() throws Exception {
      Path there = Files.writeString(folder.resolve("there"), "mine");
      Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("elsewhere"));
      shout("echo x >/data/f");
      for (Path taken : List.of(there, link)) {
        assertThatThrownBy(() -> files.copyOut("/data/f", taken)).hasMessageContaining("EEXIST");
      }
      assertThat(there).hasContent("mine");
      assertThat(folder.resolve("elsewhere")).doesNotExist();
      assertThatThrownBy(() -> files.copyIn(there, "/data/f")).hasMessageContaining("EEXIST");
      assertThat(shout("cat /data/f")).isEqualTo("x\n");
    }

    @Test
    void files_outliveTheContainer() throws Exception {
      shout("echo kept >/data/f");
      container.kill();
      container.waitFor();
      assertThat(text("/data/f")).isEqualTo("kept\n");
      try (ContainerFiles late = container.files()) {
        late.write("/data/g", "late".getBytes(UTF_8));
        container.close();
        assertThat(text("/data/g")).isEqualTo("late");
        assertThat(late.copyOut("/data", folder.resolve("data")).files()).isEqualTo(3);
      }
      assertThatIllegalStateException().isThrownBy(container::files);
    }

    @Test
    void commandThatEndsAtOnce_leavesItsFiles() throws Exception {
      for (int i = 0; i < 50; i++) {
        try (RunningContainer short_ = shell("echo result >/data/f").start()) {
          short_.waitFor();
          try (ContainerFiles left = short_.files()) {
            assertThat(new String(left.read("/data/f"), UTF_8)).isEqualTo("result\n");
          }
        }
      }
    }

    @Test
    void closedFiles_areSaid() throws Exception {
      files.close();
      files.close();
      assertThatIllegalStateException().isThrownBy(() -> files.read("/etc/passwd"));
    }
  }
}
