package dev.caisson.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenHow;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No name and no link in a layer leads outside it. */
final class ContainmentTest {

  @TempDir Path top;
  private Sandbox sandbox;

  @BeforeEach
  void makeSandbox() throws IOException {
    sandbox = new Sandbox(top);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        Sandbox.VICTIM + "/dotdot",
        "/" + Sandbox.VICTIM + "/dotdot",
        "a/../" + Sandbox.VICTIM + "/dotdot",
        "./" + Sandbox.VICTIM + "/./dotdot"
      })
  void nameWithDots_staysInTheLayer(String name) throws IOException {
    Path root = sandbox.unpack(new TarBytes().file(name, "x"));
    assertThat(root.resolve("victim/dotdot")).hasContent("x");
  }

  @Test
  void absoluteName_isBelowTheRoot() throws IOException {
    Path root = sandbox.unpack(new TarBytes().file("/abs/file", "x"));
    assertThat(root.resolve("abs/file")).hasContent("x");
  }

  @Test
  void namesOfTheRootAndNothing_areSkipped() throws IOException {
    TarBytes tar =
        new TarBytes().file(".", "x").dir("./").file("", "x").symlink("", "/etc/").dir("..");
    Path root = sandbox.unpack(tar.file("a//b", "1").file("./././c", "2"));
    assertThat(Sandbox.names(root)).containsExactly("a", "a/b", "c");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "/.", "..", "/", "a/.."})
  void rootAsALink_isRefused(String name) {
    assertRefused(new TarBytes().symlink(name, "/etc"), "type of the root");
    assertRefused(new TarBytes().file("f", "").hardLink(name, "f"), "type of the root");
  }

  static Stream<Arguments> linksWithinTheLayer() {
    return Stream.of(
        Arguments.of(new TarBytes().symlink("localetc", "/etc")),
        Arguments.of(new TarBytes().dir("dummy").symlink("localetc", "/dummy/../etc")),
        Arguments.of(
            new TarBytes()
                .dir("dummy")
                .symlink("dummy/etc", "/etc")
                .symlink("localetc", "dummy/etc")),
        Arguments.of(new TarBytes().symlink("localetc", "../../../../etc")));
  }

  @ParameterizedTest
  @MethodSource("linksWithinTheLayer")
  void fileThroughALink_landsInTheLayersOwnFolder(TarBytes links) throws IOException {
    Path root = sandbox.unpack(links.dir("etc").file("/localetc/unbroken", "x"));
    assertThat(root.resolve("etc/unbroken")).hasContent("x");
  }

  @Test
  void linkToTheVictim_leadsToNothing() {
    String victim = sandbox.victim().toString();
    assertRefused(new TarBytes().symlink("l", victim).file("l/x", ""), "leads to no directory");
    assertRefused(new TarBytes().symlink("l", Sandbox.VICTIM).file("l/x", ""), "leads to no");
    assertRefused(
        new TarBytes().symlink("d/l", "../" + Sandbox.VICTIM).file("d/l/n/x", ""), "leads to no");
  }

  @Test
  void twoLinksInARow_stayInTheLayer() {
    TarBytes tar = new TarBytes().dir("inner").symlink("inner/go_up", "..");
    tar.symlink("inner/go_up/escape", Sandbox.VICTIM).file("inner/go_up/escape/newfile", "x");
    assertRefused(tar, "leads to no directory");
  }

  @Test
  void linkBelowALinkOut_isRefused() {
    TarBytes tar = new TarBytes().symlink("escape", "../..").symlink("escape/absolute", "/x");
    assertRefused(tar.file("escape/absolute/file", "x"), "leads to no directory");
  }

  @Test
  void linksInCircles_areRefused() {
    assertRefused(
        new TarBytes().symlink("a", "b").symlink("b", "a").file("a/x", ""), "links in circles");
  }

  @Test
  void folderReplacedByALinkBetweenItsFiles_isNotRemembered() throws IOException {
    TarBytes tar = new TarBytes().dir("foo").dir("foo/tmp").file("foo/tmp/b", "1");
    tar.symlink("foo", "/").file("foo/tmp/b", "2");
    Path root = sandbox.unpack(tar.dir("foo").dir("foo/tmp").file("foo/tmp/b", "3"));
    assertThat(root.resolve("foo/tmp/b")).hasContent("3");
    assertThat(root.resolve("tmp/b")).hasContent("2");
  }

  @Test
  void folderReplacedByALinkToTheVictim_isNotRemembered() {
    TarBytes tar = new TarBytes().dir("foo").file("foo/b", "1");
    assertRefused(
        tar.symlink("foo", sandbox.victim().toString()).file("foo/hello", "2"), "leads to no");
  }

  @Test
  void folderOverALink_replacesTheLink() throws IOException {
    TarBytes tar = new TarBytes().dir("etc").symlink("localetc", "/etc").dir("/localetc/");
    Path root = sandbox.unpack(tar.file("localetc/x", "x"));
    assertThat(Sandbox.names(root)).containsExactly("etc", "localetc", "localetc/x");
    assertThat(root.resolve("localetc")).isDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {Sandbox.VICTIM + "/hello", "/" + Sandbox.VICTIM + "/hello"})
  void hardLinkToTheVictim_isRefused(String target) {
    assertRefused(new TarBytes().hardLink("x", target), "hard link to");
    assertRefused(new TarBytes().hardLink("x", sandbox.victim() + "/hello"), "hard link to");
  }

  @Test
  void hardLinkToASiblingWhoseNameBeginsLikeTheRoots_isRefused() throws IOException {
    Path dest = Files.createDirectories(top.resolve("base/dest"));
    Files.writeString(Files.createDirectory(top.resolve("base/dest-evil")).resolve("secret"), "");
    TarBytes tar = new TarBytes().hardLink("grab", "../dest-evil/secret");
    Files.write(top.resolve("layer.tar"), tar.bytes());
    XattrPolicy policy = new XattrPolicy(OverlayForm.USER, false);
    UnpackLimits limits = UnpackLimits.DEFAULT;
    UnpackRules rules = new UnpackRules(policy, limits, DeviceNodes.PLACEHOLDERS);
    try (Directory work = Directory.open(top);
        OpenFile file = work.openFile(CString.of("layer.tar"), OpenHow.of());
        Directory root = Directory.open(dest);
        LinkSources sources = new LinkSources(work);
        Below below = new Below(() -> new LowerLayers(List.of(), OverlayForm.USER));
        LayerStream stream =
            LayerStream.open(new FileRegion("layer.tar", file, 0, file.stat().size()), limits);
        LayerUnpacker unpacker = new LayerUnpacker(stream, root, sources, below, rules)) {
      assertThatThrownBy(unpacker::unpack)
          .isInstanceOf(InvalidImageException.class)
          .hasMessageContaining("hard link to ../dest-evil/secret");
    }
    assertThat(dest).isEmptyDirectory();
  }

  @Test
  void hardLinkToAFolder_isRefused() {
    assertRefused(new TarBytes().hardLink("loophole", Sandbox.VICTIM), "hard link to");
    assertRefused(new TarBytes().dir("d").hardLink("loophole", "d"), "hard link to");
    assertRefused(new TarBytes().hardLink("loophole", "/"), "hard link to");
  }

  @Test
  void hardLinkToALaterFileOrToItself_isRefused() {
    assertRefused(new TarBytes().hardLink("b", "a").file("a", ""), "hard link to a");
    assertRefused(new TarBytes().file("a", "").hardLink("./a", "/a"), "hard link to itself");
  }

  @Test
  void hardLinkByAnAbsoluteName_isWithinTheLayer() throws IOException {
    TarBytes tar = new TarBytes().file("usr/bin/perlbug", "x");
    Path root = sandbox.unpack(tar.hardLink("x/y/perlthanks", "/usr/bin/perlbug"));
    assertThat(Sandbox.attribute(root.resolve("x/y/perlthanks"), "ino"))
        .isEqualTo(Sandbox.attribute(root.resolve("usr/bin/perlbug"), "ino"));
  }

  @Test
  void hardLinkThroughALinkedFolder_works() throws IOException {
    TarBytes tar = new TarBytes().dir("run").dir("var").symlink("var/run", "/run");
    Path root =
        sandbox.unpack(tar.file("var/run/source", "x").hardLink("var/run/link", "var/run/source"));
    assertThat(root.resolve("run/link")).hasContent("x");
  }

  @Test
  void hardLinkThroughALinkOverAFolder_isWhereTheLinkLeads() throws IOException {
    TarBytes tar = new TarBytes().file("etc/passwd", "x").file("localetc/old", "");
    tar.symlink("localetc", "../../etc").hardLink("/localetc/x", "/etc/passwd");
    Path root = sandbox.unpack(tar);
    assertThat(root.resolve("localetc")).isSymbolicLink();
    assertThat(Sandbox.attribute(root.resolve("etc/x"), "ino"))
        .isEqualTo(Sandbox.attribute(root.resolve("etc/passwd"), "ino"));
  }

  @Test
  void hardLinkToALink_linksTheLinkItself() throws IOException {
    TarBytes tar = new TarBytes().symlink("etc/passwdlink", sandbox.victim() + "/hello");
    tar.add(TarBytes.header("local", '1').link("etc/passwdlink").mode(0777));
    Path root = sandbox.unpack(tar);
    assertThat(root.resolve("local")).isSymbolicLink();
    assertThat(Sandbox.attribute(root.resolve("local"), "nlink")).isEqualTo(2);
  }

  @Test
  void fileOverALinkToTheVictim_replacesTheLink() throws IOException {
    TarBytes tar = new TarBytes().symlink("l", sandbox.victim() + "/hello");
    Path root = sandbox.unpack(tar.add(TarBytes.header("l", '0').mode(0777), new byte[] {'x'}));
    assertThat(root.resolve("l")).isRegularFile().hasContent("x");
  }

  @Test
  void fileOverAHardLink_leavesTheOtherName() throws IOException {
    Path root = sandbox.unpack(new TarBytes().file("a", "1").hardLink("b", "a").file("b", "2"));
    assertThat(root.resolve("a")).hasContent("1");
    assertThat(root.resolve("b")).hasContent("2");
  }

  @Test
  void layerOverALinkOfALowerLayer_followsItWithinTheLayer() throws IOException {
    TarBytes lower = new TarBytes().symlink("localetc", sandbox.victim().toString());
    Image image = sandbox.open(lower, new TarBytes().file("localetc/hello", "x"));
    String inside = sandbox.victim().toString().substring(1) + "/hello";
    assertThat(image.layers().get(1).resolve(inside)).hasContent("x");
    assertThat(Files.readString(sandbox.victim().resolve("hello"))).isEqualTo("secret");
  }

  @Test
  void magicLinksOfProc_leadNowhere() {
    assertRefused(
        new TarBytes().symlink("l", "/proc/self/root" + sandbox.victim()).file("l/x", ""),
        "leads to no directory");
  }

  @Test
  void folderThatIsSwappedForALinkMeanwhile_leadsNoFileToTheVictim() throws Exception {
    TarBytes tar = new TarBytes();
    for (int i = 0; i < 2000; i++) {
      // A link makes it forget which folders are open.
      tar.symlink("l", "x").dir("d");
      tar.add(TarBytes.header("d/hello", '0').mode(0777), new byte[] {'x'});
    }
    ImageSource source = TestImage.of(sandbox.newFolder(), tar.bytes());
    Path secret = sandbox.victim().resolve("hello");
    int mode = Sandbox.mode(secret);
    AtomicBoolean over = new AtomicBoolean();
    Thread attacker = new Thread(() -> swapUntil(over));
    attacker.start();
    try {
      LayerStore.at(sandbox.store()).open(source);
    } catch (CaissonException | AssertionError e) {
      // What is not what it was a moment ago may well be an error.
    } finally {
      over.set(true);
      attacker.join();
    }
    assertThat(Sandbox.names(sandbox.victim())).containsExactly("hello");
    assertThat(secret).hasContent("secret");
    assertThat(Sandbox.mode(secret)).isEqualTo(mode);
  }

  /** Puts a link to the victim in the place of the folder d that is being filled, and back. */
  private void swapUntil(AtomicBoolean over) {
    Path temporary = sandbox.store().resolve("temporary");
    for (int i = 0; !over.get(); i++) {
      try (DirectoryStream<Path> works = Files.newDirectoryStream(temporary)) {
        for (Path work : works) {
          Path folder = work.resolve("root/d");
          Path aside = work.resolve("root/aside" + i);
          Files.move(folder, aside);
          Files.createSymbolicLink(folder, sandbox.victim());
          Files.delete(folder);
          Files.move(aside, folder);
        }
      } catch (IOException | DirectoryIteratorException e) {
        // It is not there yet, or not any more, or was made anew in between.
      }
    }
  }

  private void assertRefused(TarBytes tar, String message) {
    assertThatThrownBy(() -> sandbox.open(tar))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining(message);
  }
}
