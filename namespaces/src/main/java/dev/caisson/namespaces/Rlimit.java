package dev.caisson.namespaces;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * The soft and the hard limit of one resource, in its unit. {@link ResourceLimit} makes it.
 *
 * @param soft what the kernel enforces, 0 or more; empty for no limit
 * @param hard up to where the process may raise it, 0 or more; empty for no limit
 * @see <a href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</a>
 */
public record Rlimit(ResourceLimit resource, OptionalLong soft, OptionalLong hard) {

  private static final long RLIM_INFINITY = -1;

  /** Checks that the hard limit is not below the soft one. */
  public Rlimit {
    Objects.requireNonNull(resource, "resource");
    if (soft.orElse(0) < 0 || hard.orElse(0) < 0) {
      throw new IllegalArgumentException(
          resource + " limit < 0: " + Math.min(soft.orElse(0), hard.orElse(0)));
    }
    if (hard.isPresent() && (soft.isEmpty() || soft.getAsLong() > hard.getAsLong())) {
      throw new IllegalArgumentException(
          resource + " has a soft limit above the hard one: " + show(soft) + " > " + show(hard));
    }
  }

  /** Returns this limit, or so many where that is less. */
  public Rlimit atMost(long limit) {
    return new Rlimit(
        resource,
        OptionalLong.of(Math.min(limit, soft.orElse(limit))),
        OptionalLong.of(Math.min(limit, hard.orElse(limit))));
  }

  /** Returns the soft limit as the kernel takes it. */
  public long softBits() {
    return soft.orElse(RLIM_INFINITY);
  }

  /** Returns the hard limit as the kernel takes it. */
  public long hardBits() {
    return hard.orElse(RLIM_INFINITY);
  }

  /** Returns {@code NOFILE 256:1024 descriptors}. */
  @Override
  public String toString() {
    return resource + " " + show(soft) + ":" + show(hard) + " " + resource.unit();
  }

  private static String show(OptionalLong limit) {
    return limit.isPresent() ? Long.toString(limit.getAsLong()) : "unlimited";
  }
}
