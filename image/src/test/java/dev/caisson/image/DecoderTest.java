package dev.caisson.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import dev.caisson.error.InvalidImageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Layers in zstd, xz and bzip2 are read to their last frame, and what is damaged is refused. */
final class DecoderTest {

  @TempDir Path top;
  private Sandbox sandbox;
  private byte[] tar;

  @BeforeEach
  void makeTar() throws IOException {
    sandbox = new Sandbox(top);
    byte[] random = new byte[900_000];
    new Random(1).nextBytes(random);
    tar = new TarBytes().add(TarBytes.header("f", '0'), random).file("g", "x").bytes();
  }

  /** The formats, as their own writers make them. */
  enum Format {
    ZSTD {
      @Override
      OutputStream open(OutputStream out) throws IOException {
        return new ZstdOutputStream(out).setChecksum(true);
      }
    },
    XZ {
      @Override
      OutputStream open(OutputStream out) throws IOException {
        return new XZOutputStream(out, new LZMA2Options(1));
      }
    },
    BZIP2 {
      @Override
      OutputStream open(OutputStream out) throws IOException {
        return new BZip2CompressorOutputStream(out, 1);
      }
    };

    abstract OutputStream open(OutputStream out) throws IOException;

    byte[] compress(byte[] bytes) {
      ByteArrayOutputStream compressed = new ByteArrayOutputStream();
      try (OutputStream out = open(compressed)) {
        out.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return compressed.toByteArray();
    }
  }

  private Path unpack(byte[] blob) throws IOException {
    return sandbox.open(TestImage.ofBlob(sandbox.newFolder(), blob, tar)).layers().get(0);
  }

  private void assertRefused(byte[] blob, String pattern) {
    assertThatThrownBy(() -> unpack(blob))
        .isInstanceOf(InvalidImageException.class)
        .message()
        .containsPattern(pattern);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    Stream.of(parts).forEach(joined::writeBytes);
    return joined.toByteArray();
  }

  @ParameterizedTest
  @EnumSource
  void layer_isRead(Format format) throws IOException {
    Path root = unpack(format.compress(tar));
    assertThat(root.resolve("f")).hasSize(900_000);
    assertThat(root.resolve("g")).hasContent("x");
  }

  @ParameterizedTest
  @EnumSource
  void severalMembers_areAllRead(Format format) throws IOException {
    byte[] start = Arrays.copyOf(tar, 1000);
    byte[] rest = Arrays.copyOfRange(tar, 1000, tar.length);
    byte[] blob = join(format.compress(start), format.compress(rest));
    assertThat(unpack(blob).resolve("g")).hasContent("x");
  }

  @ParameterizedTest
  @EnumSource
  void cutLayer_isRefused(Format format) {
    byte[] blob = format.compress(tar);
    for (int cut : new int[] {1, 4, 13, 200_000, blob.length - 8}) {
      assertRefused(Arrays.copyOf(blob, blob.length - cut), "cut short|bad compressed data");
    }
  }

  @ParameterizedTest
  @EnumSource
  void changedByte_isRefused(Format format) {
    for (int fromEnd : new int[] {2, 100, 300_000}) {
      byte[] blob = format.compress(tar);
      blob[blob.length - fromEnd] ^= 0x55;
      assertRefused(blob, "cut short|bad |digest|window");
    }
  }

  @ParameterizedTest
  @EnumSource
  void garbageAfterTheEnd_isRefused(Format format) {
    assertRefused(join(format.compress(tar), new byte[] {'x', 'y', 'z', 1, 2}), "bad |cut short");
  }

  @Test
  void skippableFramesOfZstd_areSkipped() throws IOException {
    byte[] skippable = HexFormat.of().parseHex("502a4d18" + "03000000" + "abcdef");
    byte[] blob = join(skippable, Zstd.compress(tar), skippable);
    assertThat(unpack(blob).resolve("g")).hasContent("x");
  }

  @ParameterizedTest
  // RFC 8878: the exponent in the upper five bits; windows of 256 MiB, 2 GiB, and the largest.
  @ValueSource(strings = {"90", "a8", "ff"})
  void windowOfZstdThatIsTooLarge_isRefused(String window) {
    assertRefused(HexFormat.of().parseHex("28b52ffd00" + window + "010000"), "bad zstd data");
  }

  @Test
  void windowOfZstdAsLargeAsItsHighestLevels_isRead() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (ZstdOutputStream out = new ZstdOutputStream(compressed).setLong(27)) {
      out.write(tar);
    }
    assertThat(unpack(compressed.toByteArray()).resolve("g")).hasContent("x");
  }

  @Test
  void dictionaryOfXzThatIsTooLarge_isRefused() throws IOException {
    byte[] blob = Format.XZ.compress(tar);
    // The properties of LZMA2: 36 is a dictionary of 1 GiB; then the header's CRC.
    assertThat(blob[14]).isEqualTo((byte) 0x21);
    blob[16] = 36;
    CRC32 crc = new CRC32();
    crc.update(blob, 12, 8);
    for (int i = 0; i < 4; i++) {
      blob[20 + i] = (byte) (crc.getValue() >>> (8 * i));
    }
    assertRefused(blob, "more than 128 MiB of memory");
  }

  @ParameterizedTest
  @EnumSource
  void bomb_endsAtTheLimitOfItsRatio(Format format) {
    tar = new TarBytes().add(TarBytes.header("zeros", '0'), new byte[80 << 20]).bytes();
    assertRefused(format.compress(tar), "grows more than 300 times");
  }
}
