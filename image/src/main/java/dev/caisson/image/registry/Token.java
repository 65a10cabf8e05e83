package dev.caisson.image.registry;

import java.util.regex.Pattern;

/**
 * A bearer token for some scopes.
 *
 * @param endNanos when it is no longer to be used, on the clock of {@link System#nanoTime}
 */
record Token(String text, long endNanos) {

  /** RFC 6750, section 2.1. */
  private static final Pattern SENDABLE = Pattern.compile("[A-Za-z0-9._~+/-]++=*+");

  private static final int MOST = 64 << 10;

  static boolean isSendable(String text) {
    return text.length() <= MOST && SENDABLE.matcher(text).matches();
  }

  boolean isFresh() {
    return System.nanoTime() - endNanos < 0;
  }

  String header() {
    return "Bearer " + text;
  }
}
