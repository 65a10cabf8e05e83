package dev.caisson.namespaces.seccomp;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A profile that was read, and what of it could not be used.
 *
 * @param profile what is used
 * @param unknownCalls names in applicable rules that no supported ABI has a call for, which are
 *     ignored, as runc does: such a call can't be made by its number either, unless it is newer
 *     than this library, and then it counts as unknown to the profile
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
