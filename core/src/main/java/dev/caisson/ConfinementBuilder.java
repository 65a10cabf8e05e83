package dev.caisson;

import dev.caisson.launch.CapabilityGrant;
import dev.caisson.launch.Restraints;
import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.CapabilitySets;
import dev.caisson.namespaces.Securebit;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Gathers what a container's processes may do, and what they see of the kernel.
 *
 * @param <B> the builder that each method returns
 */
public abstract sealed class ConfinementBuilder<B extends ConfinementBuilder<B>>
    extends CommandBuilder<B> permits ContainerBuilder {

  private final Setting<CapabilitySets> capabilitySets = new Setting<>("capability sets");
  private final Set<Securebit> securebits = EnumSet.noneOf(Securebit.class);

  ConfinementBuilder() {}

  /**
   * Sets each of the five sets of capabilities, as they are before the command is executed, which
   * changes them as capabilities(7) says: root then has what is bounding or inheritable, and
   * without {@link ContainerBuilder#allowNewPrivileges} what was permitted before as well; anyone
   * else has what is ambient. {@link ContainerBuilder#capabilities} does what most callers want.
   *
   * @throws IllegalArgumentException if one set has what another that must contain it has not
   */
  public final B capabilities(CapabilitySets sets) {
    Objects.requireNonNull(sets, "capability sets");
    capabilitySets.set(sets.check());
    return self();
  }

  /** Sets what the kernel is not to do with capabilities; by default none of it. */
  public final B securebits(Securebit... bits) {
    securebits.addAll(List.of(bits));
    return self();
  }

  /** Returns what was gathered; {@code kept} are the capabilities that every user has. */
  Confinement confinement(Set<Capability> kept) {
    if (capabilitySets.get().isPresent() && !kept.isEmpty()) {
      throw new IllegalStateException(
          "capabilities are set both as five sets and for all: " + kept);
    }
    Restraints restraints = new Restraints(securebits);
    return capabilitySets
        .get()
        .map(sets -> new Confinement(new CapabilityGrant.Exact(sets), sets.bounding(), restraints))
        .orElseGet(() -> new Confinement(new CapabilityGrant.Kept(kept), kept, restraints));
  }
}
