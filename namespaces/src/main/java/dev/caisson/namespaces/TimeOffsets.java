package dev.caisson.namespaces;

import java.time.Duration;

/**
 * How far the clocks of a new time namespace are ahead of this machine's; negative is behind.
 *
 * <p>A clock must stay between 0 and half of what the kernel can count, some 146 years; a machine
 * that was started a minute ago has no two minutes to give.
 *
 * @param monotonic of {@code CLOCK_MONOTONIC}, at most 9,223,372,036 s either way
 * @param boottime of {@code CLOCK_BOOTTIME}, which {@code uptime} shows
 * @see <a
 *     href="https://man7.org/linux/man-pages/man7/time_namespaces.7.html">time_namespaces(7)</a>
 */
public record TimeOffsets(Duration monotonic, Duration boottime) {

  private static final Duration LONGEST = Duration.ofSeconds(9_223_372_036L);

  /** No difference. */
  public static final TimeOffsets NONE = new TimeOffsets(Duration.ZERO, Duration.ZERO);

  /**
   * Checks what the kernel would refuse at any time.
   *
   * @throws IllegalArgumentException if one is longer than the kernel can count
   */
  public TimeOffsets {
    check("monotonic", monotonic);
    check("boottime", boottime);
  }

  private static void check(String name, Duration offset) {
    if (offset.compareTo(LONGEST) > 0 || offset.compareTo(LONGEST.negated()) < 0) {
      throw new IllegalArgumentException(
          name + " offset beyond " + LONGEST.toSeconds() + " s: " + offset);
    }
  }

  /** Returns the text of {@code timens_offsets}. */
  @Override
  public String toString() {
    return "monotonic " + text(monotonic) + "\nboottime " + text(boottime) + "\n";
  }

  /** The kernel counts nanoseconds upward from the second below, as Duration does. */
  private static String text(Duration offset) {
    return offset.getSeconds() + " " + offset.getNano();
  }
}
