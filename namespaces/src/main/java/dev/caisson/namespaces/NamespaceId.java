package dev.caisson.namespaces;

import java.util.Comparator;

/**
 * Which namespace it is: two open ones are the same namespace if their ids are equal.
 *
 * <p>The kernel may give the id of a namespace that has gone to a new one; an id says nothing about
 * a namespace that nobody holds open.
 *
 * @param device the device of the kernel's nsfs, as stat(2) encodes it in {@code st_dev}
 * @param inode the number on this device, which {@code readlink /proc/self/ns/net} shows
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7)</a>
 */
public record NamespaceId(long device, long inode) implements Comparable<NamespaceId> {

  private static final Comparator<NamespaceId> ORDER =
      Comparator.comparingLong(NamespaceId::device).thenComparingLong(NamespaceId::inode);

  /** Orders by device, then by inode. */
  @Override
  public int compareTo(NamespaceId other) {
    return ORDER.compare(this, other);
  }

  /** Returns the inode, as the kernel shows it: {@code [4026531840]}. */
  @Override
  public String toString() {
    return "[" + inode + "]";
  }
}
