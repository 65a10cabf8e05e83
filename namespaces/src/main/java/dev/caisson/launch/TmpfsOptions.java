package dev.caisson.launch;

import java.util.OptionalLong;

/**
 * The options of a tmpfs.
 *
 * <p>An empty file takes a kilobyte or so of the kernel's memory, which no size counts. So a tmpfs
 * of limited size holds a file for each 4 KiB, as the kernel has it for one that is not limited.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/tmpfs.5.html">tmpfs(5)</a>
 */
final class TmpfsOptions {

  private static final long BYTES_OF_A_FILE = 4096;
  // What a container's root is made from has some dozens.
  private static final long LEAST_FILES = 1024;

  private TmpfsOptions() {}

  /** Returns them for this mode, and the most bytes where they are limited. */
  static String of(String mode, OptionalLong size) {
    if (size.isEmpty()) {
      return "mode=" + mode;
    }
    long bytes = size.getAsLong();
    long files = Math.max(LEAST_FILES, bytes / BYTES_OF_A_FILE);
    return "mode=" + mode + ",size=" + bytes + ",nr_inodes=" + files;
  }
}
