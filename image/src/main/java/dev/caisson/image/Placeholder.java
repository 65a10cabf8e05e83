package dev.caisson.image;

/** Keeps the exported package, and its Javadoc, from being empty until its first type is there. */
public final class Placeholder {
  private Placeholder() {}
}
