package dev.caisson.image.build;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.Stat;
import dev.caisson.linux.Timestamp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a layer's tar says of lower layers: that names are deleted, that directories are opaque.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts">OCI
 *     image layer specification, whiteouts</a>
 */
final class Markers {

  private static final byte[] PREFIX = ".wh.".getBytes(StandardCharsets.US_ASCII);
  private static final CString OPAQUE = CString.of(".wh..wh..opq");
  private static final OpenHow PLACE = OpenHow.of(OpenFlag.PATH, OpenFlag.NOFOLLOW);
  private static final Timestamp NO_TIME = new Timestamp(0, 0);
  private static final Stat.Device WHITEOUT = new Stat.Device(0, 0);
  private static final byte HIDES_ALL = 'y';
  private static final byte HOLDS_WHITEOUTS = 'x';

  private final TarWriter tar;
  private final TreeForm form;
  private final TreeReader reader;

  Markers(TarWriter tar, PackRules rules, TreeReader reader) {
    this.tar = tar;
    this.form = rules.form();
    this.reader = reader;
  }

  /** Refuses a file whose name would delete another one, or make a directory opaque. */
  static void requireNone(CString name, CString path) throws CaissonException {
    byte[] bytes = name.bytes();
    if (bytes.length >= PREFIX.length
        && Arrays.equals(bytes, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
      throw new CaissonException(
          "pack",
          path.toString(),
          "in a layer, a name that begins with .wh. stands for a file that is deleted",
          Optional.of("rename or remove it"));
    }
  }

  boolean isOpaque(Directory directory) throws CaissonException {
    return has(directory, HIDES_ALL);
  }

  private boolean has(Directory directory, byte mark) throws CaissonException {
    Optional<byte[]> value = reader.xattr(directory, form.opaque());
    return value.isPresent() && Arrays.equals(value.get(), new byte[] {mark});
  }

  /** Writes a directory's markers, and returns the names that are none. */
  List<CString> write(Directory directory, List<CString> names, CString path, boolean hides)
      throws IOException {
    if (hides) {
      tar.begin(TarMember.marker(join(path, OPAQUE), NO_TIME));
    }
    boolean mayBeFiles = has(directory, HOLDS_WHITEOUTS);
    List<CString> others = new ArrayList<>(names.size());
    for (CString name : names) {
      Optional<Stat> there = reader.find(directory, name);
      if (there.isPresent() && isWhiteout(directory, name, there.get(), mayBeFiles)) {
        tar.begin(TarMember.marker(join(path, marker(name)), NO_TIME));
      } else if (there.isPresent()) {
        others.add(name);
      }
    }
    return others;
  }

  private boolean isWhiteout(Directory directory, CString name, Stat stat, boolean mayBeFile)
      throws CaissonException {
    if (stat.type() == FileType.CHARACTER_DEVICE) {
      return stat.represents().equals(WHITEOUT);
    }
    if (!mayBeFile || stat.type() != FileType.REGULAR || stat.size() != 0) {
      return false;
    }
    try (OpenFile place = reader.place(directory, name, PLACE)) {
      return reader.xattr(place, form.whiteout()).isPresent();
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT)) {
        return false;
      }
      throw e;
    }
  }

  private static CString marker(CString name) {
    byte[] marker = Arrays.copyOf(PREFIX, PREFIX.length + name.length());
    name.copyTo(marker, PREFIX.length);
    return CString.of(marker);
  }

  /** Returns a path below another, of which either may be a dot. */
  static CString join(CString above, CString path) {
    if (isDot(above)) {
      return path;
    }
    return isDot(path) ? above : above.resolve(path);
  }

  private static boolean isDot(CString path) {
    return path.length() == 1 && path.bytes()[0] == '.';
  }

  /** Returns the path as that of a directory. */
  static CString slash(CString path) {
    return path.resolve(CString.of(""));
  }
}
