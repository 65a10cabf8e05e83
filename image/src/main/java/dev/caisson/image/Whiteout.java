package dev.caisson.image;

import dev.caisson.linux.CString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What an entry's name means beside being a name.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts">OCI
 *     image layer specification, whiteouts</a>
 */
sealed interface Whiteout {

  /** An ordinary entry. */
  record None() implements Whiteout {}

  /** Hides what lower layers have of this name. */
  record Hide(CString name) implements Whiteout {}

  /** Hides all that lower layers have in the entry's directory. */
  record Opaque() implements Whiteout {}

  /** AUFS's own book-keeping, which is no part of the layer. */
  record Housekeeping() implements Whiteout {}

  /** A file that AUFS keeps for hard links to it, which is no part of the layer itself. */
  record LinkSource(CString name) implements Whiteout {}

  /** A name that must not be. */
  record Invalid() implements Whiteout {}

  /** Returns what a place's name means. */
  static Whiteout of(EntryPath path) {
    return path.isRoot() ? new None() : Names.meaning(path);
  }

  /** The names with a meaning. */
  final class Names {

    private static final byte[] PREFIX = ascii(".wh.");
    private static final byte[] AUFS = ascii(".wh..wh.");
    private static final CString OPAQUE = CString.of(".wh..wh..opq");
    private static final CString LINKS = CString.of(".wh..wh.plnk");

    private Names() {}

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Whiteout meaning(EntryPath path) {
      if (!path.hasComponentWith(PREFIX)) {
        return new None();
      }
      for (EntryPath above : path.parent().fromRoot()) {
        byte[] name = above.name().bytes();
        if (startsWith(name, PREFIX)) {
          return belowMarker(path, above);
        }
      }
      byte[] name = path.name().bytes();
      if (!startsWith(name, PREFIX)) {
        return new None();
      }
      if (path.name().equals(OPAQUE)) {
        return new Opaque();
      }
      if (startsWith(name, AUFS)) {
        return new Housekeeping();
      }
      CString hidden = CString.of(Arrays.copyOfRange(name, PREFIX.length, name.length));
      return hidden.isName() ? new Hide(hidden) : new Invalid();
    }

    private static Whiteout belowMarker(EntryPath path, EntryPath marker) {
      boolean atRoot = marker.parent().isRoot();
      if (atRoot && marker.name().equals(LINKS) && path.parent().equals(marker)) {
        return new LinkSource(path.name());
      }
      boolean aufs = atRoot && startsWith(marker.name().bytes(), AUFS);
      return aufs && !marker.name().equals(OPAQUE) ? new Housekeeping() : new Invalid();
    }

    private static boolean startsWith(byte[] name, byte[] prefix) {
      return name.length >= prefix.length
          && Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length);
    }
  }
}
