package dev.caisson.unionfs.mount;

import dev.caisson.linux.CString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The option string of an overlay, for mount(2), which cuts what exceeds a page without saying so.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>
 */
final class OverlayOptions {

  /** The most bytes that mount(2) takes, without the NUL. */
  static final int MOST_BYTES = 4095;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Returns the options for layers of which the lowest is first. */
  static CString of(List<CString> layers, UpperFolders folders, boolean userXattr) {
    OverlayOptions options = new OverlayOptions();
    options.text("lowerdir=");
    List<CString> highestFirst = new ArrayList<>(layers);
    Collections.reverse(highestFirst);
    for (int i = 0; i < highestFirst.size(); i++) {
      options.text(i == 0 ? "" : ":");
      options.escaped(highestFirst.get(i).bytes());
    }
    options.text(",upperdir=");
    options.escaped(folders.upper().getBytes(StandardCharsets.UTF_8));
    options.text(",workdir=");
    options.escaped(folders.work().getBytes(StandardCharsets.UTF_8));
    // What a layer says of files elsewhere, which only the host's root can write, is not believed;
    // with userxattr the kernel itself sees to that.
    options.text(userXattr ? ",userxattr" : ",redirect_dir=nofollow,metacopy=off");
    options.text(folders.isVolatile() ? ",volatile" : "");
    return CString.of(options.bytes.toByteArray());
  }

  private void text(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private void escaped(byte[] path) {
    for (byte b : path) {
      if (b == ':' || b == ',' || b == '\\') {
        bytes.write('\\');
      }
      bytes.write(b);
    }
  }
}
