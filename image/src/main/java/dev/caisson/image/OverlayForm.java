package dev.caisson.image;

import dev.caisson.linux.CString;
import java.util.List;

/**
 * Which extended attributes tell overlayfs what a layer hides.
 *
 * <p>A layer in one form, mounted in the other, shows files that it deletes. So a store keeps one
 * form for all its layers.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>
 */
public enum OverlayForm {
  /**
   * {@code trusted.overlay.*}, which takes the host's root to write, and {@code user.overlay.*} as
   * well: for mounts with and without a user namespace.
   */
  ANY("trusted.overlay."),
  /** {@code user.overlay.*}: for mounts in a user namespace, with the option {@code userxattr}. */
  USER("user.overlay.");

  private final String prefix;

  OverlayForm(String prefix) {
    this.prefix = prefix;
  }

  /** Returns the prefix of the attributes that mean something in this form alone. */
  String prefix() {
    return prefix;
  }

  /** Returns an attribute whose value {@code y} hides what lower layers have in a directory. */
  CString opaque() {
    return CString.of(prefix + "opaque");
  }

  /** Returns all attributes that hide it, as different mounts ask for different ones. */
  List<CString> allOpaque() {
    return this == ANY ? List.of(opaque(), USER.opaque()) : List.of(opaque());
  }
}
