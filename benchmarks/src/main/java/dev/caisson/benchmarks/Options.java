package dev.caisson.benchmarks;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the comparison is asked for.
 *
 * @param module this module's folder
 * @param user an ordinary user, as whom root compares too
 * @param layout an image of an OCI layout
 * @param count how many containers a soak runs
 * @param words the command line, for the report
 */
record Options(
    Path module,
    Set<Section> sections,
    boolean quick,
    Optional<String> user,
    Optional<Layout> layout,
    int count,
    List<String> words) {

  static final int SOAK = 20_000;

  /** An image of an OCI layout. */
  record Layout(Path directory, String tag) {

    static Layout parse(String text) {
      int colon = text.lastIndexOf(':');
      if (colon <= 0 || colon == text.length() - 1) {
        throw new IllegalArgumentException("--layout is not DIR:TAG: " + text);
      }
      return new Layout(
          Path.of(text.substring(0, colon)).toAbsolutePath(), text.substring(colon + 1));
    }
  }

  Options {
    sections = Set.copyOf(sections);
    words = List.copyOf(words);
    if (count < 1) {
      throw new IllegalArgumentException("--count < 1: " + count);
    }
  }

  /**
   * Reads the words of a command line.
   *
   * @param arguments this module's folder first, then what the user has written
   * @throws IllegalArgumentException if one is not known
   */
  static Options parse(String... arguments) {
    Reading reading = new Reading(arguments);
    Path module = Path.of(reading.value("the module's folder"));
    while (!reading.words.isEmpty()) {
      reading.take(reading.words.remove());
    }
    return new Options(
        module,
        reading.sections.isEmpty() ? byDefault() : reading.sections,
        reading.quick,
        reading.user,
        reading.layout,
        reading.count,
        Arrays.asList(arguments).subList(1, arguments.length));
  }

  private static Set<Section> byDefault() {
    return Arrays.stream(Section.values()).filter(Section::isByDefault).collect(Collectors.toSet());
  }

  /** What was read until now. */
  private static final class Reading {

    private final Deque<String> words;
    private final Set<Section> sections = EnumSet.noneOf(Section.class);
    private boolean quick;
    private Optional<String> user = Optional.empty();
    private Optional<Layout> layout = Optional.empty();
    private int count = SOAK;

    private Reading(String... words) {
      this.words = new ArrayDeque<>(Arrays.asList(words));
    }

    private void take(String word) {
      switch (word) {
        case "--quick" -> quick = true;
        case "--user" -> user = Optional.of(value(word));
        case "--layout" -> layout = Optional.of(Layout.parse(value(word)));
        case "--count" -> count = number(word, value(word));
        default -> sections.add(section(word));
      }
    }

    private String value(String option) {
      if (words.isEmpty()) {
        throw new IllegalArgumentException(option + " is missing, or its value is");
      }
      return words.remove();
    }

    private static int number(String option, String text) {
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(option + " is not a number: " + text, e);
      }
    }

    private static Section section(String word) {
      return Arrays.stream(Section.values())
          .filter(section -> section.word().equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "not an option or a section: " + word + "; the sections are " + all()));
    }

    private static String all() {
      return Arrays.stream(Section.values()).map(Section::word).collect(Collectors.joining(", "));
    }
  }
}
