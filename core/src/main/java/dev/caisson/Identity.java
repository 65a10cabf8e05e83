package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.launch.LaunchPlan;
import dev.caisson.launch.UserMapping;
import dev.caisson.linux.Credentials;
import dev.caisson.namespaces.IdMapping;
import java.util.List;

/** Which ids a container has, seen from outside. */
final class Identity {

  private Identity() {}

  /**
   * Returns the mapping that needs no copied mounts: none, the JVM user's own id as that of the
   * container's user, or the ranges that he has been given.
   */
  static UserMapping of(Users users, LaunchPlan.Credentials credentials) throws CaissonException {
    long uid = Credentials.effectiveUser();
    long gid = Credentials.effectiveGroup();
    if (users == Users.HOST) {
      return new UserMapping.None();
    }
    if (users == Users.OWN) {
      return new UserMapping.OwnId(
          new IdMapping(credentials.uid(), uid, 1), new IdMapping(credentials.gid(), gid, 1));
    }
    return new UserMapping.Subordinate(
        List.of(new IdMapping(0, uid, 1), SubordinateRange.ofUser("/etc/subuid", uid)),
        List.of(new IdMapping(0, gid, 1), SubordinateRange.ofUser("/etc/subgid", uid)));
  }
}
