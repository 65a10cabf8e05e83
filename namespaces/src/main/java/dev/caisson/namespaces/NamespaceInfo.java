package dev.caisson.namespaces;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the kernel says about a namespace; its answers do not change while it exists.
 *
 * @param owner the user namespace that owns it, whose capabilities count for it; empty where the
 *     JVM is neither in that one nor above it
 * @param parent the namespace that it was made in, for pid and user; empty for other kinds, for one
 *     without a parent, and where the JVM is neither in the parent nor above it
 * @param ownerUid for a user namespace, the user who made it, as seen from the JVM's: 65534 where
 *     he has no id there; empty for other kinds
 * @see <a href="https://man7.org/linux/man-pages/man2/ioctl_nsfs.2.html">ioctl_nsfs(2)</a>
 */
public record NamespaceInfo(
    Namespace kind,
    NamespaceId id,
    Optional<NamespaceId> owner,
    Optional<NamespaceId> parent,
    OptionalLong ownerUid) {

  /** Returns it as the kernel does: {@code net:[4026531840]}. */
  @Override
  public String toString() {
    return kind.kernelName() + ":" + id;
  }
}
