package dev.caisson.image;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** How a layer is packed, told by its first bytes: media types are often wrong. */
enum Compression {
  GZIP("1f8b"),
  ZSTD("28b52ffd"),
  ZSTD_SKIPPABLE("2a4d18"),
  XZ("fd377a585a00"),
  BZIP2("425a68"),
  NONE("");

  /** How many bytes are needed to tell. */
  static final int MAGIC_LENGTH = 6;

  private static final int SKIPPABLE_OFFSET = 1;

  private final String magic;

  Compression(String magic) {
    this.magic = magic;
  }

  static Compression of(byte[] start) {
    for (Compression compression : values()) {
      if (compression.matches(start)) {
        return compression;
      }
    }
    return NONE;
  }

  /** Returns what a layer's media type has after it; empty where OCI has no such layers. */
  Optional<String> suffix() {
    return switch (this) {
      case NONE -> Optional.of("");
      case GZIP -> Optional.of("+gzip");
      case ZSTD, ZSTD_SKIPPABLE -> Optional.of("+zstd");
      case XZ, BZIP2 -> Optional.empty();
    };
  }

  private boolean matches(byte[] start) {
    // The first byte of a zstd skippable frame is anything from 50 to 5f; no tar starts like this.
    int from = this == ZSTD_SKIPPABLE ? SKIPPABLE_OFFSET : 0;
    byte[] bytes = HexFormat.of().parseHex(magic);
    int to = from + bytes.length;
    return start.length >= to && Arrays.equals(start, from, to, bytes, 0, bytes.length);
  }
}
