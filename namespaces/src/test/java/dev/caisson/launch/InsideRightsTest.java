package dev.caisson.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Architecture;
import dev.caisson.linux.CString;
import dev.caisson.linux.Child;
import dev.caisson.linux.Directory;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.Handover;
import dev.caisson.linux.Memfd;
import dev.caisson.linux.NamespaceFile;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.Pipe;
import dev.caisson.linux.Spawn;
import dev.caisson.testing.NeedsTool;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an ordinary user's JVM reads with the rights of a user namespace. */
@RootlessTest
@NeedsTool({"unshare", "setfattr"})
@Timeout(30)
final class InsideRightsTest {

  private static final OpenHow PLACE = OpenHow.of(OpenFlag.PATH, OpenFlag.NOFOLLOW);
  private static final OpenHow READ = OpenHow.of(OpenFlag.NONBLOCK);
  private static final int LARGE = 3000;

  @TempDir Path top;
  private Process container;
  private RootDoor door;
  private InsideRights rights;
  private Directory tree;

  @BeforeEach
  void open() throws Exception {
    container = new ProcessBuilder("unshare", "-Urm", "sh", "-c", "echo x; exec sleep 600").start();
    assertThat(container.getInputStream().read()).isEqualTo('x');
    door = RootDoor.open(Math.toIntExact(container.pid()), true);
    rights = door.rights();
    Files.writeString(Files.createDirectory(top.resolve("shut")).resolve("f"), "secret");
    setAttribute("user.short", "value");
    setAttribute("user.long", "v".repeat(LARGE));
    allow(top.resolve("shut/f"), "---------");
    allow(top.resolve("shut"), "---------");
    tree = Directory.place(top);
  }

  private void setAttribute(String name, String value) throws Exception {
    String file = top.resolve("shut/f").toString();
    Process process = new ProcessBuilder("setfattr", "-n", name, "-v", value, file).start();
    assertThat(process.waitFor()).isZero();
  }

  private static void allow(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  @AfterEach
  void close() throws Exception {
    rights.close();
    tree.close();
    door.close();
    container.destroyForcibly().waitFor();
    allow(top.resolve("shut"), "rwx------");
  }

  private OpenFile place(String path) throws CaissonException {
    return OpenFile.own(rights.open(tree, CString.of(path), PLACE));
  }

  @Test
  void fileThatNobodyMayRead_isRead() throws Exception {
    assertThatThrownBy(() -> tree.openFile(CString.of("shut/f"), PLACE).close())
        .isInstanceOfSatisfying(
            SystemCallException.class, e -> assertThat(e.is(Errno.EACCES)).isTrue());
    for (int i = 0; i < 100; i++) {
      try (OpenFile place = place("shut/f");
          OpenFile content = OpenFile.own(rights.openContent(place, READ))) {
        assertThat(new String(content.read(0, 100), UTF_8)).isEqualTo("secret");
      }
    }
    assertThat(children()).hasSize(1);
  }

  @Test
  void ownFiles_areReadWithoutAContainer() throws Exception {
    try (InsideRights own = InsideRights.overOwnFiles();
        OpenFile content = OpenFile.own(own.open(tree, CString.of("shut/f"), READ))) {
      assertThat(new String(content.read(0, 100), UTF_8)).isEqualTo("secret");
      assertThat(own.xattr(content, CString.of("user.short"))).hasValue("value".getBytes(UTF_8));
    }
    assertThat(children()).isEmpty();
  }

  @Test
  void attributes_areRead() throws Exception {
    try (OpenFile place = place("shut/f")) {
      assertThatThrownBy(() -> place.xattr(CString.of("user.short")))
          .isInstanceOf(SystemCallException.class);
      assertThat(rights.xattr(place, CString.of("user.short"))).hasValue("value".getBytes(UTF_8));
      assertThat(rights.xattr(place, CString.of("user.none"))).isEmpty();
      assertThat(rights.xattr(place, CString.of("none.such"))).isEmpty();
      assertThat(rights.xattr(place, CString.of("user.long")))
          .hasValue("v".repeat(LARGE).getBytes(UTF_8));
      assertThat(rights.xattr(place, CString.of("user.short"))).hasValue("value".getBytes(UTF_8));
    }
  }

  @Test
  void callThatFails_saysWhatAndWhy_andOthersGoOn() throws Exception {
    assertThatThrownBy(() -> place("shut/none").close())
        .isInstanceOfSatisfying(
            SystemCallException.class, e -> assertThat(e.is(Errno.ENOENT)).isTrue())
        .hasMessageContaining("open shut/none");
    assertThatThrownBy(() -> place("a".repeat(5000)).close())
        .isInstanceOfSatisfying(
            SystemCallException.class, e -> assertThat(e.is(Errno.ENAMETOOLONG)).isTrue());
    try (OpenFile place = place("shut/f")) {
      assertThat(place.stat().size()).isEqualTo(6);
    }
  }

  @Test
  void child_holdsItsEndsAlone_andIsGoneWhenClosed() throws Exception {
    assertThat(children()).isEmpty();
    place("shut/f").close();
    long child = children().get(0);
    try (Stream<Path> open = Files.list(Path.of("/proc/" + child + "/fd"))) {
      assertThat(open.filter(fd -> Integer.parseInt("" + fd.getFileName()) >= Fd.LOWEST))
          .hasSize(2);
    }
    rights.close();
    rights.close();
    assertThat(children()).isEmpty();
  }

  private List<Long> children() {
    return ProcessHandle.current()
        .children()
        .map(ProcessHandle::pid)
        .filter(pid -> pid != container.pid())
        .toList();
  }

  @Test
  void childThatIsKilled_isAnError_andThenThereIsAnother() throws Exception {
    place("shut/f").close();
    new Child(Math.toIntExact(children().get(0))).kill();
    assertThatThrownBy(() -> place("shut/f").close()).isInstanceOf(CaissonException.class);
    place("shut/f").close();
  }

  @Test
  void jvmThatIsGone_endsTheChild() throws Exception {
    Handover requests = Handover.open();
    try (Pipe status = Pipe.open();
        NamespaceFile users = door.users().orElseThrow()) {
      int socket = requests.sending().number();
      int end = status.write().number();
      Program program = RightsProgram.of(users.fd().number(), end, socket);
      Child child;
      try (Fd file = Memfd.sealed("test", ElfImage.of(program, Architecture.current(), end))) {
        List<Fd> inherited = List.of(users.fd(), status.write(), requests.sending());
        child = Spawn.start(file, "test", inherited);
      }
      try (FdChannel told = new FdChannel(status.read().handOver(), Status.BYTES)) {
        Optional<StatusRecord> record = StatusRecord.read(told);
        requests.close();
        child.reap();
        assertThat(record.orElseThrow().is(Status.STARTED)).isTrue();
      }
    }
  }
}
