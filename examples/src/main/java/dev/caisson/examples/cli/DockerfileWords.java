package dev.caisson.examples.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * Splits what follows an instruction's name as a Dockerfile does: words between blanks, with single
 * and double quotes, and a backslash before what is to be taken as it is.
 */
final class DockerfileWords {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String text;
  private final StringBuilder word = new StringBuilder();
  private int at;

  private DockerfileWords(String text) {
    this.text = text;
  }

  /** Returns the words, without their quotes. */
  static List<String> split(String text) {
    DockerfileWords words = new DockerfileWords(text);
    List<String> all = new ArrayList<>();
    for (words.skipBlanks(); words.at < text.length(); words.skipBlanks()) {
      all.add(words.next());
    }
    return all;
  }

  /** Returns the text as one word, with its blanks. */
  static String unquoted(String text) {
    DockerfileWords words = new DockerfileWords(text);
    while (words.at < text.length()) {
      words.step();
    }
    return words.word.toString();
  }

  /** Returns the texts of a JSON array, if it is meant to be one. */
  static Optional<List<String>> array(String text) {
    if (!text.startsWith("[")) {
      return Optional.empty();
    }
    try {
      List<@Nullable String> words = Arrays.asList(MAPPER.readValue(text, String[].class));
      if (!words.contains(null)) {
        return Optional.of(List.copyOf(words));
      }
      throw new TypeConversionException("a null among the texts: " + text);
    } catch (JsonProcessingException e) {
      throw new TypeConversionException("not a JSON array of texts: " + text);
    }
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private String next() {
    word.setLength(0);
    while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
      step();
    }
    return word.toString();
  }

  private void step() {
    char c = text.charAt(at++);
    if (c == '"' || c == '\'') {
      quoted(c);
    } else if (c == '\\') {
      word.append(afterBackslash());
    } else {
      add(c);
    }
  }

  private void quoted(char quote) {
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      if (quote == '\'') {
        word.append(c);
      } else if (c == '\\' && at < text.length() && "\"\\$".indexOf(text.charAt(at)) >= 0) {
        word.append(text.charAt(at++));
      } else {
        add(c);
      }
    }
    if (at == text.length()) {
      throw new TypeConversionException("a quote " + quote + " that is not closed: " + text);
    }
    at++;
  }

  private char afterBackslash() {
    if (at == text.length()) {
      throw new TypeConversionException("a backslash with nothing after it: " + text);
    }
    return text.charAt(at++);
  }

  private void add(char c) {
    boolean named = at < text.length() && isBeginOfName(text.charAt(at));
    if (c == '$' && named) {
      throw new TypeConversionException(
          "variables are not expanded here: write the value, or \\$ for the character");
    }
    word.append(c);
  }

  private static boolean isBeginOfName(char c) {
    return Character.isLetterOrDigit(c) || "{_@*#?!$-".indexOf(c) >= 0;
  }
}
