package dev.caisson.examples.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The command line as it was typed.
 *
 * @param words what follows the name of the program
 */
record Words(List<String> words) {

  /** Keeps a copy. */
  Words {
    words = List.copyOf(words);
  }

  /**
   * Returns this process's words, if Java has them as they were typed.
   *
   * @throws Refusal if a word is not UTF-8, or this JVM's locale isn't
   */
  static Words ofThisProcess(String... arguments) throws IOException {
    List<byte[]> raw = split(Files.readAllBytes(Path.of("/proc/self/cmdline")));
    int first = raw.size() - arguments.length;
    for (int i = 0; i < arguments.length; i++) {
      byte[] typed = raw.get(first + i);
      if (!Arrays.equals(typed, arguments[i].getBytes(StandardCharsets.UTF_8))) {
        throw unreadable(i + 1, typed);
      }
    }
    return new Words(Arrays.asList(arguments));
  }

  private static Refusal unreadable(int number, byte[] typed) {
    Optional<String> text = text(typed);
    return new Refusal(
        text.isEmpty()
            ? "argument " + number + " is not UTF-8, and nothing else can be passed on"
            : "argument "
                + number
                + " is '"
                + text.get()
                + "', and Java's locale is not UTF-8;"
                + " use the script examples/caisson, or set LC_ALL=C.UTF-8");
  }

  /** Returns what was decoded; empty where that loses something. */
  static Optional<String> text(byte[] bytes) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(buffer).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Returns the strings that a NUL ends each, as the kernel's files have them. */
  static List<byte[]> split(byte[] bytes) {
    List<byte[]> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        parts.add(Arrays.copyOfRange(bytes, start, i));
        start = i + 1;
      }
    }
    return parts;
  }

  /** Returns the name by which an option was given this value. */
  String nameBefore(OptionSpec option, String value) {
    for (int i = 0; i < words.size(); i++) {
      for (String name : option.names()) {
        boolean apart = i + 1 < words.size() && words.get(i + 1).equals(value);
        if ((apart && words.get(i).equals(name)) || isAttached(words.get(i), name, value)) {
          return name;
        }
      }
    }
    return option.longestName();
  }

  private static boolean isAttached(String word, String name, String value) {
    boolean isShort = !name.startsWith("--");
    return word.equals(name + "=" + value) || (isShort && word.equals(name + value));
  }
}
