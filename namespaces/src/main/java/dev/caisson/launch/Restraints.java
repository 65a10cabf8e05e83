package dev.caisson.launch;

import dev.caisson.namespaces.Landlock;
import dev.caisson.namespaces.Securebit;
import dev.caisson.namespaces.SecurityLabel;
import java.util.Optional;
import java.util.Set;

/** What holds a command besides the want of capabilities and its filter of system calls. */
public record Restraints(
    Set<Securebit> securebits, Optional<Landlock> landlock, Optional<SecurityLabel> label) {

  /** None. */
  public static final Restraints NONE =
      new Restraints(Set.of(), Optional.empty(), Optional.empty());

  /** Keeps copies. */
  public Restraints {
    securebits = Set.copyOf(securebits);
  }
}
