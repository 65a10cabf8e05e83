package dev.caisson.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.InvalidImageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A layer's bytes, however they are packed, are read to the end and verified. */
final class LayerStreamTest {

  @TempDir Path top;
  private Sandbox sandbox;
  private byte[] tar;

  @BeforeEach
  void makeTar() throws IOException {
    sandbox = new Sandbox(top);
    byte[] random = new byte[700_000];
    new Random(1).nextBytes(random);
    tar = new TarBytes().add(TarBytes.header("f", '0'), random).file("g", "x").bytes();
  }

  private Path unpack(byte[] blob) throws IOException {
    return sandbox.open(TestImage.ofBlob(sandbox.newFolder(), blob, tar)).layers().get(0);
  }

  private void assertRefused(byte[] blob, String message) {
    assertThatThrownBy(() -> unpack(blob))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining(message);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  @Test
  void plainLayer_isReadWhateverItsMediaType() throws IOException {
    assertThat(unpack(tar).resolve("g")).hasContent("x");
  }

  @Test
  void severalMembers_areAllRead() throws IOException {
    byte[] blob =
        TestImage.gzip(
            Arrays.copyOf(tar, 1000), new byte[0], Arrays.copyOfRange(tar, 1000, tar.length));
    assertThat(unpack(blob).resolve("f")).hasSize(700_000);
  }

  @Test
  void zerosAfterTheLastMember_areRead() throws IOException {
    assertThat(unpack(join(TestImage.gzip(tar), new byte[64])).resolve("g")).hasContent("x");
  }

  @Test
  void gzipHeaderWithAllItsParts_isSkipped() throws IOException {
    byte[] gzip = TestImage.gzip(tar);
    byte[] header =
        HexFormat.of().parseHex("1f8b081e0000000000ff" + "0300616263" + "6e00" + "6300" + "1234");
    byte[] blob = join(header, Arrays.copyOfRange(gzip, 10, gzip.length));
    assertThat(unpack(blob).resolve("g")).hasContent("x");
  }

  @Test
  void garbageAfterTheLastMember_isRefused() {
    byte[] gzip = TestImage.gzip(tar);
    assertRefused(join(gzip, new byte[] {'x'}), "not gzip follows");
    assertRefused(join(gzip, new byte[64], new byte[] {'x'}), "not gzip follows");
    assertRefused(join(gzip, new byte[] {0x1f, (byte) 0x8b, 8}), "cut short");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 9, 1000, 300_000})
  void cutLayer_isRefused(int bytes) {
    byte[] gzip = TestImage.gzip(tar);
    assertRefused(Arrays.copyOf(gzip, gzip.length - bytes), "cut short");
  }

  @ParameterizedTest
  @CsvSource({"8,CRC", "4,wrong length", "100000,bad compressed data|CRC|digest"})
  void changedByte_isRefused(int fromEnd, String message) {
    byte[] gzip = TestImage.gzip(tar);
    gzip[gzip.length - fromEnd] ^= 0x55;
    assertThatThrownBy(() -> unpack(gzip))
        .isInstanceOf(InvalidImageException.class)
        .message()
        .containsPattern(message);
  }

  @Test
  void bytesAfterTheTarsEnd_areHashed() throws IOException {
    byte[] good = tar;
    byte[] longer = join(tar, "more".getBytes(StandardCharsets.US_ASCII));
    assertRefused(TestImage.gzip(longer), "the uncompressed layer's digest is");
    tar = longer;
    assertThat(unpack(TestImage.gzip(longer)).resolve("g")).hasContent("x");
    assertThat(good.length).isLessThan(longer.length);
  }

  @Test
  void emptyLayer_isAnEmptyTree() throws IOException {
    tar = new byte[0];
    assertThat(Sandbox.names(unpack(TestImage.gzip(tar)))).isEmpty();
    tar = new byte[1024];
    assertThat(Sandbox.names(unpack(TestImage.gzip(tar)))).isEmpty();
  }

  @Test
  void emptyBlob_isAnEmptyTree() throws IOException {
    tar = new byte[0];
    assertThat(Sandbox.names(unpack(tar))).isEmpty();
    tar = new byte[1024];
    assertThat(Sandbox.names(unpack(tar))).isEmpty();
  }

  @Test
  void layerThatIsPackedTwice_isUnpackedOnce() {
    tar = TestImage.gzip(tar);
    assertRefused(TestImage.gzip(tar), "wrong checksum");
  }

  @Test
  void bomb_endsAtTheLimitOfItsRatio() throws IOException {
    tar = new TarBytes().add(TarBytes.header("zeros", '0'), new byte[80 << 20]).bytes();
    assertRefused(TestImage.gzip(tar), "grows more than 300 times");
  }

  @Test
  void largeLayer_endsAtTheLimitOfItsBytes() throws IOException {
    ImageSource source = TestImage.of(sandbox.newFolder(), tar);
    LayerStore store = LayerStore.at(sandbox.store()).withLimits(new UnpackLimits(9, 500_000, 9));
    assertThatThrownBy(() -> store.open(source)).hasMessageContaining("more than 500000 bytes");
  }

  @Test
  void manyEntries_endAtTheLimit() throws IOException {
    ImageSource source = TestImage.of(sandbox.newFolder(), tar);
    LayerStore store = LayerStore.at(sandbox.store()).withLimits(new UnpackLimits(1, 1 << 20, 9));
    assertThatThrownBy(() -> store.open(source)).hasMessageContaining("more than 1 entries");
    assertThat(sandbox.store().resolve("temporary")).isEmptyDirectory();
  }

  @Test
  void interruptedCaller_getsAnErrorAndKeepsTheFlag() throws IOException {
    ImageSource source = TestImage.of(sandbox.newFolder(), tar);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> LayerStore.at(sandbox.store()).open(source))
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Files.isDirectory(sandbox.store())).isTrue();
  }
}
