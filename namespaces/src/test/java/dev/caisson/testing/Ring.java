package dev.caisson.testing;

import java.util.Set;

/** The JUnit tags of the rings. A test without a tag is pure: it needs no privilege. */
final class Ring {
  static final String ROOT = "root";
  static final String ROOTLESS = "rootless";
  static final String CGROUP = "cgroup";

  /** Says that an ordinary user was given a subtree of each control group hierarchy. */
  static final String DELEGATED = "caisson.delegated";

  /** The rings that a process of this user can't run. */
  static Set<String> foreign() {
    if (Host.isRoot()) {
      return Set.of(ROOTLESS);
    }
    return Boolean.getBoolean(DELEGATED) ? Set.of(ROOT) : Set.of(ROOT, CGROUP);
  }

  private Ring() {}
}
