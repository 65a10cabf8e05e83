package dev.caisson.image;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an image says about how it is run. All of it is the image maker's word, none is checked
 * against the image's files.
 *
 * @param platform what the image's programs run on
 * @param environment the variables, in the image's order; empty where it has none
 * @param entrypoint what the command is given to; empty where there is none
 * @param command the default command, or the default arguments of the entrypoint
 * @param workingDirectory where the command starts; empty where the image does not say
 * @param user a name or id, with or without a group, {@code 1000:users}; empty where it does not
 *     say
 * @param stopSignal the name or number of the signal that asks the command to end
 * @param labels whatever the maker had to say
 * @param exposedPorts {@code 80/tcp}, {@code 53/udp}
 * @param volumes the directories that hold data
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/config.md">OCI image
 *     configuration</a>
 */
public record ImageConfig(
    Platform platform,
    Map<String, String> environment,
    List<String> entrypoint,
    List<String> command,
    Optional<String> workingDirectory,
    Optional<String> user,
    Optional<String> stopSignal,
    Map<String, String> labels,
    Set<String> exposedPorts,
    Set<String> volumes) {

  /** Copies the collections, in their order. */
  public ImageConfig {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    entrypoint = List.copyOf(entrypoint);
    command = List.copyOf(command);
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    exposedPorts = Collections.unmodifiableSet(new LinkedHashSet<>(exposedPorts));
    volumes = Collections.unmodifiableSet(new LinkedHashSet<>(volumes));
  }
}
