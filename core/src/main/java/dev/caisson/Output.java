package dev.caisson;

/** Where a container's standard output or standard error goes. */
public sealed interface Output {

  /**
   * Returns the heap: {@link Result#stdout} and {@link Result#stderr} have it. The default of
   * {@link Container#run}.
   */
  static Output capture() {
    return new Capture();
  }

  /**
   * Returns a stream that the caller reads, as fast as he likes: {@link RunningContainer#stdout}.
   */
  static Output pipe() {
    return new Pipe();
  }

  /** Returns the JVM's own stream of the same number; the output limit does not count it. */
  static Output inherit() {
    return new Inherit();
  }

  /** Returns nowhere. */
  static Output discard() {
    return new Discard();
  }

  /** The heap. */
  record Capture() implements Output {}

  /** A stream. */
  record Pipe() implements Output {}

  /** The JVM's own. */
  record Inherit() implements Output {}

  /** Nowhere. */
  record Discard() implements Output {}
}
