package dev.caisson.launch;

import dev.caisson.namespaces.Securebit;
import java.util.Set;

/** What holds a command besides the want of capabilities and its filter of system calls. */
public record Restraints(Set<Securebit> securebits) {

  /** None. */
  public static final Restraints NONE = new Restraints(Set.of());

  /** Keeps copies. */
  public Restraints {
    securebits = Set.copyOf(securebits);
  }
}
