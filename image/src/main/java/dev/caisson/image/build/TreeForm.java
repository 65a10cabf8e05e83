package dev.caisson.image.build;

import dev.caisson.linux.CString;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the entries of a tree mean that is packed.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>
 */
public enum TreeForm {
  /** Files, and nothing else. */
  PLAIN(""),
  /** The upper layer of an overlay of root's, with attributes {@code trusted.overlay.*}. */
  OVERLAY("trusted.overlay."),
  /** The upper layer of an overlay with {@code userxattr}, whose attributes are {@code user.*}. */
  USER_OVERLAY("user.overlay.");

  private static final String ESCAPE = "overlay.";

  private final String prefix;

  TreeForm(String prefix) {
    this.prefix = prefix;
  }

  boolean hasWhiteouts() {
    return this != PLAIN;
  }

  /** Returns the attribute that says whether a directory hides what lower layers have in it. */
  CString opaque() {
    return CString.of(prefix + "opaque");
  }

  /** Returns the attribute that makes a whiteout of an empty file. */
  CString whiteout() {
    return CString.of(prefix + "whiteout");
  }

  /**
   * Returns the name that an attribute has for whoever uses the union; empty if it is overlayfs's
   * own.
   */
  Optional<CString> outside(CString attribute) {
    String name = new String(attribute.bytes(), StandardCharsets.ISO_8859_1);
    if (!hasWhiteouts() || !name.startsWith(prefix)) {
      return Optional.of(attribute);
    }
    String own = name.substring(prefix.length());
    return own.startsWith(ESCAPE)
        ? Optional.of(
            CString.of(
                (prefix + own.substring(ESCAPE.length())).getBytes(StandardCharsets.ISO_8859_1)))
        : Optional.empty();
  }
}
