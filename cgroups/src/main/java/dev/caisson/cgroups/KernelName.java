package dev.caisson.cgroups;

import java.util.regex.Pattern;

/** Names that start a line of a file: one word each. */
final class KernelName {

  private static final Pattern WORD = Pattern.compile("[!-~]{1,255}");

  private KernelName() {}

  /**
   * Checks a name.
   *
   * @throws IllegalArgumentException if it is not one word of printable ASCII
   */
  static void check(String what, String name) {
    if (!WORD.matcher(name).matches()) {
      throw new IllegalArgumentException(what + " is not one word: '" + name + "'");
    }
  }
}
