package dev.caisson.cgroups;

/** A listener's being told of something, until it is closed or the group is. */
public sealed interface Subscription extends AutoCloseable permits Alarm, LegacyPopulation.Entry {

  /** Returns whether it has ended: by its close, with its group, or as someone removed that. */
  boolean isClosed();

  /**
   * Ends it; a call of the listener that is under way may outlast this. A second call does nothing.
   */
  @Override
  void close();
}
