package dev.caisson.image.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.image.Digest;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.testing.NeedsTool;
import dev.caisson.testing.RootlessTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees that are packed, as GNU tar reads them. */
@NeedsTool({"tar", "setfattr", "getfattr"})
final class LayerContentTest {

  @TempDir Path top;
  private Path tree;
  private Shell shell;

  @BeforeEach
  void makeTree() throws IOException {
    tree = Files.createDirectory(top.resolve("tree"));
    shell = new Shell(tree);
  }

  /** Makes what any user can make. */
  private void makeOddEntries() throws IOException, InterruptedException {
    shell.script(
        """
        long=$(printf 'n%.0s' $(seq 200)); mkdir -p "$long/$long" d/e
        echo deep > "$long/$long/file"; ln -s "$long/$long/file" link; ln -s ../nowhere dangling
        echo text > f; ln f g; ln f d/h; chmod 4751 f; mkfifo p; chmod 1777 d; : > empty
        setfattr -n user.bin -v 0x0080ff0a f; setfattr -n user.bin -v 0x00 d
        truncate -s 70000 sparse; touch -d @-5.25 old; touch -d @1.000000001 d/e
        printf bytes > "$(printf 'caf\\351')"; printf tab > "$(printf 'a\\tb\\nc')"
        seq 100000 > numbers
        """);
  }

  private static byte[] tar(LayerContent content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    content.writeTar(out);
    return out.toByteArray();
  }

  private LayerContent copied(Path from) {
    return new LayerContent.Copied(from, "/", PackRules.plain());
  }

  private String names(byte[] tar) throws IOException, InterruptedException {
    Files.write(top.resolve("listed.tar"), tar);
    return shell.run("tar", "-tf", "../listed.tar");
  }

  @Test
  void oddEntries_extractedByTar_areTheSame() throws IOException, InterruptedException {
    makeOddEntries();
    String listed = Shell.list(tree);
    Files.write(top.resolve("layer.tar"), tar(copied(tree)));
    Path copy = Files.createDirectory(top.resolve("copy"));
    new Shell(copy).run("tar", "--xattrs", "--xattrs-include=*", "-xpf", "../layer.tar");
    assertThat(Shell.list(copy)).isEqualTo(listed);
  }

  @Test
  void sameFiles_madeLaterInAnotherOrder_areTheSameBytes()
      throws IOException, InterruptedException {
    shell.script("mkdir d; echo a > d/a; echo b > b; ln b c; chmod 644 b; chmod 755 . d");
    Path other = Files.createDirectory(top.resolve("other"));
    new Shell(other)
        .script("echo b > c; ln c b; mkdir d; echo a > d/a; chmod 644 b; chmod 755 . d");
    byte[] first = tar(copied(tree).notAfter(Instant.EPOCH));
    byte[] second = tar(copied(other).notAfter(Instant.EPOCH));
    assertThat(Digest.ofBytes(second)).isEqualTo(Digest.ofBytes(first));
  }

  @Test
  void times_laterThanTheLatest_areSetBack() throws IOException, InterruptedException {
    shell.script("touch -d @1 early; touch -d @3 late");
    Files.write(top.resolve("layer.tar"), tar(copied(tree).notAfter(Instant.ofEpochSecond(2))));
    String listing = shell.run("tar", "--utc", "--full-time", "-tvf", "../layer.tar");
    assertThat(listing)
        .containsPattern("00:00:01.* early|00:00:01 .*early")
        .containsPattern("00:00:02 .*late");
  }

  @Test
  void directoryToAPath_getsThatPath() throws IOException, InterruptedException {
    Files.writeString(tree.resolve("file"), "x");
    byte[] tar = tar(new LayerContent.Copied(tree, "/opt/app", PackRules.plain()));
    assertThat(names(tar)).isEqualTo("opt/app/\nopt/app/file\n");
  }

  @Test
  void owners_ofAll_areThose() throws IOException, InterruptedException {
    Files.writeString(tree.resolve("file"), "x");
    PackRules rules = PackRules.plain().withOwners(Owners.all(3_000_000, 7));
    Files.write(top.resolve("layer.tar"), tar(new LayerContent.Copied(tree, "/", rules)));
    assertThat(shell.run("tar", "--numeric-owner", "-tvf", "../layer.tar"))
        .contains("3000000/7")
        .doesNotContain("0/0");
  }

  @Test
  void whiteouts_ofAnUpperLayer_comeFirst() throws IOException, InterruptedException {
    shell.script(
        """
        mkdir -p a/b new; echo x > a/x; echo y > a/b/y; echo z > new/z
        setfattr -n user.overlay.opaque -v y a; setfattr -n user.overlay.opaque -v y new
        setfattr -n user.overlay.origin -v 1 a/x
        setfattr -n user.overlay.overlay.opaque -v y a/b
        """);
    try (Directory upper = Directory.open(tree);
        Directory inner = Directory.open(tree.resolve("a/b"))) {
      upper.makeWhiteout(CString.of("zeta"));
      inner.makeWhiteout(CString.of("gone"));
    }
    Path lower = Files.createDirectories(top.resolve("lower/a")).getParent();
    try (Directory upper = Directory.open(tree);
        LowerLayers lowers = LowerLayers.open(List.of(lower))) {
      PackRules rules = PackRules.plain().withForm(TreeForm.USER_OVERLAY);
      byte[] tar = tar(new LayerContent.Tree(upper, rules, lowers, Optional.empty(), "changes"));
      assertThat(names(tar))
          .isEqualTo(
              """
              ./
              .wh.zeta
              a/
              a/.wh..wh..opq
              a/b/
              a/b/.wh.gone
              a/b/y
              a/x
              new/
              new/z
              """);
      String text = new String(tar, StandardCharsets.ISO_8859_1);
      assertThat(text)
          .contains("SCHILY.xattr.user.overlay.opaque=y\n")
          .doesNotContain("origin")
          .doesNotContain("overlay.overlay");
    }
  }

  @Test
  void nameThatWouldDeleteAnother_isRefused() throws IOException {
    Files.writeString(tree.resolve(".wh.etc"), "");
    assertThatThrownBy(() -> tar(copied(tree)))
        .isInstanceOf(CaissonException.class)
        .hasMessageContaining(".wh.etc")
        .hasMessageContaining("deleted");
  }

  @Test
  void hugeSparseFile_goesBeyondTheLimit() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(tree.resolve("huge").toFile(), "rw")) {
      file.setLength(8L << 40);
    }
    assertThatThrownBy(() -> copied(tree).writeTar(OutputStream.nullOutputStream()))
        .isInstanceOf(CaissonException.class)
        .hasMessageContaining("huge")
        .hasMessageContaining("68719476736 bytes");
  }

  @Test
  void moreEntriesThanTheLimit_areRefused() throws IOException {
    for (int i = 0; i < 11; i++) {
      Files.writeString(tree.resolve("file" + i), "");
    }
    PackRules rules = PackRules.plain().withLimits(new PackLimits(10, 1000));
    assertThatThrownBy(() -> tar(new LayerContent.Copied(tree, "/", rules)))
        .isInstanceOf(CaissonException.class)
        .hasMessageContaining("10 entries");
  }

  @Test
  void linkOutOfTheTree_isNotFollowed() throws IOException, InterruptedException {
    Path outside = Files.createDirectories(top.resolve("outside/secret")).getParent();
    Files.createSymbolicLink(tree.resolve("link"), outside);
    assertThat(names(tar(copied(tree)))).isEqualTo("./\nlink\n");
  }

  @Test
  void attributeWithAnEqualsSign_isRefused() throws IOException, InterruptedException {
    shell.script(": > f; setfattr -n user.a=b -v c f");
    assertThatThrownBy(() -> tar(copied(tree)))
        .isInstanceOf(CaissonException.class)
        .hasMessageContaining("user.a=b");
  }

  @Test
  void ownerWhomTheImageDoesNotHave_isRefused() throws IOException {
    Files.writeString(tree.resolve("f"), "");
    Owners nobody =
        new Owners() {
          @Override
          public OptionalLong user(long outside) {
            return OptionalLong.empty();
          }

          @Override
          public OptionalLong group(long outside) {
            return OptionalLong.empty();
          }
        };
    PackRules rules = PackRules.plain().withOwners(nobody);
    assertThatThrownBy(() -> tar(new LayerContent.Copied(tree, "/", rules)))
        .isInstanceOf(CaissonException.class)
        .hasMessageContaining("nobody in the image");
  }

  @Test
  @RootlessTest
  void fileThatMayNotBeRead_isNamed_ifThereAreNoMoreRights() throws IOException {
    Path file = Files.writeString(tree.resolve("secret"), "x");
    Files.setPosixFilePermissions(file, Set.of());
    assertThatThrownBy(() -> tar(new LayerContent.Copied(tree, "/", PackRules.plain())))
        .isInstanceOf(CaissonException.class)
        .hasMessageContainingAll("open secret", "EACCES");
  }
}
