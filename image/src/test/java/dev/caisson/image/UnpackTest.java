package dev.caisson.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.Stat;
import dev.caisson.testing.Host;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files get the attributes of their entries, as far as this user may give them. */
final class UnpackTest {

  private static final byte[] CAPABILITY = {
    1, 0, 0, 2, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  /** More than ext4 gives one file, which is 65,000. */
  private static final int MANY_LINKS = 70_000;

  @TempDir Path top;
  private Sandbox sandbox;

  @BeforeEach
  void makeSandbox() throws IOException {
    sandbox = new Sandbox(top);
  }

  private static FileTime modified(Path path) throws IOException {
    return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  void times_areTheEntrys() throws IOException {
    TarBytes tar = new TarBytes().dir("d").file("d/f", "").symlink("d/l", "x");
    tar.add(TarBytes.header("d/p", '6')).pax("mtime", "7.25".getBytes(ISO_8859_1)).file("g", "");
    Path root = sandbox.unpack(tar.dir("./"));
    FileTime expected = FileTime.from(Instant.ofEpochSecond(1_000_000_000));
    for (String name : new String[] {"", "d", "d/f", "d/l", "d/p"}) {
      assertThat(modified(root.resolve(name))).as(name).isEqualTo(expected);
    }
    assertThat(modified(root.resolve("g"))).isEqualTo(FileTime.fromMillis(7250));
  }

  @Test
  void modes_areKeptWhateverTheUmask() throws IOException {
    TarBytes tar = new TarBytes().add(TarBytes.header("f", '0').mode(0666));
    tar.add(TarBytes.header("s", '0').mode(04755), new byte[] {1})
        .add(TarBytes.header("z", '0').mode(0));
    Path root =
        sandbox.unpack(
            tar.add(TarBytes.header("d", '5').mode(01777))
                .add(TarBytes.header("p", '6').mode(0622)));
    assertThat(Sandbox.mode(root.resolve("f"))).isEqualTo(0666);
    assertThat(Sandbox.mode(root.resolve("s"))).isEqualTo(04755);
    assertThat(Sandbox.mode(root.resolve("z"))).isZero();
    assertThat(Sandbox.mode(root.resolve("d"))).isEqualTo(01777);
    assertThat(Sandbox.mode(root.resolve("p"))).isEqualTo(0622);
  }

  @Test
  void impliedFolders_haveAnOrdinaryMode() throws IOException {
    Path root = sandbox.unpack(new TarBytes().file("a/b/c", ""));
    assertThat(Sandbox.mode(root)).isEqualTo(0755);
    assertThat(Sandbox.mode(root.resolve("a/b"))).isEqualTo(0755);
  }

  @Test
  void sameNameTwice_lastWins() throws IOException {
    TarBytes tar = new TarBytes().pax("SCHILY.xattr.user.old", new byte[] {1}).dir("d");
    tar.file("d/f", "").pax("SCHILY.xattr.user.new", new byte[] {2});
    Path root =
        sandbox.unpack(tar.add(TarBytes.header("./d/", '5').mode(0700)).symlink("d/f", "x"));
    assertThat(Sandbox.xattr(root.resolve("d"), "user.old")).isEmpty();
    assertThat(Sandbox.xattr(root.resolve("d"), "user.new")).contains("\u0002");
    assertThat(Sandbox.mode(root.resolve("d"))).isEqualTo(0700);
    assertThat(root.resolve("d/f")).isSymbolicLink();
  }

  @Test
  void fileThatComesTwice_hasTheAttributesOfTheLast() throws IOException {
    TarBytes tar = new TarBytes().pax("SCHILY.xattr.user.old", new byte[] {1}).file("f", "1");
    tar.pax("SCHILY.xattr.user.new", new byte[] {2});
    Path file = sandbox.unpack(tar.file("./f", "2")).resolve("f");
    assertThat(file).hasContent("2");
    assertThat(Sandbox.xattr(file, "user.old")).isEmpty();
    assertThat(Sandbox.xattr(file, "user.new")).contains("\u0002");
  }

  @Test
  void namesThatDifferInCase_areTwo() throws IOException {
    Path root = sandbox.unpack(new TarBytes().file("a", "1").file("A", "2").file("D", "").dir("d"));
    assertThat(Sandbox.names(root)).containsExactly("A", "D", "a", "d");
    assertThat(root.resolve("a")).hasContent("1");
    assertThat(root.resolve("A")).hasContent("2");
  }

  @Test
  void devices_areEmptyFilesWithoutRights() throws IOException {
    TarBytes tar = new TarBytes().add(TarBytes.header("dev/null", '3').mode(0666).device(1, 3));
    Image image = sandbox.open(tar.add(TarBytes.header("dev/sda", '4').device(8, 0)));
    for (String name : new String[] {"dev/null", "dev/sda"}) {
      Path device = image.layers().get(0).resolve(name);
      assertThat(device).isRegularFile();
      assertThat(Sandbox.mode(device)).isZero();
      assertThat(image.omissions()).contains(new Omission(name, "device"));
    }
  }

  @RootTest
  void devices_areNodesForThoseWhoAsk() throws IOException {
    TarBytes tar = new TarBytes().add(TarBytes.header("null", '3').mode(0666).device(1, 3));
    tar.add(TarBytes.header("big", '4').mode(0640).owner(5, 6).device(0xfff, 0xfffff));
    tar.hardLink("zero", "null").file("o/.wh.gone", "").dir("o").hardLink("o/n", "null");
    ImageSource source = TestImage.of(sandbox.newFolder(), tar.file("o/.wh..wh..opq", "").bytes());
    LayerStore store = LayerStore.at(sandbox.store());
    Image image = store.withDevices(DeviceNodes.NODES).open(source);
    Path root = image.layers().get(0);
    assertThat(Sandbox.attribute(root.resolve("null"), "rdev")).isEqualTo(0x103L);
    assertThat(Sandbox.mode(root.resolve("null"))).isEqualTo(0666);
    assertThat(Sandbox.attribute(root.resolve("zero"), "nlink")).isEqualTo(3);
    assertThat(Sandbox.attribute(root.resolve("big"), "uid")).isEqualTo(5);
    assertThat(Sandbox.names(root.resolve("o"))).containsExactly("n");
    try (Directory directory = Directory.open(root)) {
      assertThat(directory.find(CString.of("big")).orElseThrow().represents())
          .isEqualTo(new Stat.Device(0xfff, 0xfffff));
    }
    assertThat(image.omissions()).isEmpty();
    Image without = store.open(source);
    assertThat(without.layers().get(0).resolve("null")).isRegularFile();
    assertThat(without.omissions()).isNotEmpty();
    assertThat(store.withDevices(DeviceNodes.NODES).open(source)).isEqualTo(image);
  }

  @Test
  void layerWithoutDevices_isTheSameForAll() throws IOException {
    ImageSource source = TestImage.of(sandbox.newFolder(), new TarBytes().file("f", "").bytes());
    LayerStore store = LayerStore.at(sandbox.store());
    assertThat(store.withDevices(DeviceNodes.NODES).open(source)).isEqualTo(store.open(source));
  }

  @Test
  void attributesThatAreNotStored_areNamed() throws IOException {
    TarBytes tar =
        new TarBytes().pax("SCHILY.xattr.security.selinux", new byte[] {'x'}).file("f", "");
    tar.pax("SCHILY.xattr.user.x", new byte[] {'x'}).symlink("l", "f");
    tar.pax("SCHILY.xattr.system.nfs4_acl", new byte[] {'x'}).dir("d");
    Image image = sandbox.open(tar);
    assertThat(image.omissions())
        .contains(new Omission("f", "security.selinux"), new Omission("l", "user.x"))
        .contains(new Omission("d", "system.nfs4_acl"));
    assertThat(sandbox.open(tar).omissions()).isEqualTo(image.omissions());
  }

  @Test
  void namesThatAreNotUtf8_areKeptByteForByte() throws IOException {
    byte[] name = "caf\u00e9\n\\".getBytes(ISO_8859_1);
    Path root = sandbox.unpack(new TarBytes().add(TarBytes.header("", '0').put(0, name)));
    try (Directory directory = Directory.open(root)) {
      assertThat(directory.list()).containsExactly(CString.of(name));
      directory.unlink(CString.of(name));
    }
  }

  @Test
  void longNames_areRefused() throws IOException {
    TarBytes component = new TarBytes().pax("path", "n".repeat(256).getBytes(ISO_8859_1));
    assertThatThrownBy(() -> sandbox.open(component.file("x", "")))
        .hasMessageContaining("longer than 255 bytes");
  }

  @Test
  void deepestPath_isUnpacked() throws IOException {
    String deep = "d/".repeat(2000) + "f";
    TarBytes tar = new TarBytes().pax("path", deep.getBytes(ISO_8859_1)).file("x", "");
    Path root = sandbox.unpack(tar);
    try (Directory directory = Directory.open(root)) {
      directory.openFile(CString.of(deep), OpenHow.of()).close();
      // The test's own clean-up can't name what is deeper than a path may be long.
      directory.removeTree(CString.of("d"));
    }
  }

  @Test
  void pathThatLinksMakeTooDeep_isAnErrorAndLeavesNothing() {
    byte[] deep = "d/".repeat(1990).getBytes(ISO_8859_1);
    TarBytes tar = new TarBytes().pax("path", deep).dir("x").pax("linkpath", deep);
    tar.symlink("l", "x").pax("path", ("l/" + "d/".repeat(1000) + "f").getBytes(ISO_8859_1));
    assertThatThrownBy(() -> sandbox.open(tar.file("x", "")))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("for entry l/d")
        .hasMessageContaining("ENAMETOOLONG");
  }

  @Test
  void moreHardLinksThanTheFileSystemTakes_areAnErrorThatSaysSo() throws IOException {
    TarBytes tar = new TarBytes().file("f", "");
    for (int i = 0; i < MANY_LINKS; i++) {
      tar.hardLink("l" + i, "f");
    }
    try {
      // Some file systems take as many: tmpfs, xfs.
      Path root = sandbox.unpack(tar);
      assertThat(Sandbox.attribute(root.resolve("f"), "nlink")).isEqualTo(MANY_LINKS + 1);
    } catch (SystemCallException e) {
      assertThat(e).hasMessageContaining("for entry l").hasMessageContaining("EMLINK");
    }
  }

  @Test
  void layerTooLargeForItsXattrs_leavesNothing() throws IOException {
    TarBytes tar = new TarBytes().pax("SCHILY.xattr.user.x", new byte[100_000]).file("f", "");
    assertThatThrownBy(() -> sandbox.open(tar))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("set attribute user.x")
        .hasMessageContaining("for entry f of")
        .hasMessageContaining("E2BIG");
  }

  @RootTest
  void owners_areTheEntrysAndSetuidOutlivesThem() throws IOException {
    TarBytes tar = new TarBytes().add(TarBytes.header("s", '0').mode(06755).owner(5, 6));
    tar.add(TarBytes.header("l", '2').link("s").owner(7, 8));
    tar.add(TarBytes.header("d", '5').mode(02500).owner(0777_7777, 9))
        .add(TarBytes.header("p", '6').owner(1, 2));
    Path root = sandbox.unpack(tar);
    assertThat(Sandbox.mode(root.resolve("s"))).isEqualTo(06755);
    assertThat(Sandbox.attribute(root.resolve("s"), "uid")).isEqualTo(5);
    assertThat(Sandbox.attribute(root.resolve("l"), "gid")).isEqualTo(8);
    assertThat(Sandbox.attribute(root.resolve("d"), "uid")).isEqualTo(0777_7777);
    assertThat(Sandbox.mode(root.resolve("d"))).isEqualTo(02500);
    assertThat(Sandbox.attribute(root.resolve("p"), "gid")).isEqualTo(2);
  }

  @RootTest
  void fileCapability_isStoredByteForByte() throws IOException {
    TarBytes tar = new TarBytes().pax("SCHILY.xattr.security.capability", CAPABILITY);
    Image image =
        sandbox.open(tar.add(TarBytes.header("f", '0').mode(0755).owner(3, 4), new byte[9]));
    assertThat(Sandbox.xattr(image.layers().get(0).resolve("f"), "security.capability"))
        .contains(new String(CAPABILITY, ISO_8859_1));
    assertThat(image.omissions()).isEmpty();
  }

  @RootTest
  void fileCapabilityOfAUserNamespace_isStoredByteForByte() throws IOException {
    // Version 3 ends with the user who is root in the namespace.
    byte[] capability = Arrays.copyOf(CAPABILITY, CAPABILITY.length + 4);
    capability[3] = 3;
    capability[CAPABILITY.length] = 100;
    TarBytes tar = new TarBytes().pax("SCHILY.xattr.security.capability", capability);
    Path file = sandbox.unpack(tar.file("f", "x")).resolve("f");
    assertThat(Sandbox.xattr(file, "security.capability"))
        .contains(new String(capability, ISO_8859_1));
  }

  @RootTest
  void fileCapabilityThatIsMalformed_isNamedAndLeftOut() throws IOException {
    TarBytes tar = new TarBytes().pax("SCHILY.xattr.security.capability", new byte[] {1, 2, 3});
    Image image = sandbox.open(tar.file("f", "x"));
    assertThat(image.omissions()).containsExactly(new Omission("f", "security.capability"));
    assertThat(image.layers().get(0).resolve("f")).hasContent("x");
  }

  @RootTest
  void defaultAcl_isNotInheritedByTheLayersOwnFiles() throws IOException {
    byte[] acl =
        HexFormat.of()
            .parseHex(
                "0200000001000700ffffffff02000700e803000004000500ffffffff10000700ffffffff20000500ffffffff");
    TarBytes tar = new TarBytes().pax("SCHILY.xattr.system.posix_acl_default", acl).dir("d");
    Path root = sandbox.unpack(tar.file("d/f", ""));
    assertThat(Sandbox.xattr(root.resolve("d"), "system.posix_acl_default")).isPresent();
    assertThat(Sandbox.xattr(root.resolve("d/f"), "system.posix_acl_access")).isEmpty();
  }

  @RootlessTest
  void ordinaryUser_ownsAllAndCanRemoveAll() throws IOException {
    TarBytes tar =
        new TarBytes().add(TarBytes.header("d", '5').mode(0).owner(5, 6)).file("d/f", "x");
    tar.pax("SCHILY.xattr.security.capability", CAPABILITY).file("c", "");
    tar.pax("SCHILY.xattr.user.rootlesscontainers", CAPABILITY).file("c2", "");
    Image image = sandbox.open(tar);
    Path root = image.layers().get(0);
    assertThat(image.form()).isEqualTo(OverlayForm.USER);
    assertThat(Sandbox.attribute(root.resolve("d"), "uid")).isEqualTo(Host.uid());
    assertThat(Sandbox.mode(root.resolve("d"))).isEqualTo(0700);
    assertThat(Sandbox.xattr(root.resolve("d"), "user.rootlesscontainers"))
        .contains("\u0008\u0005\u0010\u0006");
    assertThat(Sandbox.xattr(root.resolve("c"), "user.rootlesscontainers")).isEmpty();
    assertThat(image.omissions()).contains(new Omission("c", "security.capability"));
  }

  @Test
  void noUserCanReachTheStore() throws IOException {
    sandbox.unpack(new TarBytes().file("f", ""));
    assertThat(Sandbox.mode(sandbox.store())).isEqualTo(0700);
    Files.setPosixFilePermissions(sandbox.store(), PosixFilePermissions.fromString("rwxr-xr-x"));
    sandbox.unpack(new TarBytes().file("f", ""));
    assertThat(Sandbox.mode(sandbox.store())).isEqualTo(0700);
  }
}
