package dev.caisson;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Names containers, as unlikely to meet another as Docker's short ids. */
final class ContainerId {

  private static final int DIGITS = 12;

  private ContainerId() {}

  static String next() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(), DIGITS);
  }
}
