package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.launch.LaunchPlan;
import dev.caisson.launch.UserMapping;
import dev.caisson.linux.Self;
import dev.caisson.namespaces.IdMapping;
import java.util.List;

/** Which ids a container has, seen from outside. */
final class Identity {

  private Identity() {}

  /**
   * Returns the mapping for a JVM of this user: none for root; for anyone else his own id, as that
   * of the container's user, or the ranges that he has been given.
   */
  static UserMapping of(LaunchPlan.Credentials credentials, boolean subordinateIds)
      throws CaissonException {
    long uid = Self.uid();
    long gid = Self.gid();
    if (uid == 0) {
      return new UserMapping.None();
    }
    if (!subordinateIds) {
      return new UserMapping.OwnId(
          new IdMapping(credentials.uid(), uid, 1), new IdMapping(credentials.gid(), gid, 1));
    }
    return new UserMapping.Subordinate(
        List.of(new IdMapping(0, uid, 1), SubordinateRange.ofUser("/etc/subuid", uid)),
        List.of(new IdMapping(0, gid, 1), SubordinateRange.ofUser("/etc/subgid", uid)));
  }
}
