package dev.caisson;

import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.seccomp.SeccompFilter;
import dev.caisson.namespaces.seccomp.SeccompProfile;
import dev.caisson.namespaces.seccomp.Supervisor;
import java.util.Optional;
import java.util.Set;

/** Which system calls a container may make. */
sealed interface SystemCalls {

  /** Returns the filter that holds for a command with these capabilities. */
  Optional<SeccompFilter> filter(Set<Capability> capabilities);

  /** Returns who is asked about calls, if the filter says so. */
  default Optional<Supervisor> supervisor() {
    return Optional.empty();
  }

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
            "seccomp profile asks a supervisor (SCMP_ACT_NOTIFY): give it one");
      }
      return new Profile(filter);
    }

    @Override
    public Optional<SeccompFilter> filter(Set<Capability> capabilities) {
      return Optional.of(filter);
    }
  }

  /** A profile's, which asks a supervisor. */
  record Supervised(SeccompFilter chosen, Supervisor asked) implements SystemCalls {
    static Supervised of(SeccompProfile profile, Supervisor supervisor) {
      if (profile.mayNotify("sendmsg")) {
        throw new IllegalArgumentException(
            "seccomp profile asks a supervisor about sendmsg, by which he is reached at all");
      }
      SeccompFilter filter = profile.supervised().compile();
      if (!filter.notifies()) {
        throw new IllegalArgumentException(
            "seccomp profile never asks the supervisor: give it rules with SCMP_ACT_NOTIFY");
      }
      return new Supervised(filter, supervisor);
    }

    @Override
    public Optional<SeccompFilter> filter(Set<Capability> capabilities) {
      return Optional.of(chosen);
    }

    @Override
    public Optional<Supervisor> supervisor() {
      return Optional.of(asked);
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
