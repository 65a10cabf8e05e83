package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The killing of all processes of a group, in each hierarchy that it is in.
 *
 * @param members in the order of joining
 */
record Killing(List<Member> members) {

  /** Copies the list. */
  Killing {
    members = List.copyOf(members);
  }

  void run(Duration limit) throws CaissonException {
    Optional<Subtree> pids =
        members.stream()
            .filter(member -> member.has(Subsystem.PIDS) && !member.takesClones())
            .map(Member::subtree)
            .findFirst();
    Optional<String> forks = pids.isPresent() ? pids.get().stopForks() : Optional.empty();
    Failures failures = new Failures();
    try (Patience patience = new Patience(limit)) {
      // From the last that was joined, the freezer of v1, in which nothing dies while it is frozen.
      List<Member> reversed = new ArrayList<>(members);
      Collections.reverse(reversed);
      for (Member member : reversed) {
        failures.collect(() -> member.subtree().kill(patience));
      }
    }
    if (pids.isPresent()) {
      failures.collect(() -> pids.get().allowForks(forks));
    }
    failures.throwFirst();
  }
}
