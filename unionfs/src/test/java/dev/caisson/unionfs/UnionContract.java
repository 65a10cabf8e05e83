package dev.caisson.unionfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.launch.MountedTree;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a union does, whatever makes it; layers are never changed. */
abstract class UnionContract {

  @TempDir Path top;
  Path low;
  Path high;
  private Map<String, String> before;

  abstract Backend backend();

  @BeforeEach
  void makeLayers() throws IOException {
    low = Files.createDirectory(top.resolve("low"));
    high = Files.createDirectory(top.resolve("high"));
    write(low.resolve("both"), "low");
    write(high.resolve("both"), "high");
    write(low.resolve("lowest"), "lowest");
    write(low.resolve("folder/a"), "a");
    write(high.resolve("folder/b"), "b");
    write(low.resolve("hidden/x"), "x");
    Files.setPosixFilePermissions(
        low.resolve("folder"), PosixFilePermissions.fromString("rwx------"));
    Files.setPosixFilePermissions(
        high.resolve("folder"), PosixFilePermissions.fromString("rwxr-x--x"));
    Files.createLink(low.resolve("linked"), low.resolve("lowest"));
    Files.createSymbolicLink(low.resolve("link"), Path.of("folder/a"));
    Files.setLastModifiedTime(high.resolve("folder"), FileTime.fromMillis(5_000));
    markLayers();
    before = digest();
  }

  /** Adds what not all backends take. */
  void markLayers() throws IOException {}

  @AfterEach
  void layers_areNeverChanged() throws IOException {
    assertThat(digest()).isEqualTo(before);
  }

  private Map<String, String> digest() throws IOException {
    Map<String, String> found = new TreeMap<>();
    for (Path layer : List.of(low, high)) {
      try (Stream<Path> files = Files.walk(layer)) {
        for (Path file : files.toList()) {
          String content = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? read(file) : "";
          found.put(
              file.toString(),
              Files.readAttributes(
                      file, "unix:mode,uid,gid,nlink,lastModifiedTime", LinkOption.NOFOLLOW_LINKS)
                  + content);
        }
      }
    }
    return found;
  }

  static void write(Path file, String text) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8);
  }

  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> Objects.toString(file.getFileName())).sorted().toList();
    }
  }

  final Union union() {
    return Union.of(low, high);
  }

  final MountedUnion mount() throws CaissonException {
    return union().mount(backend());
  }

  @Test
  void files_ofAllLayers_areThere_theHighestFirst() throws IOException {
    try (MountedUnion union = mount()) {
      assertThat(read(union.path().resolve("both"))).isEqualTo("high");
      assertThat(read(union.path().resolve("lowest"))).isEqualTo("lowest");
      assertThat(names(union.path().resolve("folder"))).containsExactly("a", "b");
      assertThat(read(union.path().resolve("link"))).isEqualTo("a");
      assertThat(union.backend()).isEqualTo(backend());
      assertThat(union.passedOver()).isEmpty();
    }
  }

  @Test
  void whatIsWritten_isThere() throws IOException {
    try (MountedUnion union = mount()) {
      Path root = union.path();
      write(root.resolve("new/deep/file"), "new");
      Files.writeString(root.resolve("lowest"), "changed");
      Files.writeString(root.resolve("folder/a"), "changed too");
      assertThat(read(root.resolve("new/deep/file"))).isEqualTo("new");
      assertThat(read(root.resolve("lowest"))).isEqualTo("changed");
      assertThat(read(root.resolve("folder/a"))).isEqualTo("changed too");
    }
  }

  @Test
  void whatIsDeleted_isGone() throws IOException {
    try (MountedUnion union = mount()) {
      Path root = union.path();
      Files.delete(root.resolve("both"));
      Files.delete(root.resolve("folder/a"));
      assertThat(root.resolve("both")).doesNotExist();
      assertThat(names(root.resolve("folder"))).containsExactly("b");
      assertThatThrownBy(() -> read(root.resolve("both"))).isInstanceOf(NoSuchFileException.class);
      Files.writeString(root.resolve("both"), "again");
      assertThat(read(root.resolve("both"))).isEqualTo("again");
    }
  }

  @Test
  void folderThatIsMadeAnew_isEmpty() throws IOException {
    try (MountedUnion union = mount()) {
      Path folder = union.path().resolve("folder");
      Files.delete(folder.resolve("a"));
      Files.delete(folder.resolve("b"));
      Files.delete(folder);
      assertThat(folder).doesNotExist();
      Files.createDirectory(folder);
      assertThat(names(folder)).isEmpty();
      Files.writeString(folder.resolve("own"), "own");
      assertThat(names(folder)).containsExactly("own");
    }
  }

  @Test
  void folderOfALayer_renamed_movesWhole_orNotAtAll() throws IOException {
    try (MountedUnion union = mount()) {
      Path from = union.path().resolve("folder");
      Path to = union.path().resolve("moved");
      try {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        assertThat(names(to)).containsExactly("a", "b");
        assertThat(from).doesNotExist();
      } catch (AtomicMoveNotSupportedException e) {
        assertThat(names(from)).containsExactly("a", "b");
        assertThat(to).doesNotExist();
      }
    }
  }

  @Test
  void fileOfALayer_renamed_isMoved() throws IOException {
    try (MountedUnion union = mount()) {
      Path to = union.path().resolve("folder/renamed");
      Files.move(union.path().resolve("lowest"), to, StandardCopyOption.ATOMIC_MOVE);
      assertThat(read(to)).isEqualTo("lowest");
      assertThat(union.path().resolve("lowest")).doesNotExist();
    }
  }

  @Test
  void hardLinks_areOneFile() throws IOException {
    try (MountedUnion union = mount()) {
      Path root = union.path();
      Files.writeString(root.resolve("own"), "own");
      Files.createLink(root.resolve("folder/other"), root.resolve("own"));
      Files.writeString(root.resolve("own"), "changed");
      assertThat(read(root.resolve("folder/other"))).isEqualTo("changed");
      assertThat(Files.getAttribute(root.resolve("own"), "unix:nlink")).isEqualTo(2);
      assertThat(read(root.resolve("linked"))).isEqualTo("lowest");
    }
  }

  @Test
  void folders_haveTheAttributesOfTheHighest_andOthersWhenAsked() throws IOException {
    try (MountedUnion union = mount()) {
      Path folder = union.path().resolve("folder");
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
      assertThat(mode).isEqualTo("rwxr-x--x");
      assertThat(Files.getLastModifiedTime(folder)).isEqualTo(FileTime.fromMillis(5_000));
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
      Files.setLastModifiedTime(folder, FileTime.fromMillis(7_000));
      assertThat(Files.getLastModifiedTime(folder)).isEqualTo(FileTime.fromMillis(7_000));
      assertThat(names(folder)).containsExactly("a", "b");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 130})
  void layers_ofAnyNumberAndLength_areAllThere(int count) throws IOException {
    requireLayers(count);
  }

  final void requireLayers(int count) throws IOException {
    Path folder = top.resolve("many".repeat(40));
    List<Path> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path layer = folder.resolve("layer" + i);
      write(layer.resolve("file" + i), Integer.toString(i));
      write(layer.resolve("last"), Integer.toString(i));
      layers.add(layer);
    }
    try (MountedUnion union = new Union(layers, WritableLayer.inMemory()).mount(backend())) {
      assertThat(names(union.path())).hasSize(count + 1);
      assertThat(read(union.path().resolve("file0"))).isEqualTo("0");
      assertThat(read(union.path().resolve("last"))).isEqualTo(Integer.toString(count - 1));
    }
  }

  @Test
  void folderToWriteTo_isOneUnionsAtATime() throws IOException {
    Path folder = Files.createDirectory(top.resolve("written"));
    Union union = union().with(WritableLayer.in(folder));
    try (MountedUnion first = union.mount(backend())) {
      assertThatThrownBy(() -> union.mount(backend()))
          .isInstanceOf(CaissonException.class)
          .hasMessageContainingAll("write union to " + folder, "another union uses it");
      assertThat(read(first.path().resolve("both"))).isEqualTo("high");
    }
    union.mount(backend()).close();
  }

  @Test
  void folderToWriteTo_isApartFromTheLayers() throws IOException {
    Path folder = Files.createDirectories(top.resolve("written"));
    Path upper = Files.createDirectories(folder.resolve("upper/inner"));
    for (Union bad :
        List.of(
            Union.of(folder).with(WritableLayer.in(folder)),
            Union.of(upper).with(WritableLayer.in(folder)),
            Union.of(top).with(WritableLayer.in(folder)))) {
      assertThatThrownBy(() -> bad.mount(backend()))
          .isInstanceOf(CaissonException.class)
          .hasMessageContaining("would change");
    }
    Path beside = Files.createDirectories(folder.resolve("lower"));
    Union.of(beside).with(WritableLayer.in(folder)).mount(backend()).close();
  }

  @Test
  void closedUnion_isGone_andClosingAgainDoesNoHarm() throws IOException {
    MountedUnion union = mount();
    Path path = union.path();
    union.close();
    union.close();
    assertThat(path.resolve("lowest")).doesNotExist();
    assertThatThrownBy(union::path).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void obstacle_isNone() throws IOException {
    assertThat(backend().obstacle()).isEmpty();
  }

  @Test
  void layerThatIsNotThere_isAnError() {
    assertThatThrownBy(() -> Union.of(top.resolve("none")).mount(backend()))
        .isInstanceOf(CaissonException.class)
        .hasMessageContaining("no such folder");
  }

  /** Backends that know what layers in overlayfs form delete. */
  abstract static class OfWhiteouts extends UnionContract {

    @Override
    void markLayers() throws IOException {
      write(high.resolve("hidden/own"), "own");
      write(low.resolve("gone"), "gone");
      write(low.resolve("gonefolder/x"), "x");
      String prefix = MountedTree.takesUserNamespace() ? "user." : "trusted.";
      try (Directory root = Directory.open(high);
          Directory hidden = Directory.open(high.resolve("hidden"))) {
        root.makeWhiteout(CString.of("gone"));
        root.makeWhiteout(CString.of("gonefolder"));
        hidden.setXattr(CString.of(prefix + "overlay.opaque"), new byte[] {'y'});
      }
    }

    @Test
    void whatAHigherLayerDeletes_isNotThere() throws IOException {
      try (MountedUnion union = mount()) {
        assertThat(names(union.path()))
            .containsExactly("both", "folder", "hidden", "link", "linked", "lowest");
        assertThat(names(union.path().resolve("hidden"))).containsExactly("own");
        assertThat(union.path().resolve("gone")).doesNotExist();
      }
    }

    @Test
    void extendedAttributes_areKeptAndSet() throws IOException {
      Path folder = Files.createDirectory(top.resolve("writable"));
      Files.writeString(folder.resolve("probe"), "");
      try (MountedUnion union = union().with(WritableLayer.in(folder)).mount(backend())) {
        Path file = union.path().resolve("lowest");
        UserDefinedFileAttributeView view =
            Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        view.write("name", ByteBuffer.wrap("value".getBytes(UTF_8)));
        ByteBuffer value = ByteBuffer.allocate(view.size("name"));
        view.read("name", value);
        assertThat(new String(value.array(), UTF_8)).isEqualTo("value");
        assertThat(view.list()).containsExactly("name");
      }
    }
  }

  /** What overlayfs does besides. */
  abstract static class OfOverlay extends OfWhiteouts {

    @Override
    Backend backend() {
      return Backend.OVERLAY;
    }

    @Test
    void bestBackend_isThis() throws IOException {
      try (MountedUnion union = union().mount()) {
        assertThat(union.backend()).isEqualTo(Backend.OVERLAY);
        assertThat(union.passedOver()).isEmpty();
      }
    }

    @Test
    void obstacles_tellOfEachBackendThatCanNot() throws IOException {
      assertThat(Backend.obstacles().toString())
          .contains("AUFS: mount union by aufs: the kernel does not have it")
          .doesNotContain("OVERLAY: ")
          .doesNotContain("COPY");
    }

    @Test
    void fiveHundredLayers_areAllThere() throws IOException {
      requireLayers(500);
    }

    @Test
    void writableLayerInAFolder_isKept() throws IOException {
      Path folder = Files.createDirectory(top.resolve("writable"));
      Union kept = union().with(WritableLayer.in(folder));
      try (MountedUnion union = kept.mount(Backend.OVERLAY)) {
        Files.writeString(union.path().resolve("new"), "new");
        Files.delete(union.path().resolve("both"));
      }
      assertThat(read(folder.resolve("upper/new"))).isEqualTo("new");
      try (MountedUnion union = kept.mount(Backend.OVERLAY)) {
        assertThat(read(union.path().resolve("new"))).isEqualTo("new");
        assertThat(union.path().resolve("both")).doesNotExist();
        assertThat(names(union.changes().orElseThrow())).containsExactly("both", "new");
      }
    }

    @Test
    void volatileLayer_isRefusedTheSecondTime() throws IOException {
      Path folder = Files.createDirectory(top.resolve("writable"));
      Union fast = union().with(new WritableLayer.InFolder(folder, true));
      fast.mount(Backend.OVERLAY).close();
      assertThatThrownBy(() -> fast.mount(Backend.OVERLAY))
          .isInstanceOf(CaissonException.class)
          .hasMessageContaining("EINVAL");
    }

    @Test
    void memory_isLimited() throws IOException {
      WritableLayer small = new WritableLayer.InMemory(OptionalLong.of(1 << 20));
      try (MountedUnion union = union().with(small).mount(Backend.OVERLAY)) {
        assertThatThrownBy(() -> Files.write(union.path().resolve("big"), new byte[2 << 20]))
            .hasMessageContaining("No space left");
      }
    }
  }
}
