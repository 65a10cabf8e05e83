package dev.caisson.launch;

import dev.caisson.namespaces.Rlimit;
import java.util.List;
import java.util.OptionalInt;

/**
 * The attributes of a process that its children inherit.
 *
 * @param umask 0 to 0777: the permissions that new files do not get
 * @param nice -20 to 19; empty for the JVM's
 * @param limits one for a resource; the others are the JVM's
 */
public record Attributes(int umask, OptionalInt nice, List<Rlimit> limits) {

  /** Those of a command that asks for no others. */
  public static final Attributes DEFAULT = new Attributes(022, OptionalInt.empty(), List.of());

  /** Keeps a copy. */
  public Attributes {
    limits = List.copyOf(limits);
  }
}
