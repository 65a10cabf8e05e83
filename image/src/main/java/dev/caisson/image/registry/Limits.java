package dev.caisson.image.registry;

/** How much is transferred at a time, and at most. */
record Limits(int parallel, long imageBytes, int chunkBytes) {

  private static final int MOST_PARALLEL = 32;

  static final Limits DEFAULT = new Limits(3, 64L << 30, 16 << 20);

  Limits {
    if (parallel < 1 || parallel > MOST_PARALLEL) {
      throw new IllegalArgumentException("transfers at a time, from 1 to 32: " + parallel);
    }
    if (imageBytes < 1) {
      throw new IllegalArgumentException("image bytes < 1: " + imageBytes);
    }
    if (chunkBytes < 1) {
      throw new IllegalArgumentException("chunk bytes < 1: " + chunkBytes);
    }
  }
}
