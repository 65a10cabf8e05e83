package dev.caisson.unionfs;

import dev.caisson.error.CaissonException;
import dev.caisson.launch.MountedTree;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.Stat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What overlayfs itself writes into layers, in the namespace of attributes that a mount of this
 * JVM's heeds.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>
 */
final class OverlayMarks {

  private static final String PREFIX =
      MountedTree.takesUserNamespace() ? "user.overlay." : "trusted.overlay.";
  private static final String ESCAPE = "overlay.";
  private static final CString OPAQUE = CString.of(PREFIX + "opaque");
  private static final CString WHITEOUT = CString.of(PREFIX + "whiteout");
  private static final Stat.Device NOTHING = new Stat.Device(0, 0);

  private OverlayMarks() {}

  /** Returns whether a directory hides all that lower layers have in it. */
  static boolean isOpaque(Directory directory) throws CaissonException {
    return hasOpaque(directory, 'y');
  }

  /** Returns whether empty files in a directory may be whiteouts. */
  static boolean mayHoldFileWhiteouts(Directory directory) throws CaissonException {
    return hasOpaque(directory, 'x');
  }

  private static boolean hasOpaque(Directory directory, char mark) throws CaissonException {
    Optional<byte[]> value = directory.xattr(OPAQUE);
    return value.isPresent() && Arrays.equals(value.get(), new byte[] {(byte) mark});
  }

  /** Returns whether a node is a whiteout. */
  static boolean isWhiteout(Stat stat) {
    return stat.type() == FileType.CHARACTER_DEVICE && stat.represents().equals(NOTHING);
  }

  /** Returns the attribute that makes a whiteout of an empty file. */
  static CString whiteout() {
    return WHITEOUT;
  }

  /** Returns the name that an attribute has in a union; empty if it is overlayfs's own. */
  static Optional<CString> inUnion(CString attribute) {
    String name = new String(attribute.bytes(), StandardCharsets.ISO_8859_1);
    if (!name.startsWith(PREFIX)) {
      return Optional.of(attribute);
    }
    String own = name.substring(PREFIX.length());
    return own.startsWith(ESCAPE)
        ? Optional.of(
            CString.of(
                (PREFIX + own.substring(ESCAPE.length())).getBytes(StandardCharsets.ISO_8859_1)))
        : Optional.empty();
  }
}
