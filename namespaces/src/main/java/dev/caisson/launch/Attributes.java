package dev.caisson.launch;

import dev.caisson.namespaces.Rlimit;
import java.util.List;

/**
 * The attributes of a process that its children inherit.
 *
 * @param umask 0 to 0777: the permissions that new files do not get
 * @param limits one for a resource; the others are the JVM's
 */
public record Attributes(int umask, List<Rlimit> limits) {

  /** Those of a command that asks for no others. */
  public static final Attributes DEFAULT = new Attributes(022, List.of());

  /** Keeps a copy. */
  public Attributes {
    limits = List.copyOf(limits);
  }
}
