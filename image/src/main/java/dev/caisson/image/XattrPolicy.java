package dev.caisson.image;

import dev.caisson.linux.CString;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which extended attributes of an image are stored, and under which name.
 *
 * <p>What means something to overlayfs is escaped, so that an image can't forge it; the other
 * form's is left out. Labels of the host's security modules are left out, and so is what takes a
 * privilege that an ordinary user lacks.
 */
record XattrPolicy(OverlayForm form, boolean privileged) {

  private static final String ESCAPE = "overlay.";
  private static final String CAPABILITY = "security.capability";
  private static final String ACCESS_ACL = "system.posix_acl_access";
  private static final String DEFAULT_ACL = "system.posix_acl_default";

  /** Returns the name on disk; empty where the attribute is left out. */
  Optional<CString> nameOnDisk(CString name) {
    String text = new String(name.bytes(), StandardCharsets.ISO_8859_1);
    for (OverlayForm any : OverlayForm.values()) {
      if (text.startsWith(any.prefix())) {
        return any == form ? Optional.of(escaped(text)) : Optional.empty();
      }
    }
    // An ordinary user's store has a meaning for this one, which an image can't forge.
    boolean forged = !privileged && name.equals(RootlessOwner.ATTRIBUTE);
    return isStored(text) && !forged ? Optional.of(name) : Optional.empty();
  }

  private CString escaped(String text) {
    String escaped = form.prefix() + ESCAPE + text.substring(form.prefix().length());
    return CString.of(escaped.getBytes(StandardCharsets.ISO_8859_1));
  }

  private boolean isStored(String name) {
    if (name.startsWith("user.")) {
      return true;
    }
    return privileged
        && switch (name) {
          case CAPABILITY, ACCESS_ACL, DEFAULT_ACL -> true;
          default -> name.startsWith("trusted.");
        };
  }

  /** Returns whether new files in a directory inherit an attribute of it. */
  static boolean isInherited(CString name) {
    return name.equals(CString.of(DEFAULT_ACL));
  }

  /** Returns whether an attribute that is on disk came from an image, not from this library. */
  boolean isReplaceable(CString name) {
    return !form.allOpaque().contains(name)
        && isStored(new String(name.bytes(), StandardCharsets.ISO_8859_1));
  }
}
