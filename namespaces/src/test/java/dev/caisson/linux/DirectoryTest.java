package dev.caisson.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DirectoryTest {

  private static final OpenHow IN_ROOT = OpenHow.of().resolve(ResolveFlag.IN_ROOT);

  @TempDir Path top;
  private Path folder;
  private Directory directory;

  @BeforeEach
  void open() throws IOException {
    folder = Files.createDirectory(top.resolve("folder"));
    directory = Directory.open(folder);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  private static CString name(String text) {
    return CString.of(text);
  }

  private static void assertErrno(Errno errno, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SystemCallException.class, e -> assertThat(e.errno()).contains(errno));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "/", "a/"})
  void whatIsNoName_isTheCallersMistake(String text) {
    assertThatThrownBy(() -> directory.unlink(name(text)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> directory.createFile(name(text)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void file_isWrittenAndRead() throws IOException {
    byte[] bytes = "hello".getBytes(StandardCharsets.US_ASCII);
    try (OpenFile file = directory.createFile(name("f"));
        NativeBuffer buffer = NativeBuffer.allocate(16)) {
      file.write(bytes);
      buffer.bytes().put(3, bytes);
      file.write(buffer, 3, bytes.length);
    }
    try (OpenFile file = directory.openFile(name("f"), OpenHow.of());
        NativeBuffer buffer = NativeBuffer.allocate(16)) {
      assertThat(new String(file.read(4, 100), StandardCharsets.US_ASCII)).isEqualTo("ohello");
      assertThat(file.read(8, buffer, 16)).isEqualTo(2);
      assertThat(buffer.bytes().get(0)).isEqualTo((byte) 'l');
    }
  }

  @Test
  void takenName_isNotOpened() throws IOException {
    Files.createSymbolicLink(folder.resolve("l"), top.resolve("outside"));
    assertErrno(Errno.EEXIST, () -> directory.createFile(name("l")));
    assertThat(top.resolve("outside")).doesNotExist();
  }

  @Test
  void pathInRoot_cannotLeave() throws IOException {
    Files.writeString(top.resolve("secret"), "x");
    Files.createSymbolicLink(folder.resolve("l"), top.resolve("secret"));
    assertErrno(Errno.ENOENT, () -> directory.openFile(name("../secret"), IN_ROOT));
    assertErrno(Errno.ENOENT, () -> directory.openFile(name("l"), IN_ROOT));
    directory.openFile(name("../secret"), OpenHow.of()).close();
  }

  @Test
  void attributes_areThoseThatWereSet() throws IOException {
    try (OpenFile file = directory.createFile(name("f"))) {
      file.setXattr(name("user.a"), new byte[] {0, -1});
      file.changeMode(04711);
      file.changeTimes(new Timestamp(1, 2), new Timestamp(-3, 999_999_999));
      Stat stat = file.stat();
      assertThat(stat.type()).isEqualTo(FileType.REGULAR);
      assertThat(stat.mode()).isEqualTo(04711);
      assertThat(stat.modified()).isEqualTo(new Timestamp(-3, 999_999_999));
      assertThat(stat.uid()).isEqualTo(Credentials.effectiveUser());
      assertThat(file.xattrNames()).contains(name("user.a"));
      assertThat(file.xattr(name("user.a")))
          .hasValueSatisfying(v -> assertThat(v).containsExactly(0, -1));
      file.removeXattr(name("user.a"));
      assertThat(file.xattr(name("user.a"))).isEmpty();
    }
  }

  @Test
  void modeOfALink_isNotItsTargets() throws IOException {
    Files.writeString(top.resolve("secret"), "x");
    Object before = Files.getAttribute(top.resolve("secret"), "unix:mode");
    Files.createSymbolicLink(folder.resolve("l"), top.resolve("secret"));
    assertErrno(Errno.EOPNOTSUPP, () -> directory.changeMode(name("l"), 0777));
    assertThat(Files.getAttribute(top.resolve("secret"), "unix:mode")).isEqualTo(before);
  }

  @Test
  void whiteout_isDeviceZero() throws IOException {
    directory.makeWhiteout(name("w"));
    Stat stat = directory.find(name("w")).orElseThrow();
    assertThat(stat.type()).isEqualTo(FileType.CHARACTER_DEVICE);
    assertThat(stat.represents()).isEqualTo(new Stat.Device(0, 0));
  }

  @Test
  void longListing_isComplete() throws IOException {
    List<CString> names = IntStream.range(0, 3000).mapToObj(i -> name("name-" + i)).toList();
    for (CString each : names) {
      directory.createFile(each).close();
    }
    assertThat(directory.list()).containsExactlyInAnyOrderElementsOf(names);
    assertThat(directory.list()).hasSameSizeAs(names);
  }

  @Test
  void tree_isRemovedWithoutFollowingLinks() throws IOException {
    Files.createDirectories(top.resolve("outside/keep"));
    Files.createDirectories(folder.resolve("t/a/b"));
    Files.createSymbolicLink(folder.resolve("t/a/l"), top.resolve("outside"));
    Files.createSymbolicLink(folder.resolve("s"), top.resolve("outside"));
    for (int i = 0; i < 2000; i++) {
      Files.createFile(folder.resolve("t/a/" + i));
      Files.createDirectory(folder.resolve("t/d" + i));
    }
    directory.removeTree(name("t"));
    directory.removeTree(name("s"));
    directory.removeTree(name("none"));
    assertThat(directory.list()).isEmpty();
    assertThat(top.resolve("outside/keep")).isDirectory();
  }

  @Test
  void folderWithoutRights_isRemovedWithItsTree() throws IOException {
    List<String> folders = List.of("t", "t/a", "t/a/b");
    List<Directory> opened = new ArrayList<>();
    for (String each : folders) {
      opened.add(Directory.open(Files.createDirectory(folder.resolve(each))));
    }
    Files.createFile(folder.resolve("t/a/b/f"));
    for (Directory each : opened) {
      each.changeMode(0);
      each.close();
    }
    directory.removeTree(name("t"));
    assertThat(directory.list()).isEmpty();
  }

  @Test
  void treeDeeperThanAnyPath_isRemoved() throws IOException {
    Directory at = directory.reopen();
    for (int i = 0; i < 5000; i++) {
      at.makeDirectory(name("deep"), 0700);
      Directory below = at.child(name("deep"));
      at.close();
      at = below;
    }
    at.close();
    directory.removeTree(name("deep"));
    assertThat(directory.list()).isEmpty();
  }

  @Test
  void renameToATakenName_changesNothing() throws IOException {
    directory.makeDirectory(name("a"), 0700);
    directory.makeDirectory(name("b"), 0700);
    assertThat(directory.renameTo(name("a"), directory, name("b"))).isFalse();
    assertThat(directory.renameTo(name("a"), directory, name("c"))).isTrue();
    assertThat(directory.list()).containsExactlyInAnyOrder(name("b"), name("c"));
  }

  @Test
  void lock_isHeldByOneOpenFile() throws IOException {
    try (Directory other = directory.reopen()) {
      assertThat(directory.tryLock()).isTrue();
      assertThat(other.tryLock()).isFalse();
    }
  }
}
