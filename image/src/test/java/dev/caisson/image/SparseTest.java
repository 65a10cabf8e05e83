package dev.caisson.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.InvalidImageException;
import dev.caisson.testing.NeedsTool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sparse files keep their contents and their holes, and a wrong map is refused. */
final class SparseTest {

  private static final int BLOCK = 512;

  @TempDir Path top;
  private Sandbox sandbox;

  @BeforeEach
  void makeSandbox() throws IOException {
    sandbox = new Sandbox(top);
  }

  @ParameterizedTest
  @NeedsTool("tar")
  @ValueSource(
      strings = {
        "--format=gnu",
        "--format=posix --sparse-version=0.0",
        "--format=posix --sparse-version=0.1",
        "--format=posix --sparse-version=1.0"
      })
  void sparseFileOfGnuTar_keepsItsHoles(String options) throws Exception {
    Path tree = Files.createDirectory(top.resolve("tree"));
    Path file = tree.resolve("sparse");
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      // More pieces than fit into one header of the old format.
      for (int i = 0; i < 60; i++) {
        out.seek(i * 200_000L + 4096);
        out.write(("piece " + i).getBytes(US_ASCII));
      }
      out.setLength(30_000_000);
    }
    Files.writeString(tree.resolve("sparse2"), "after");
    String command = "tar -S " + options + " -C tree -cf layer.tar sparse sparse2";
    Process tar = new ProcessBuilder("sh", "-c", command).directory(top.toFile()).start();
    assertThat(tar.waitFor()).isZero();
    Path root = sandbox.open(Files.readAllBytes(top.resolve("layer.tar"))).layers().get(0);
    assertThat(root.resolve("sparse")).hasSameBinaryContentAs(file);
    assertThat(root.resolve("sparse2")).hasContent("after");
    assertThat(blocks(root.resolve("sparse"))).isLessThan(30_000_000 / BLOCK / 10);
  }

  private static long blocks(Path file) throws IOException, InterruptedException {
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    return Long.parseLong(new String(stat.getInputStream().readAllBytes(), US_ASCII).strip());
  }

  private static TarBytes.Header old(long size, long realSize, long... map) {
    TarBytes.Header header = TarBytes.header("f", 'S').put(257, "ustar  \0".getBytes(US_ASCII));
    for (int i = 0; i < map.length; i++) {
      header.octal(386 + 12 * i, 12, map[i]);
    }
    return header.octal(124, 12, size).octal(483, 12, realSize);
  }

  private static TarBytes pax(String map, String size, String blocks) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    records.writeBytes(TarBytes.record("GNU.sparse.size", size.getBytes(US_ASCII)));
    records.writeBytes(TarBytes.record("GNU.sparse.numblocks", blocks.getBytes(US_ASCII)));
    records.writeBytes(TarBytes.record("GNU.sparse.map", map.getBytes(US_ASCII)));
    return new TarBytes()
        .add(TarBytes.header("x", 'x'), records.toByteArray())
        .file("f", "12345678");
  }

  private static TarBytes inBody(String map) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (String record : new String[] {"major=1", "minor=0", "name=f", "realsize=100"}) {
      int equals = record.indexOf('=');
      records.writeBytes(
          TarBytes.record(
              "GNU.sparse." + record.substring(0, equals),
              record.substring(equals + 1).getBytes(US_ASCII)));
    }
    byte[] body = (map + "\0".repeat(-map.length() & (BLOCK - 1)) + "12345678").getBytes(US_ASCII);
    return new TarBytes()
        .add(TarBytes.header("x", 'x'), records.toByteArray())
        .add(TarBytes.header("GNUSparseFile.0/f", '0'), body);
  }

  static Stream<Arguments> wrongMaps() {
    String many = "1\n".repeat(1_000_001);
    return Stream.of(
        Arguments.of(new TarBytes().add(old(8, 4, 0, 8)).raw(new byte[BLOCK]), "sparse region"),
        Arguments.of(
            new TarBytes().add(old(8, 9, 0, 4, 2, 4)).raw(new byte[BLOCK]), "sparse region"),
        Arguments.of(new TarBytes().add(old(9, 9, 0, 8)).raw(new byte[BLOCK]), "of 8 bytes"),
        Arguments.of(
            new TarBytes().add(old(8, 9, 0, 8).put(386, new byte[] {-1, -1})), "number that is"),
        Arguments.of(pax("0,4,2,4", "100", "2"), "sparse region"),
        Arguments.of(pax("0,4", "100", "1"), "of 4 bytes"),
        Arguments.of(pax("0,8", "100", "2"), "another count"),
        Arguments.of(pax("0,-8", "100", "1"), "number that is none"),
        Arguments.of(pax("-1,8", "100", "1"), "number that is none"),
        Arguments.of(pax("0,8", "-1", "1"), "not a number"),
        Arguments.of(pax("0,8", "9223372036854775807", "1"), "not a number"),
        Arguments.of(pax("999999999999999999,8", "100", "1"), "sparse region"),
        Arguments.of(pax("0,8", "800000000000000000", "1"), "UnpackLimits.bytes"),
        Arguments.of(pax("1,0,".repeat(66_000) + "1,8", "100", "66001"), "more than 65536"),
        Arguments.of(inBody("1\n0\n9\n"), "of 9 bytes"),
        Arguments.of(inBody("2\n0\n8\n"), "more than its file's bytes"),
        Arguments.of(inBody("1000000\n" + many), "more than 65536"),
        Arguments.of(inBody("x\n"), "number that is none"),
        Arguments.of(inBody("9".repeat(600)), "number that is none|file's bytes"));
  }

  @ParameterizedTest
  @MethodSource("wrongMaps")
  void wrongMap_isRefused(TarBytes tar, String pattern) {
    assertThatThrownBy(() -> sandbox.open(tar.file("g", "")))
        .isInstanceOf(InvalidImageException.class)
        .message()
        .containsPattern(pattern);
  }

  @Test
  void endlessMapOfTheOldFormat_endsAtTheLimit() {
    TarBytes tar = new TarBytes().add(old(0, 9, 0, 0, 0, 0, 0, 0, 0, 0).put(482, new byte[] {1}));
    byte[] more = new byte[BLOCK];
    for (int i = 0; i < 42; i++) {
      System.arraycopy("00000000000\0".getBytes(US_ASCII), 0, more, 12 * i, 12);
    }
    more[504] = 1;
    for (int i = 0; i < 4000; i++) {
      tar.raw(more);
    }
    assertThatThrownBy(() -> sandbox.open(tar)).hasMessageContaining("more than 65536");
  }

  @Test
  void sparseFileOfTheNewestFormat_hasItsRealName() throws IOException {
    Path root = sandbox.unpack(inBody("1\n92\n8\n"));
    assertThat(root.resolve("f")).hasSize(100);
    assertThat(Files.readString(root.resolve("f"))).endsWith("\00012345678");
  }
}
