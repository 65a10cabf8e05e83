package dev.caisson;

import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.seccomp.SeccompFilter;
import dev.caisson.namespaces.seccomp.SeccompProfile;
import java.util.Optional;
import java.util.Set;

/** Which system calls a container may make. */
sealed interface SystemCalls {

  /** Returns the filter that holds for a command with these capabilities. */
  Optional<SeccompFilter> filter(Set<Capability> capabilities);

  /** The default's. */
  record Standard() implements SystemCalls {
    @Override
    public Optional<SeccompFilter> filter(Set<Capability> capabilities) {
      // Compiled beforehand: what most containers have must not cost the first one a compilation.
      return Optional.of(
          capabilities.isEmpty()
              ? SeccompFilter.standard()
              : SeccompProfile.standard().allowingFor(capabilities).compile());
    }
  }

  /** A profile's. */
  record Profile(SeccompFilter filter) implements SystemCalls {
    static Profile of(SeccompProfile profile) {
      SeccompFilter filter = profile.compile();
      if (filter.notifies()) {
        throw new IllegalArgumentException(
            "seccomp profile asks a supervisor (SCMP_ACT_NOTIFY), and a container has none");
      }
      return new Profile(filter);
    }

    @Override
    public Optional<SeccompFilter> filter(Set<Capability> capabilities) {
      return Optional.of(filter);
    }
  }

  /** All. */
  record All() implements SystemCalls {
    @Override
    public Optional<SeccompFilter> filter(Set<Capability> capabilities) {
      return Optional.empty();
    }
  }
}
