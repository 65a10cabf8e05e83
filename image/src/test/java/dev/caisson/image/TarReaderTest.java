package dev.caisson.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.linux.CString;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.Stat;
import dev.caisson.linux.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tar reader reads what real writers write, byte for byte, and refuses the rest. */
final class TarReaderTest {

  private static final byte[] NONE = new byte[0];

  /** A tar in memory. */
  private static final class Memory implements TarInput {
    private final byte[] bytes;
    private int position;

    Memory(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public String name() {
      return "test.tar";
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public int read(byte[] target, int length) {
      int count = Math.min(length, bytes.length - position);
      System.arraycopy(bytes, position, target, 0, count);
      position += count;
      return count;
    }

    @Override
    public void skip(long length) throws CaissonException {
      if (length > bytes.length - position) {
        throw InvalidImage.reading(name(), "cut short");
      }
      position += (int) length;
    }

    @Override
    public void copyTo(OpenFile target, long offset, long length) {
      throw new UnsupportedOperationException();
    }
  }

  private static List<TarEntry> read(byte[] tar) throws CaissonException {
    TarReader reader = new TarReader(new Memory(tar));
    List<TarEntry> entries = new ArrayList<>();
    Optional<TarEntry> entry = reader.next();
    while (entry.isPresent()) {
      entries.add(entry.get());
      entry = reader.next();
    }
    return entries;
  }

  private static TarEntry only(TarBytes tar) throws CaissonException {
    List<TarEntry> entries = read(tar.bytes());
    assertThat(entries).hasSize(1);
    return entries.get(0);
  }

  private static void assertRefused(byte[] tar, String message) {
    assertThatThrownBy(() -> read(tar))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining("test.tar")
        .hasMessageContaining(message);
  }

  @Test
  void header_isReadInFull() throws CaissonException {
    TarBytes tar =
        new TarBytes().add(TarBytes.header("d", '3').mode(04755).owner(5, 6).device(1, 3));
    TarEntry entry = only(tar);
    assertThat(entry.type()).isEqualTo(TarType.CHARACTER_DEVICE);
    assertThat(entry.mode()).isEqualTo(04755);
    assertThat(entry.uid()).isEqualTo(5);
    assertThat(entry.gid()).isEqualTo(6);
    assertThat(entry.device()).isEqualTo(new Stat.Device(1, 3));
    assertThat(entry.modified()).isEqualTo(new Timestamp(1_000_000_000, 0));
  }

  @ParameterizedTest
  // What POSIX calls contiguous, and what was a file before POSIX.
  @ValueSource(ints = {'7', 0})
  void fileOfAnotherFlag_isAFile(int flag) throws CaissonException {
    TarEntry entry = only(new TarBytes().add(TarBytes.header("f", (char) flag), new byte[600]));
    assertThat(entry.type()).isEqualTo(TarType.FILE);
    assertThat(entry.size()).isEqualTo(600);
  }

  @Test
  void binaryAttribute_isKeptByteForByte() throws CaissonException {
    byte[] capability = {1, 0, 0, 2, (byte) 0x80, 0, 0, 0, '\n', 0, 0, (byte) 0xff};
    TarBytes tar = new TarBytes().pax("SCHILY.xattr.security.capability", capability);
    assertThat(only(tar.file("newuidmap", "")).xattrs().get(CString.of("security.capability")))
        .containsExactly(capability);
  }

  @Test
  void emptyAttribute_isKept() throws CaissonException {
    TarBytes tar = new TarBytes().pax("SCHILY.xattr.user.overlay.origin", NONE).file("f", "");
    assertThat(only(tar).xattrs().get(CString.of("user.overlay.origin"))).isEmpty();
  }

  @Test
  void nameThatIsNotUtf8_isKeptByteForByte() throws CaissonException {
    byte[] name = "caf\u00e9\n:,\\".getBytes(ISO_8859_1);
    TarBytes tar = new TarBytes().add(TarBytes.header("", '0').put(0, name));
    assertThat(only(tar).name()).isEqualTo(CString.of(name));
    assertThat(only(new TarBytes().pax("path", name).file("x", "")).name())
        .isEqualTo(CString.of(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "1.500000000", "1.50000000099999"})
  void timeWithAFraction_isReadToTheNanosecond(String text) throws CaissonException {
    TarBytes tar = new TarBytes().pax("mtime", text.getBytes(US_ASCII)).file("f", "");
    assertThat(only(tar).modified()).isEqualTo(new Timestamp(1, 500_000_000));
  }

  @Test
  void timeBefore1970_isReadRight() throws CaissonException {
    TarBytes tar = new TarBytes().pax("mtime", "-1.25".getBytes(US_ASCII)).file("f", "");
    assertThat(only(tar).modified()).isEqualTo(new Timestamp(-2, 750_000_000));
    byte[] minusTwo = new byte[12];
    Arrays.fill(minusTwo, (byte) 0xff);
    minusTwo[11] = (byte) 0xfe;
    tar = new TarBytes().add(TarBytes.header("f", '0').put(136, minusTwo));
    assertThat(only(tar).modified()).isEqualTo(new Timestamp(-2, 0));
  }

  @Test
  void largeOwner_isReadInBase256() throws CaissonException {
    byte[] uid = {(byte) 0x80, 0, 0, 0, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    assertThat(only(new TarBytes().add(TarBytes.header("f", '0').put(108, uid))).uid())
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void gnuLongNames_areRead() throws CaissonException {
    String name = "n".repeat(300);
    String link = "l".repeat(300);
    TarBytes tar =
        new TarBytes()
            .add(TarBytes.header("././@LongLink", 'L'), (name + "\0").getBytes(US_ASCII))
            .add(TarBytes.header("././@LongLink", 'K'), (link + "\0").getBytes(US_ASCII));
    TarEntry entry = only(tar.symlink("short", "short"));
    assertThat(entry.name()).hasToString(name);
    assertThat(entry.linkName()).hasToString(link);
  }

  @Test
  void prefix_isReadInUstarAndInOldGosGnu() throws CaissonException {
    byte[] prefix = "some/prefix".getBytes(US_ASCII);
    TarBytes.Header gnu = TarBytes.header("name", '0').put(257, "ustar  \0".getBytes(US_ASCII));
    assertThat(only(new TarBytes().add(TarBytes.header("name", '0').put(345, prefix))).name())
        .hasToString("some/prefix/name");
    assertThat(only(new TarBytes().add(gnu.put(345, prefix))).name())
        .hasToString("some/prefix/name");
  }

  @Test
  void nameAndPrefixThatFillTheirFields_areReadWhole() throws CaissonException {
    String name = "n".repeat(100);
    String prefix = "p".repeat(155);
    TarBytes.Header header = TarBytes.header(name, '0').put(345, prefix.getBytes(US_ASCII));
    assertThat(only(new TarBytes().add(header.link("l".repeat(100)))).name())
        .hasToString(prefix + "/" + name);
    assertThat(only(new TarBytes().symlink("s", "l".repeat(100))).linkName())
        .hasToString("l".repeat(100));
  }

  @Test
  void gnuTimesInThePrefixesPlace_areNoPrefix() throws CaissonException {
    TarBytes.Header gnu = TarBytes.header("name", '0').put(257, "ustar  \0".getBytes(US_ASCII));
    assertThat(only(new TarBytes().add(gnu.octal(345, 12, 1_000_000_000))).name())
        .hasToString("name");
  }

  @Test
  void globalHeader_isIgnored() throws CaissonException {
    TarBytes tar = new TarBytes();
    tar.add(TarBytes.header("g", 'g'), TarBytes.record("path", "other".getBytes(US_ASCII)));
    assertThat(only(tar.file("f", "")).name()).hasToString("f");
    TarBytes alone = new TarBytes();
    alone.add(TarBytes.header("g", 'g'), TarBytes.record("comment", NONE));
    assertThat(read(alone.bytes())).isEmpty();
  }

  @Test
  void sizeOfTheExtendedHeader_decidesWhereTheNextEntryStarts() throws CaissonException {
    byte[] hidden = new TarBytes().file("hidden", "").open();
    TarBytes tar = new TarBytes().pax("size", String.valueOf(hidden.length).getBytes(US_ASCII));
    tar.add(TarBytes.header("f", '0')).raw(hidden).file("next", "");
    assertThat(read(tar.bytes())).extracting(e -> e.name().toString()).containsExactly("f", "next");
  }

  @Test
  void sizeOfALink_meansNothing() throws CaissonException {
    TarBytes tar = new TarBytes().add(TarBytes.header("l", '2').link("x").octal(124, 12, 1024));
    assertThat(read(tar.file("f", "").bytes())).hasSize(2);
  }

  @Test
  void emptyTar_hasNoEntries() throws CaissonException {
    assertThat(read(NONE)).isEmpty();
    assertThat(read(new byte[512])).isEmpty();
    assertThat(read(new byte[1024])).isEmpty();
    assertThat(read(new byte[10240])).isEmpty();
  }

  @Test
  void missingZeroBlocks_areNoError() throws CaissonException {
    assertThat(read(new TarBytes().file("f", "x".repeat(600)).open())).hasSize(1);
  }

  static Stream<Arguments> malformed() {
    byte[] file = new TarBytes().file("f", "x".repeat(600)).open();
    byte[] negative = new byte[12];
    Arrays.fill(negative, (byte) 0xff);
    byte[] huge = new byte[12];
    Arrays.fill(huge, (byte) 0x7f);
    huge[0] = (byte) 0x80;
    return Stream.of(
        Arguments.of(Arrays.copyOf(file, 700), "cut short"),
        Arguments.of(Arrays.copyOf(file, 512 + 600), "cut short"),
        Arguments.of(Arrays.copyOf(file, 300), "header is cut short"),
        Arguments.of(new TarBytes().raw(new byte[512]).file("f", "").bytes(), "one zero block"),
        Arguments.of(tar(TarBytes.header("f", '0').wrongChecksum()), "checksum"),
        Arguments.of(tar(TarBytes.header("f", '0').put(124, negative)), "SIZE is -1"),
        Arguments.of(tar(TarBytes.header("f", '0').put(124, huge)), "SIZE is not a number"),
        Arguments.of(tar(TarBytes.header("f", '0').put(124, "12x".getBytes(US_ASCII))), "SIZE"),
        Arguments.of(tar(TarBytes.header("f", '0').put(108, negative(8))), "UID is -1"),
        Arguments.of(tar(TarBytes.header("f", 'Z')), "unknown type"),
        Arguments.of(tar(TarBytes.header("socket", 's')), "unknown type"),
        Arguments.of(tar(TarBytes.header("d", '3').device(4096, 0)), "DEVICE_MAJOR"),
        Arguments.of(tar(TarBytes.header("d", '4').device(0, 0x100000)), "DEVICE_MINOR"),
        Arguments.of(tar(TarBytes.header("d", '3').put(329, negative(8))), "DEVICE_MAJOR"));
  }

  private static byte[] negative(int length) {
    byte[] negative = new byte[length];
    Arrays.fill(negative, (byte) 0xff);
    return negative;
  }

  private static byte[] tar(TarBytes.Header header) {
    return new TarBytes().add(header).bytes();
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedTar_isRefused(byte[] tar, String message) {
    assertRefused(tar, message);
  }

  static Stream<Arguments> malformedExtensions() {
    byte[] twice = "n\0".getBytes(US_ASCII);
    return Stream.of(
        Arguments.of(pax("mtime", "9e9999999"), "PAX mtime is not a time"),
        Arguments.of(pax("mtime", "9".repeat(300_000)), "PAX mtime is not a time"),
        Arguments.of(pax("size", "-1"), "PAX size"),
        Arguments.of(pax("uid", "4294967295"), "UID is 4294967295"),
        Arguments.of(pax("path", "a\0b"), "NUL"),
        Arguments.of(pax("path", "n".repeat(5000)), "name of 5000 bytes"),
        Arguments.of(pax("GNU.sparse.major", "1"), "sparse"),
        Arguments.of(pax("GNU.sparse.major", "2"), "unknown sparse format"),
        Arguments.of(extension('x', "30 path=short\n".getBytes(US_ASCII)), "does not end there"),
        Arguments.of(extension('x', "12 path=abcX".getBytes(US_ASCII)), "does not end there"),
        Arguments.of(extension('x', "99999999999999 a=b\n".getBytes(US_ASCII)), "without ' '"),
        Arguments.of(extension('x', "-5 a=b\n".getBytes(US_ASCII)), "of length -5"),
        Arguments.of(extension('x', "0 a=b\n".getBytes(US_ASCII)), "does not end there"),
        Arguments.of(extension('x', new byte[(1 << 20) + 1]), "SIZE is 1048577"),
        Arguments.of(extension('L', "a\0b\0".getBytes(US_ASCII)), "NUL"),
        Arguments.of(extension('L', "n".repeat(5000).getBytes(US_ASCII)), "name of 5000 bytes"),
        Arguments.of(extension('L', "n".repeat(1 << 20).getBytes(US_ASCII)), "name of 1048576"),
        Arguments.of(extension('L', new byte[(1 << 20) + 1]), "SIZE is 1048577"),
        Arguments.of(extension('K', "a\0b\0".getBytes(US_ASCII)), "NUL"),
        Arguments.of(extension('K', "n".repeat(5000).getBytes(US_ASCII)), "link name of 5000"),
        Arguments.of(extension('K', new byte[(1 << 20) + 1]), "SIZE is 1048577"),
        Arguments.of(
            new TarBytes()
                .add(TarBytes.header("L", 'L'), twice)
                .add(TarBytes.header("L", 'L'), twice),
            "two GNU long names"),
        Arguments.of(pax("path", "a").add(TarBytes.header("L", 'L'), twice), "several extended"),
        Arguments.of(
            extension('L', twice).pax("path", "a".getBytes(US_ASCII)), "several extended"));
  }

  private static TarBytes pax(String key, String value) {
    return new TarBytes().pax(key, value.getBytes(US_ASCII));
  }

  private static TarBytes extension(char type, byte[] body) {
    return new TarBytes().add(TarBytes.header("e", type), body);
  }

  @ParameterizedTest
  @MethodSource("malformedExtensions")
  void malformedExtension_isRefused(TarBytes tar, String message) {
    assertRefused(tar.file("f", "").bytes(), message);
  }

  @Test
  void extensionAtTheEnd_isRefused() {
    assertRefused(pax("path", "a").bytes(), "without an entry");
    assertRefused(extension('L', "a\0".getBytes(US_ASCII)).bytes(), "without an entry");
    assertRefused(extension('K', "a\0".getBytes(US_ASCII)).open(), "without an entry");
  }
}
