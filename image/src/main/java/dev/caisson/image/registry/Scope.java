package dev.caisson.image.registry;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a token is to allow: {@code repository:library/busybox:pull}.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/scope/">Docker registry token
 *     scope and access</a>
 */
record Scope(Set<String> parts) {

  static final Scope NONE = new Scope(Set.of());

  private static final int MOST = 16;
  private static final Pattern PART = Pattern.compile("[a-z0-9()]+:[A-Za-z0-9._/:@*-]+:[a-z,*]+");

  Scope {
    parts = Set.copyOf(parts);
  }

  static Scope pull(String repository) {
    return new Scope(Set.of("repository:" + repository + ":pull"));
  }

  static Scope push(String repository) {
    return new Scope(Set.of("repository:" + repository + ":pull,push"));
  }

  static Scope delete(String repository) {
    return new Scope(Set.of("repository:" + repository + ":delete,pull"));
  }

  /** Returns this scope and what a challenge asks for, as far as that is well formed and little. */
  Scope and(String challenged) {
    Set<String> all = new TreeSet<>(parts);
    for (String part : List.of(challenged.split(" ", MOST))) {
      if (PART.matcher(part).matches()) {
        all.add(part);
      }
    }
    return new Scope(all);
  }

  Scope and(Scope other) {
    Set<String> all = new TreeSet<>(parts);
    all.addAll(other.parts);
    return new Scope(all);
  }

  Collection<String> sorted() {
    return new TreeSet<>(parts);
  }
}
