package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.launch.LaunchPlan.Credentials;
import dev.caisson.launch.UserMapping;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Groups that a caller asks for by name or number, besides those that the user is in. */
final class SupplementaryGroups {

  private SupplementaryGroups() {}

  /** Adds them, or says why they can't be had. */
  static Credentials add(
      List<String> names, Credentials credentials, Accounts accounts, UserMapping users)
      throws CaissonException {
    if (names.isEmpty()) {
      return credentials;
    }
    if (users instanceof UserMapping.OwnId) {
      throw new UnsupportedHostException(
          "set supplementary groups",
          names.toString(),
          "the user namespace of an ordinary user maps one group",
          Optional.of("map ranges of subordinate ids to have more than one"));
    }
    Set<Long> all = new LinkedHashSet<>(credentials.groups());
    for (String name : names) {
      all.add(accounts.findGroup(name));
    }
    return new Credentials(credentials.uid(), credentials.gid(), List.copyOf(all));
  }
}
