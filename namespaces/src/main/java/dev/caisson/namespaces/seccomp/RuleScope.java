package dev.caisson.namespaces.seccomp;

import dev.caisson.error.InvalidProfileException;
import dev.caisson.namespaces.Capability;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where rules of Docker's profiles apply: {@code includes} and {@code excludes}, by the container's
 * capabilities, the machine, and the kernel.
 */
final class RuleScope {

  private static final Set<String> FIELDS = Set.of("caps", "arches", "minKernel");

  private final String architecture;
  private final KernelVersion kernel;
  private final Set<String> capabilities;

  RuleScope(Abi machine, KernelVersion kernel, Set<Capability> capabilities) {
    this.architecture = machine == Abi.X86_64 ? "amd64" : "arm64";
    this.kernel = kernel;
    this.capabilities =
        capabilities.stream().map(c -> "CAP_" + c).collect(Collectors.toUnmodifiableSet());
  }

  /** Returns whether an entry of the profile's rules applies here. */
  boolean covers(ProfileNode entry) throws InvalidProfileException {
    Optional<ProfileNode> includes = entry.field("includes");
    Optional<ProfileNode> excludes = entry.field("excludes");
    // Both are read, so that what is broken is refused on every machine.
    boolean included = includes.isEmpty() || includes(includes.get());
    boolean excluded = excludes.isPresent() && excludes(excludes.get());
    return included && !excluded;
  }

  private boolean includes(ProfileNode node) throws InvalidProfileException {
    Filter filter = filter(node);
    return (filter.architectures().isEmpty() || filter.architectures().contains(architecture))
        && capabilities.containsAll(filter.capabilities())
        && filter.kernel().map(this::hasReached).orElse(true);
  }

  private boolean excludes(ProfileNode node) throws InvalidProfileException {
    Filter filter = filter(node);
    return filter.architectures().contains(architecture)
        || filter.capabilities().stream().anyMatch(capabilities::contains)
        || filter.kernel().map(this::hasReached).orElse(false);
  }

  private boolean hasReached(KernelVersion version) {
    return kernel.compareTo(version) >= 0;
  }

  private record Filter(
      List<String> capabilities, List<String> architectures, Optional<KernelVersion> kernel) {}

  private static Filter filter(ProfileNode node) throws InvalidProfileException {
    node.object(FIELDS);
    return new Filter(node.texts("caps"), node.texts("arches"), kernel(node.field("minKernel")));
  }

  private static Optional<KernelVersion> kernel(Optional<ProfileNode> node)
      throws InvalidProfileException {
    if (node.isEmpty() || node.get().text().isEmpty()) {
      return Optional.empty();
    }
    Optional<KernelVersion> version = KernelVersion.of(node.get().text());
    if (version.isEmpty()) {
      throw node.get().invalid("not a kernel version such as 4.8: " + node.get().text());
    }
    return version;
  }
}
