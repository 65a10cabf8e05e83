package dev.caisson.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.InvalidImageException;
import dev.caisson.image.LowerLayers.Found;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.testing.RootTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A layer that leaves something unsaid has it from the layers below, and from no other. */
final class LowerLayerTest {

  @TempDir Path top;
  private Sandbox sandbox;

  @BeforeEach
  void makeSandbox() throws IOException {
    sandbox = new Sandbox(top);
  }

  private static TarBytes directory(String name, int mode) {
    return new TarBytes().add(TarBytes.header(name, '5').mode(mode));
  }

  @Test
  void directoryThatIsNotDescribed_hasTheModeAndTimeFromBelow() throws IOException {
    TarBytes lower = directory("d", 0750).pax("SCHILY.xattr.user.x", new byte[] {'y'}).dir("d/e");
    Image image = sandbox.open(lower, new TarBytes().file("d/e/f", ""));
    Path upper = image.layers().get(1);
    assertThat(Sandbox.mode(upper.resolve("d"))).isEqualTo(0750);
    assertThat(Sandbox.xattr(upper.resolve("d/e"), "user.x")).contains("y");
    for (String name : new String[] {"d", "d/e"}) {
      assertThat(Files.getLastModifiedTime(upper.resolve(name)).toInstant())
          .isEqualTo(Instant.ofEpochSecond(1_000_000_000));
    }
  }

  @RootTest
  void directoryThatIsNotDescribed_hasTheOwnerFromBelow() throws IOException {
    TarBytes lower = new TarBytes().add(TarBytes.header("d", '5').mode(0700).owner(5, 6));
    Image image = sandbox.open(lower, new TarBytes().file("d/f", ""));
    Path directory = image.layers().get(1).resolve("d");
    assertThat(Sandbox.mode(directory)).isEqualTo(0700);
    assertThat(Sandbox.attribute(directory, "uid")).isEqualTo(5);
    assertThat(Sandbox.attribute(directory, "gid")).isEqualTo(6);
  }

  @Test
  void layerOnOthers_isUnpackedForThemAndSharedElsewhere() throws IOException {
    TarBytes upper = new TarBytes().file("d/f", "x");
    Path one = sandbox.open(directory("d", 0700), upper).layers().get(1);
    Path two = sandbox.open(directory("d", 0711), upper).layers().get(1);
    assertThat(Sandbox.mode(one.resolve("d"))).isEqualTo(0700);
    assertThat(Sandbox.mode(two.resolve("d"))).isEqualTo(0711);
    assertThat(sandbox.open(directory("d", 0700), upper).layers().get(1)).isEqualTo(one);
    TarBytes whole = directory("e", 0755).file("e/f", "x");
    Path shared = sandbox.open(directory("d", 0700), whole).layers().get(1);
    assertThat(sandbox.open(directory("d", 0711), whole).layers().get(1)).isEqualTo(shared);
  }

  @Test
  void directoryThatIsHiddenBelow_isAnOrdinaryOne() throws IOException {
    TarBytes whiteout = new TarBytes().file(".wh.d", "");
    TarBytes opaque = new TarBytes().dir("o").file("o/.wh..wh..opq", "");
    Image image =
        sandbox.open(
            directory("d", 0700).add(TarBytes.header("o", '5')).dir("o/p"),
            whiteout,
            opaque,
            new TarBytes().file("d/f", "").file("o/p/f", ""));
    Path last = image.layers().get(3);
    assertThat(Sandbox.mode(last.resolve("d"))).isEqualTo(ImpliedDirectories.MODE);
    assertThat(Sandbox.mode(last.resolve("o/p"))).isEqualTo(ImpliedDirectories.MODE);
    assertThat(Sandbox.mode(last.resolve("o"))).isEqualTo(0755);
    TarBytes own = new TarBytes().file(".wh.d", "").file("d/f", "");
    Path replaced = sandbox.open(directory("d", 0700), own).layers().get(1);
    assertThat(Sandbox.mode(replaced.resolve("d"))).isEqualTo(ImpliedDirectories.MODE);
  }

  @Test
  void hardLinkThroughALinkBelow_works() throws IOException {
    TarBytes lower = new TarBytes().dir("var").symlink("var/run", "/run");
    TarBytes upper =
        new TarBytes().file("var/run/source", "x").hardLink("var/run/link", "var/run/source");
    Path root = sandbox.open(lower, upper).layers().get(1);
    assertThat(root.resolve("run/link")).hasContent("x");
    assertThat(Sandbox.attribute(root.resolve("run/source"), "nlink")).isEqualTo(2);
    assertThat(Sandbox.exists(root.resolve("var/run"))).isFalse();
  }

  @Test
  void hardLinkThroughALinkOverAFolderBelow_isWhereTheLinkLeads() throws IOException {
    TarBytes lower = new TarBytes().file("etc/passwd", "x").dir("localetc");
    TarBytes upper = new TarBytes().symlink("localetc", "../../etc");
    Path root = sandbox.open(lower, upper.hardLink("/localetc/x", "/etc/passwd")).layers().get(1);
    assertThat(root.resolve("localetc")).isSymbolicLink();
    assertThat(Sandbox.attribute(root.resolve("etc/x"), "ino"))
        .isEqualTo(Sandbox.attribute(root.resolve("etc/passwd"), "ino"));
  }

  @Test
  void folderOverALinkBelow_replacesTheLink() throws IOException {
    TarBytes lower = new TarBytes().dir("etc").symlink("localetc", "/etc");
    TarBytes upper = new TarBytes().dir("/localetc/").file("localetc/x", "x");
    Path root = sandbox.open(lower, upper).layers().get(1);
    assertThat(Sandbox.names(root)).containsExactly("localetc", "localetc/x");
    assertThat(root.resolve("localetc")).isDirectory();
  }

  @Test
  void hardLinkToAFileBelow_isToACopyOfIt() throws IOException {
    TarBytes lower = directory("d", 0711).add(TarBytes.header("d/a", '0').mode(0640), new byte[9]);
    lower.symlink("s", "nowhere").add(TarBytes.header("p", '6').mode(0600));
    TarBytes upper = new TarBytes().hardLink("b", "d/a").hardLink("c", "/d/a");
    Path root = sandbox.open(lower, upper.hardLink("t", "s").hardLink("q", "p")).layers().get(1);
    assertThat(root.resolve("b")).hasSize(9);
    assertThat(Sandbox.mode(root.resolve("c"))).isEqualTo(0640);
    assertThat(Sandbox.attribute(root.resolve("d/a"), "nlink")).isEqualTo(3);
    assertThat(Sandbox.mode(root.resolve("d"))).isEqualTo(0711);
    assertThat(Files.readSymbolicLink(root.resolve("t"))).hasToString("nowhere");
    assertThat(Sandbox.mode(root.resolve("q"))).isEqualTo(0600);
  }

  @Test
  void hardLinkToAFileBelowThatNobodyMayRead_isToACopyOfIt() throws IOException {
    TarBytes lower =
        new TarBytes()
            .pax("SCHILY.xattr.user.x", new byte[] {'y'})
            .add(TarBytes.header("shadow", '0').mode(0), "x".getBytes(ISO_8859_1));
    Path root = sandbox.open(lower, new TarBytes().hardLink("b", "shadow")).layers().get(1);
    assertThat(Sandbox.mode(root.resolve("b"))).isZero();
    assertThat(Files.size(root.resolve("b"))).isEqualTo(1);
    Files.setPosixFilePermissions(root.resolve("b"), Set.of(PosixFilePermission.OWNER_READ));
    assertThat(root.resolve("b")).hasContent("x");
    assertThat(Sandbox.xattr(root.resolve("b"), "user.x")).contains("y");
  }

  @Test
  void hardLinkToWhatIsHiddenOrNoFileBelow_isRefused() {
    TarBytes lower = new TarBytes().file("a", "x").dir("d");
    for (String target : new String[] {"a", "d", "none", "d/none", "a/x", "../victim/hello"}) {
      TarBytes upper = new TarBytes().hardLink("b", target);
      TarBytes middle = new TarBytes().file(".wh.a", "");
      assertThatThrownBy(() -> sandbox.open(lower, middle, upper))
          .isInstanceOf(InvalidImageException.class)
          .hasMessageContaining("hard link to");
    }
  }

  @Test
  void whiteoutThroughALinkBelow_isWhereItLeads() throws IOException {
    TarBytes lower = new TarBytes().dir("etc").file("etc/x", "").symlink("localetc", "/etc");
    Path root = sandbox.open(lower, new TarBytes().file("localetc/.wh.x", "")).layers().get(1);
    assertThat(Sandbox.isWhiteout(root.resolve("etc/x"))).isTrue();
    assertThat(Sandbox.exists(root.resolve("localetc"))).isFalse();
  }

  @Test
  void whiteoutThroughADeadLinkBelow_doesNothing() throws IOException {
    TarBytes lower = new TarBytes().dir("etc").symlink("localetc", "/dne");
    Path root = sandbox.open(lower, new TarBytes().file("localetc/.wh.etc", "")).layers().get(1);
    assertThat(Sandbox.names(root)).isEmpty();
  }

  @Test
  void whiteoutOfALinkBelow_isOfTheLinkAlone() throws IOException {
    TarBytes lower = new TarBytes().dir("etc").file("etc/x", "").symlink("localetc", "/etc");
    Path root = sandbox.open(lower, new TarBytes().file(".wh.localetc", "")).layers().get(1);
    assertThat(Sandbox.names(root)).containsExactly("localetc");
    assertThat(Sandbox.isWhiteout(root.resolve("localetc"))).isTrue();
  }

  @Test
  void whiteoutInAFolderThatIsNotDescribed_hidesThatFileAlone() throws IOException {
    TarBytes lower = directory("d", 0700).file("d/gone", "1").file("d/stays", "2");
    Image image = sandbox.open(lower, new TarBytes().file("d/.wh.gone", ""));
    Path upper = image.layers().get(1);
    assertThat(Sandbox.mode(upper.resolve("d"))).isEqualTo(0700);
    Directory above = Directory.open(upper);
    Directory below = Directory.open(image.layers().get(0));
    try (LowerLayers union = new LowerLayers(List.of(above, below), image.form())) {
      assertThat(union.find(EntryPath.of(CString.of("d/gone")).orElseThrow())).isEmpty();
      EntryPath path = EntryPath.of(CString.of("d/stays")).orElseThrow();
      try (Found stays = union.find(path).orElseThrow()) {
        assertThat(stays.stat().type()).isEqualTo(FileType.REGULAR);
      }
    }
  }

  @Test
  void folderThatOnlyWhiteoutsAreIn_isHiddenWithThem() throws IOException {
    TarBytes lower = new TarBytes().dir("d").file("d/a", "").dir("d/e").file("d/e/b", "");
    TarBytes whiteouts = new TarBytes().file("d/e/.wh.b", "").file("d/.wh.a", "");
    Path hidden = sandbox.open(lower, whiteouts.file(".wh.d", "")).layers().get(1);
    assertThat(Sandbox.names(hidden)).containsExactly("d");
    assertThat(Sandbox.isWhiteout(hidden.resolve("d"))).isTrue();
    TarBytes opaque = new TarBytes().file("d/e/.wh..wh..opq", "").file("d/.wh..wh..opq", "");
    Path empty = sandbox.open(lower, opaque).layers().get(1);
    assertThat(Sandbox.names(empty)).containsExactly("d");
    assertThat(empty.resolve("d")).isDirectory();
  }

  @Test
  void folderThatHoldsAFileToo_survivesWithItAlone() throws IOException {
    TarBytes lower = new TarBytes().dir("d").file("d/a", "").dir("d/e").file("d/e/b", "");
    TarBytes upper = new TarBytes().file("d/e/.wh.b", "").file("d/f/new", "").file(".wh.d", "");
    Path root = sandbox.open(lower, upper).layers().get(1);
    assertThat(Sandbox.names(root)).containsExactly("d", "d/f", "d/f/new");
    TarBytes linked =
        new TarBytes().dir("real").symlink("l", "d").file("d/.wh.a", "").file("l/x", "");
    Path through = sandbox.open(lower, linked.file(".wh.d", "")).layers().get(1);
    assertThat(Sandbox.names(through)).contains("d/x");
  }

  @Test
  void foldersWhoseNamesBeginAlike_areNotHiddenAlong() throws IOException {
    TarBytes lower = new TarBytes();
    TarBytes upper = new TarBytes();
    for (String name : new String[] {"d", "d!", "d-e", "d0"}) {
      lower.dir(name).file(name + "/a", "");
      upper.file(name + "/b/.wh.x", "");
    }
    Path root = sandbox.open(lower, upper.file("d/.wh..wh..opq", "")).layers().get(1);
    assertThat(Sandbox.names(root))
        .contains("d", "d!/b", "d-e/b", "d0/b", "d0/b/x")
        .doesNotContain("d/b");
  }

  @Test
  void opaqueFolderThatIsNotDescribed_hasTheTimeFromBelow() throws IOException {
    TarBytes lower = directory("d", 0750).file("d/a", "");
    TarBytes upper = new TarBytes().file("d/.wh..wh..opq", "").file("d/b", "");
    List<Path> layers = sandbox.open(lower, upper).layers();
    assertThat(Sandbox.mode(layers.get(1).resolve("d"))).isEqualTo(0750);
    assertThat(Files.getLastModifiedTime(layers.get(1).resolve("d")))
        .isEqualTo(Files.getLastModifiedTime(layers.get(0).resolve("d")));
  }

  @Test
  void linksBelowInCirclesOrOut_leadNowhereElse() throws IOException {
    TarBytes circle = new TarBytes().symlink("a", "b").symlink("b", "a");
    assertThatThrownBy(() -> sandbox.open(circle, new TarBytes().file("a/x", "")))
        .hasMessageContaining("links in circles");
    TarBytes out = new TarBytes().symlink("l", "../../../.." + sandbox.victim());
    Path root = sandbox.open(out, new TarBytes().file("l/hello", "x")).layers().get(1);
    String inside = sandbox.victim().toString().substring(1);
    assertThat(root.resolve(inside).resolve("hello")).hasContent("x");
  }

  @Test
  void whiteoutsOfLayersThatAreUnpackedAtATime_areAllThere() throws IOException {
    TarBytes[] layers = new TarBytes[20];
    layers[0] = new TarBytes();
    for (int i = 1; i < layers.length; i++) {
      layers[0].file("gone" + i, "x".repeat(100_000));
      layers[i] = new TarBytes().file(".wh.gone" + i, "").file("d" + i + "/f", "");
    }
    List<Path> roots = sandbox.open(layers).layers();
    for (int i = 1; i < layers.length; i++) {
      assertThat(Sandbox.isWhiteout(roots.get(i).resolve("gone" + i))).isTrue();
    }
  }

  @Test
  void failureOfOneLayer_endsTheOthers() throws IOException {
    TarBytes bad = new TarBytes().file("d/f", "").add(TarBytes.header("x", 'Z'));
    TarBytes[] layers =
        Stream.concat(
                Stream.of(bad), Stream.iterate(0, i -> i + 1).limit(9).map(i -> layer("e" + i)))
            .toArray(TarBytes[]::new);
    assertThatThrownBy(() -> sandbox.open(layers)).hasMessageContaining("unknown type");
    assertThat(sandbox.store().resolve("temporary")).isEmptyDirectory();
  }

  private static TarBytes layer(String directory) {
    return new TarBytes().file(directory + "/f", new String(new byte[100], ISO_8859_1));
  }
}
