package dev.caisson.image;

import dev.caisson.linux.CString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The place in the layer that a tar entry's name means: without empty components and dots, and with
 * {@code ..} taken back textually, which at the root leads nowhere.
 */
final class EntryPath {

  /** The layer's root. */
  static final EntryPath ROOT = new EntryPath(new byte[0]);

  /** Orders a directory right before all that is below it. */
  static final Comparator<EntryPath> DEPTH_FIRST = EntryPath::compareDepthFirst;

  private static final int NAME_MAX = 255;

  private final byte[] bytes;
  private final int nameStart;

  private EntryPath(byte[] bytes) {
    this.bytes = bytes;
    int start = bytes.length;
    while (start > 0 && bytes[start - 1] != '/') {
      start--;
    }
    this.nameStart = start;
  }

  /** Returns the place; empty where a component is longer than Linux allows. */
  static Optional<EntryPath> of(CString name) {
    byte[] raw = name.bytes();
    byte[] normal = new byte[raw.length];
    int length = 0;
    int start = 0;
    while (start < raw.length) {
      int end = endOfComponent(raw, start);
      int size = end - start;
      if (size > NAME_MAX) {
        return Optional.empty();
      }
      if (isDots(raw, start, size, 2)) {
        length = parentLength(normal, length);
      } else if (size > 0 && !isDots(raw, start, size, 1)) {
        length = append(normal, length, raw, start, size);
      }
      start = end + 1;
    }
    return Optional.of(new EntryPath(Arrays.copyOf(normal, length)));
  }

  private static int endOfComponent(byte[] raw, int start) {
    int end = start;
    while (end < raw.length && raw[end] != '/') {
      end++;
    }
    return end;
  }

  private static boolean isDots(byte[] raw, int start, int size, int count) {
    return size == count && raw[start] == '.' && raw[start + size - 1] == '.';
  }

  private static int parentLength(byte[] normal, int length) {
    int end = length;
    while (end > 0 && normal[end - 1] != '/') {
      end--;
    }
    return Math.max(0, end - 1);
  }

  private static int append(byte[] normal, int length, byte[] raw, int start, int size) {
    int at = length;
    if (at > 0) {
      normal[at++] = '/';
    }
    System.arraycopy(raw, start, normal, at, size);
    return at + size;
  }

  /** Returns whether this is the layer's root. */
  boolean isRoot() {
    return bytes.length == 0;
  }

  /** Returns the last component; empty for the root. */
  CString name() {
    return CString.of(Arrays.copyOfRange(bytes, nameStart, bytes.length));
  }

  /** Returns the directory that holds this; the root is its own. */
  EntryPath parent() {
    return new EntryPath(Arrays.copyOf(bytes, Math.max(0, nameStart - 1)));
  }

  /** Returns what begins with this place and goes on with another name beside it. */
  EntryPath sibling(CString name) {
    byte[] path = Arrays.copyOf(bytes, nameStart + name.length());
    name.copyTo(path, nameStart);
    return new EntryPath(path);
  }

  /** Returns the places on the way from the root to this, this included, the root not. */
  List<EntryPath> fromRoot() {
    List<EntryPath> places = new ArrayList<>();
    for (int end = 1; end <= bytes.length; end++) {
      if (end == bytes.length || bytes[end] == '/') {
        places.add(new EntryPath(Arrays.copyOf(bytes, end)));
      }
    }
    return places;
  }

  /** Returns the components, the first one first; none for the root. */
  List<CString> names() {
    return fromRoot().stream().map(EntryPath::name).toList();
  }

  /** Returns the place of a name in this directory. */
  EntryPath child(CString name) {
    return new EntryPath(isRoot() ? name.bytes() : CString.of(bytes).resolve(name).bytes());
  }

  // A slash before any other byte, or a name such as "a-b" would stand between "a" and "a/b".
  private static int compareDepthFirst(EntryPath one, EntryPath other) {
    int at = Arrays.mismatch(one.bytes, other.bytes);
    if (at < 0) {
      return 0;
    }
    return Integer.compare(one.rank(at), other.rank(at));
  }

  private int rank(int at) {
    if (at == bytes.length) {
      return -1;
    }
    return bytes[at] == '/' ? 0 : Byte.toUnsignedInt(bytes[at]);
  }

  /** Returns whether this is below a directory. */
  boolean isIn(EntryPath directory) {
    int length = directory.bytes.length;
    return directory.isRoot()
        ? !isRoot()
        : bytes.length > length
            && bytes[length] == '/'
            && Arrays.equals(bytes, 0, length, directory.bytes, 0, length);
  }

  /** Returns whether a component begins with these bytes. */
  boolean hasComponentWith(byte[] prefix) {
    int start = 0;
    while (start < bytes.length) {
      int end = start + prefix.length;
      if (end <= bytes.length && Arrays.equals(bytes, start, end, prefix, 0, prefix.length)) {
        return true;
      }
      start = endOfComponent(bytes, start) + 1;
    }
    return false;
  }

  /** Returns the path from the root, without a slash at either end; a dot for the root. */
  CString path() {
    return isRoot() ? CString.of(".") : CString.of(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EntryPath that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return path().toString();
  }
}
