package dev.caisson;

import dev.caisson.launch.Attributes;
import dev.caisson.launch.Precedence;
import dev.caisson.namespaces.ResourceLimit;
import dev.caisson.namespaces.Rlimit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The attributes that a command was given, besides its user.
 *
 * @param groups supplementary groups besides the user's own, by name or number
 */
record ProcessAttributes(
    Map<ResourceLimit, Rlimit> limits,
    Optional<Integer> oomScoreAdj,
    Optional<Integer> umask,
    Optional<Integer> nice,
    List<String> groups) {

  /** Keeps copies. */
  ProcessAttributes {
    limits = Map.copyOf(limits);
    groups = List.copyOf(groups);
  }

  /** Returns these, and those of another command where these do not say; groups are added. */
  ProcessAttributes over(ProcessAttributes other) {
    Map<ResourceLimit, Rlimit> allLimits = new EnumMap<>(ResourceLimit.class);
    allLimits.putAll(other.limits);
    allLimits.putAll(limits);
    Set<String> allGroups = new LinkedHashSet<>(other.groups);
    allGroups.addAll(groups);
    return new ProcessAttributes(
        allLimits,
        oomScoreAdj.or(other::oomScoreAdj),
        umask.or(other::umask),
        nice.or(other::nice),
        List.copyOf(allGroups));
  }

  /** Returns what is set before anything else. */
  Precedence precedence() {
    return new Precedence(optional(oomScoreAdj), optional(nice));
  }

  /** Returns what is set before the command is executed. */
  Attributes toSet() {
    return new Attributes(
        umask.orElse(Attributes.DEFAULT.umask()), new ArrayList<>(limits.values()));
  }

  private static OptionalInt optional(Optional<Integer> value) {
    return value.isPresent() ? OptionalInt.of(value.get()) : OptionalInt.empty();
  }
}
