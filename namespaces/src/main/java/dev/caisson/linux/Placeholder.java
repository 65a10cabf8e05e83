package dev.caisson.linux;

/** Keeps the package from being empty until its first type is there. */
final class Placeholder {
  private Placeholder() {}
}
