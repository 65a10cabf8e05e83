package dev.caisson.namespaces;

/** Something of the kernel's, or of the host's settings, that isolation is made of. */
public enum KernelFeature {
  /** clone3(2), pidfd_open(2), openat2(2), close_range(2): Linux 5.10. */
  SYSTEM_CALLS("system calls of Linux 5.10"),
  /** open_tree(2), move_mount(2), fsopen(2). */
  MOUNT_CALLS("mounts by descriptor"),
  /** mount_setattr(2): Linux 5.12. */
  MOUNT_SETATTR("attributes of mount trees"),
  /** User namespaces of users without privileges. */
  USER_NAMESPACES_OF_USERS("user namespaces for ordinary users"),
  /** An overlay in the JVM's own user namespace. */
  OVERLAY("overlay file system"),
  /** An overlay in a new user namespace: Linux 5.11. */
  OVERLAY_IN_USER_NAMESPACE("overlay in a user namespace"),
  /** Mounts that show other owners: Linux 5.12; for root. */
  ID_MAPPED_MOUNTS("id-mapped mounts"),
  /** Filters of system calls. */
  SECCOMP("seccomp filters"),
  /** Landlock: Linux 5.13. */
  LANDLOCK("Landlock"),
  /** AppArmor or SELinux. */
  SECURITY_MODULE("security module with labels");

  private final String title;

  KernelFeature(String title) {
    this.title = title;
  }

  /** Returns the name for a person. */
  @Override
  public String toString() {
    return title;
  }
}
