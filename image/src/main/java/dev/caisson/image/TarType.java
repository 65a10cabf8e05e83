package dev.caisson.image;

import java.util.Optional;

/** What a tar entry makes. */
enum TarType {
  FILE,
  HARD_LINK,
  SYMBOLIC_LINK,
  CHARACTER_DEVICE,
  BLOCK_DEVICE,
  DIRECTORY,
  FIFO;

  /** Returns the type of a flag; empty where it is not one that a layer may hold. */
  static Optional<TarType> of(byte flag) {
    return switch (flag) {
      // NUL is of before POSIX; 7 was "contiguous", and S is GNU's for sparse.
      case 0, '0', '7', 'S' -> Optional.of(FILE);
      case '1' -> Optional.of(HARD_LINK);
      case '2' -> Optional.of(SYMBOLIC_LINK);
      case '3' -> Optional.of(CHARACTER_DEVICE);
      case '4' -> Optional.of(BLOCK_DEVICE);
      case '5' -> Optional.of(DIRECTORY);
      case '6' -> Optional.of(FIFO);
      default -> Optional.empty();
    };
  }

  /** Returns whether a body follows; the size of others means nothing, as in Go's archive/tar. */
  boolean hasBody() {
    return this == FILE;
  }
}
