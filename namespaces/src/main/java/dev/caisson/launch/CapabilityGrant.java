package dev.caisson.launch;

import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.CapabilitySets;
import dev.caisson.namespaces.Securebit;
import java.util.Set;

/** Which capabilities a command gets. */
public sealed interface CapabilityGrant {

  /** Returns the sets for a user, which hold until he executes the command. */
  CapabilitySets sets(long uid, Set<Securebit> securebits);

  /**
   * These, and no others, for whichever user.
   *
   * <p>Root gets them from the bounding set. Anyone else would have none of them after exec, as in
   * Docker; but what was asked for is to be had, so they are ambient then.
   */
  record Kept(Set<Capability> capabilities) implements CapabilityGrant {

    /** Keeps a copy. */
    public Kept {
      capabilities = Set.copyOf(capabilities);
    }

    @Override
    public CapabilitySets sets(long uid, Set<Securebit> securebits) {
      return uid == 0 && !securebits.contains(Securebit.NOROOT)
          ? CapabilitySets.ofRoot(capabilities)
          : CapabilitySets.all(capabilities);
    }
  }

  /** Just these sets. */
  record Exact(CapabilitySets sets) implements CapabilityGrant {

    /** Checks that a process can have them. */
    public Exact {
      sets.check();
    }

    @Override
    public CapabilitySets sets(long uid, Set<Securebit> securebits) {
      return sets;
    }
  }
}
