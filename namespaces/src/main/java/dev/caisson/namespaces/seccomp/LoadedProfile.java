package dev.caisson.namespaces.seccomp;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A profile that was read, and what of it could not be used.
 *
 * @param profile what is used
 * @param unknownCalls names in applicable rules that no supported ABI has a call for; they are
 *     ignored, as runc does, so that what they name is treated as any call without a rule
 * @param uncoveredArchitectures names of ABIs that this machine has not, or that are not supported;
 *     a call through one of these meets {@link SeccompProfile#foreignAction}
 */
public record LoadedProfile(
    SeccompProfile profile,
    SortedSet<String> unknownCalls,
    SortedSet<String> uncoveredArchitectures) {

  /** Takes copies. */
  public LoadedProfile {
    unknownCalls = Collections.unmodifiableSortedSet(new TreeSet<>(unknownCalls));
    uncoveredArchitectures =
        Collections.unmodifiableSortedSet(new TreeSet<>(uncoveredArchitectures));
  }
}
