package dev.caisson.launch;

import java.nio.file.Path;
import java.util.List;

/**
 * What is run in a container that runs already, as values.
 *
 * @param door what lets into its namespaces
 * @param enclosure what surrounds it
 * @param groups the files of its v1 cgroups
 */
public record JoinPlan(
    Door door, Enclosure enclosure, List<Path> groups, LaunchPlan.Payload payload) {

  /** Keeps a copy. */
  public JoinPlan {
    groups = List.copyOf(groups);
  }
}
