package dev.caisson.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.InvalidImageException;
import dev.caisson.linux.CString;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whiteouts hide what lower layers have, and only that. */
final class WhiteoutTest {

  @TempDir Path top;
  private Sandbox sandbox;

  @BeforeEach
  void makeSandbox() throws IOException {
    sandbox = new Sandbox(top);
  }

  @Test
  void whiteout_becomesDeviceZero() throws IOException {
    Path root = sandbox.unpack(new TarBytes().file(".wh.gone", "").file("d/.wh.gone", ""));
    assertThat(Sandbox.names(root)).containsExactly("d", "d/gone", "gone");
    assertThat(Sandbox.isWhiteout(root.resolve("gone"))).isTrue();
    assertThat(Sandbox.isWhiteout(root.resolve("d/gone"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".wh...",
        "etc/.wh...",
        ".wh..",
        "etc/.wh..",
        ".wh.",
        "d/.wh.",
        ".wh.etc/somefile"
      })
  void invalidName_isRefused(String name) {
    assertThatThrownBy(() -> sandbox.open(new TarBytes().dir("etc").file(name, "")))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining("no valid whiteout");
  }

  @Test
  void whiteoutOfALinkInTheLayer_keepsIt() throws IOException {
    Path root = sandbox.unpack(new TarBytes().symlink("localetc", "/etc").file(".wh.localetc", ""));
    assertThat(root.resolve("localetc")).isSymbolicLink();
  }

  @Test
  void whiteoutThroughALink_isInTheLayersOwnFolder() throws IOException {
    TarBytes tar = new TarBytes().dir("etc").symlink("localetc", "/etc");
    Path root = sandbox.unpack(tar.file("localetc/.wh.whitedout", ""));
    assertThat(Sandbox.isWhiteout(root.resolve("etc/whitedout"))).isTrue();
  }

  @Test
  void whiteoutThroughADeadLink_doesNothing() throws IOException {
    String victim = sandbox.victim().toString();
    TarBytes tar = new TarBytes().symlink("dead", "/dne").file("dead/.wh.etc", "");
    Path root = sandbox.unpack(tar.symlink("out", victim).file("out/.wh.hello", ""));
    assertThat(Sandbox.names(root)).containsExactly("dead", "out");
  }

  @Test
  void whiteoutByARelativeName_isOfThatName() throws IOException {
    Path root = sandbox.unpack(new TarBytes().file("dne/../.wh.etc", ""));
    assertThat(Sandbox.names(root)).containsExactly("etc");
    assertThat(Sandbox.isWhiteout(root.resolve("etc"))).isTrue();
  }

  @Test
  void fileOfTheSameLayer_survivesInBothOrders() throws IOException {
    TarBytes tar = new TarBytes().file("d/a", "1").file("d/.wh.a", "");
    Path root = sandbox.unpack(tar.file("d/.wh.b", "").file("d/b", "2"));
    assertThat(root.resolve("d/a")).hasContent("1");
    assertThat(root.resolve("d/b")).hasContent("2");
  }

  @Test
  void whiteoutOfAnotherType_isOneAllTheSame() throws IOException {
    TarBytes tar = new TarBytes().dir(".wh.d").symlink(".wh.s", "/x").file(".wh.f", "body");
    Path root =
        sandbox.unpack(tar.add(TarBytes.header(".wh.c", '3').device(1, 3)).file("after", "x"));
    for (String name : new String[] {"d", "s", "f", "c"}) {
      assertThat(Sandbox.isWhiteout(root.resolve(name))).as(name).isTrue();
    }
    assertThat(root.resolve("after")).hasContent("x");
  }

  @Test
  void opaqueFirstOrLast_isTheSame() throws IOException {
    TarBytes last = new TarBytes().dir("a/").dir("a/b/").file("a/b/c/foo", "x");
    TarBytes first = new TarBytes().dir("a/").file("a/.wh..wh..opq", "");
    Image one = sandbox.open(last.file("a/.wh..wh..opq", ""));
    Image two = sandbox.open(first.dir("a/b/").file("a/b/c/foo", "x"));
    for (Image image : new Image[] {one, two}) {
      Path root = image.layers().get(0);
      assertThat(Sandbox.names(root)).containsExactly("a", "a/b", "a/b/c", "a/b/c/foo");
      assertThat(sandbox.isOpaque(image, root.resolve("a"))).isTrue();
      assertThat(sandbox.isOpaque(image, root.resolve("a/b"))).isFalse();
    }
  }

  @Test
  void opaqueOnAFileOrAWhiteout_makesAnOpaqueFolder() throws IOException {
    TarBytes tar = new TarBytes().file("x", "").file("x/.wh..wh..opq", "");
    Image image = sandbox.open(tar.file(".wh.d", "").file("d/.wh..wh..opq", ""));
    Path root = image.layers().get(0);
    assertThat(sandbox.isOpaque(image, root.resolve("x"))).isTrue();
    assertThat(sandbox.isOpaque(image, root.resolve("d"))).isTrue();
  }

  @Test
  void opaqueFolder_isMarkedForEveryMountOfItsForm() throws IOException {
    Image image = sandbox.open(new TarBytes().dir("d").file("d/.wh..wh..opq", ""));
    Path folder = image.layers().get(0).resolve("d");
    for (CString mark : image.form().allOpaque()) {
      assertThat(Sandbox.xattr(folder, mark.toString())).isPresent();
    }
    assertThat(Sandbox.xattr(folder, "user.overlay.opaque")).isPresent();
  }

  @Test
  void opaqueRoot_leavesOutTheLayersBelow() throws IOException {
    TarBytes middle = new TarBytes().file("b", "2").file(".wh..wh..opq", "");
    Image image =
        sandbox.open(new TarBytes().file("a", "1"), middle, new TarBytes().file("c", "3"));
    assertThat(image.layers()).hasSize(2);
    assertThat(image.layers().get(0).resolve("b")).hasContent("2");
    assertThat(image.diffIds()).hasSize(3);
  }

  @Test
  void whiteoutBelowAWhiteout_doesNothing() throws IOException {
    Path root = sandbox.unpack(new TarBytes().file(".wh.foo", "").file("foo/.wh.bar", ""));
    assertThat(Sandbox.names(root)).containsExactly("foo");
    assertThat(Sandbox.isWhiteout(root.resolve("foo"))).isTrue();
  }

  @Test
  void whiteoutWithinAnOpaqueFolder_isNotMade() throws IOException {
    TarBytes before = new TarBytes().file("p/a/b/.wh.x", "").file("p/.wh..wh..opq", "");
    TarBytes after = new TarBytes().file("p/.wh..wh..opq", "").file("p/a/b/.wh.x", "");
    TarBytes within = new TarBytes().file("p/.wh..wh..opq", "").file("p/a/.wh..wh..opq", "");
    assertThat(Sandbox.names(sandbox.unpack(before))).containsExactly("p");
    assertThat(Sandbox.names(sandbox.unpack(after))).containsExactly("p");
    assertThat(Sandbox.names(sandbox.unpack(within))).containsExactly("p");
    TarBytes full = new TarBytes().file("p/.wh..wh..opq", "").file("p/a/f", "");
    Path root = sandbox.unpack(full.file("p/a/.wh.x", "").file("p/a/b/.wh.x", ""));
    assertThat(Sandbox.names(root)).containsExactly("p", "p/a", "p/a/f");
  }

  @Test
  void opaqueFolderReplaced_doesNotSwallowLaterWhiteouts() throws IOException {
    TarBytes tar = new TarBytes().file("p/.wh..wh..opq", "").file("p", "x");
    Path root = sandbox.unpack(tar.file("q/.wh.y", "").file("r/.wh.y", ""));
    assertThat(Sandbox.isWhiteout(root.resolve("q/y"))).isTrue();
    assertThat(Sandbox.isWhiteout(root.resolve("r/y"))).isTrue();
  }

  @Test
  void folderAfterItsWhiteout_isOpaque() throws IOException {
    Image image = sandbox.open(new TarBytes().file(".wh.d", "").file("d/new", "x"));
    Path root = image.layers().get(0);
    assertThat(Sandbox.names(root)).containsExactly("d", "d/new");
    assertThat(sandbox.isOpaque(image, root.resolve("d"))).isTrue();
  }

  @Test
  void folderBeforeItsWhiteout_isOpaque() throws IOException {
    Image image = sandbox.open(new TarBytes().dir("d").file("d/new", "x").file(".wh.d", ""));
    Path root = image.layers().get(0);
    assertThat(root.resolve("d/new")).hasContent("x");
    assertThat(sandbox.isOpaque(image, root.resolve("d"))).isTrue();
  }

  @Test
  void folderOverAFileOfTheLayer_isOpaque() throws IOException {
    Image image =
        sandbox.open(new TarBytes().file("a", "").file("a/b", "x").file("f", "").dir("f"));
    Path root = image.layers().get(0);
    assertThat(root.resolve("a/b")).hasContent("x");
    assertThat(sandbox.isOpaque(image, root.resolve("a"))).isTrue();
    assertThat(sandbox.isOpaque(image, root.resolve("f"))).isTrue();
  }

  @Test
  void fileOverAFullFolder_replacesIt() throws IOException {
    Path root = sandbox.unpack(new TarBytes().file("d/e/f", "").file("d", "x"));
    assertThat(Sandbox.names(root)).containsExactly("d");
    assertThat(root.resolve("d")).hasContent("x");
  }

  @Test
  void aufsHousekeeping_isNotUnpacked() throws IOException {
    TarBytes tar = new TarBytes().dir(".wh..wh.plnk").file(".wh..wh.plnk/123.456", "x");
    tar.hardLink("f", ".wh..wh.plnk/123.456").hardLink("g", "/.wh..wh.plnk/123.456");
    Path root =
        sandbox.unpack(
            tar.dir(".wh..wh.orph/").file(".wh..wh.orph/y", "").file(".wh..wh.aufs", ""));
    assertThat(Sandbox.names(root)).containsExactly("f", "g");
    assertThat(root.resolve("f")).hasContent("x");
    assertThat(Sandbox.attribute(root.resolve("f"), "nlink")).isEqualTo(2);
  }

  @Test
  void hardLinkToAWhiteout_isNoSecondOne() {
    assertThatThrownBy(() -> sandbox.open(new TarBytes().file(".wh.a", "").hardLink("b", "a")))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining("hard link to a");
  }

  @Test
  void deviceZeroOfTheImage_isRefused() {
    assertThatThrownBy(() -> sandbox.open(new TarBytes().add(TarBytes.header("x", '3'))))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining("device 0:0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"redirect", "metacopy", "whiteout", "origin"})
  void overlayAttributeOfTheImage_isEscapedOrLeftOut(String name) throws IOException {
    TarBytes tar = new TarBytes();
    for (OverlayForm form : OverlayForm.values()) {
      // Docker writes empty ones.
      tar.pax("SCHILY.xattr." + form.prefix() + name, new byte[0]).file(form.name(), "");
    }
    Image image = sandbox.open(tar);
    for (OverlayForm form : OverlayForm.values()) {
      Path file = image.layers().get(0).resolve(form.name());
      assertThat(Sandbox.xattr(file, form.prefix() + name)).isEmpty();
      assertThat(Sandbox.xattr(file, form.prefix() + "overlay." + name).isPresent())
          .isEqualTo(form == image.form());
    }
  }

  @Test
  void opaqueAttributeOfTheImage_isNoMark() throws IOException {
    TarBytes tar = new TarBytes();
    for (OverlayForm form : OverlayForm.values()) {
      tar.pax("SCHILY.xattr." + form.prefix() + "opaque", new byte[] {'y'}).dir(form.name());
    }
    Image image = sandbox.open(tar);
    for (OverlayForm form : OverlayForm.values()) {
      Path directory = image.layers().get(0).resolve(form.name());
      assertThat(Sandbox.xattr(directory, form.prefix() + "opaque")).isEmpty();
      assertThat(Sandbox.xattr(directory, form.prefix() + "overlay.opaque").isPresent())
          .isEqualTo(form == image.form());
    }
  }
}
