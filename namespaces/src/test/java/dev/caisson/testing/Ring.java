package dev.caisson.testing;

/** The JUnit tags of the rings. A test without a tag is pure: it needs no privilege. */
final class Ring {
  static final String ROOT = "root";
  static final String ROOTLESS = "rootless";

  /** The ring that a process of this user can't run. */
  static String foreign() {
    return Host.isRoot() ? ROOTLESS : ROOT;
  }

  private Ring() {}
}
