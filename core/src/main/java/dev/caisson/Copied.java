package dev.caisson;

import java.util.List;

/**
 * What was copied.
 *
 * @param files how many files, directories and symbolic links
 * @param bytes how many bytes of contents
 * @param skipped the paths, below what was copied, of what can't be copied: sockets, named pipes,
 *     devices, and what the kernel makes up in {@code /proc} and its like
 */
public record Copied(int files, long bytes, List<String> skipped) {

  /** Keeps a copy. */
  public Copied {
    skipped = List.copyOf(skipped);
  }
}
