package dev.caisson.launch;

import java.util.OptionalInt;

/**
 * How the kernel favours a process where memory or processors are short. It is set with the JVM's
 * rights, as those within a user namespace are not enough.
 *
 * @param oomScoreAdj -1000 to 1000: what is killed first; empty for the JVM's
 * @param nice -20 to 19: who has to wait; empty for the JVM's
 */
public record Precedence(OptionalInt oomScoreAdj, OptionalInt nice) {

  /** The JVM's own. */
  public static final Precedence OF_JVM = new Precedence(OptionalInt.empty(), OptionalInt.empty());
}
