package dev.caisson.cgroups;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

/** The numbers of some keys, in a text whose lines are a key and a number each. */
final class KeyedNumbers {

  private final byte[][] keys;
  private final long[] numbers;
  private final boolean[] found;

  KeyedNumbers(String... keys) {
    this.keys = new byte[keys.length][];
    for (int i = 0; i < keys.length; i++) {
      this.keys[i] = (keys[i] + " ").getBytes(StandardCharsets.ISO_8859_1);
    }
    numbers = new long[keys.length];
    found = new boolean[keys.length];
  }

  /** Finds them in a text from its start; what is not there is then not known. */
  void find(FileText text) {
    Arrays.fill(found, false);
    while (!text.isAtEnd()) {
      for (int i = 0; i < keys.length; i++) {
        if (!found[i] && text.skip(keys[i])) {
          numbers[i] = text.number();
          found[i] = true;
          break;
        }
      }
      text.nextLine();
    }
  }

  /** Returns the number of a key; 0 where the text has none. */
  long get(int key) {
    return found[key] ? numbers[key] : 0;
  }

  /** Returns the number of a key. */
  OptionalLong optional(int key) {
    return found[key] ? OptionalLong.of(numbers[key]) : OptionalLong.empty();
  }

  boolean has(int key) {
    return found[key];
  }
}
