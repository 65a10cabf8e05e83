package dev.caisson.examples.cli;

import java.util.List;
import picocli.CommandLine.ParseResult;

/**
 * A command line that was read.
 *
 * @param parsed what the words mean
 * @param mistakes what is wrong with them
 */
record Request(Words words, ParseResult parsed, List<Exception> mistakes) {

  /** Finds out that nothing is wrong. */
  void check() {
    if (!mistakes.isEmpty()) {
      throw new Mistake(words).firstOf(mistakes);
    }
  }

  /** Returns an option as it was typed, with its last value. */
  String typed(String option) {
    var spec = parsed.commandSpec().findOption(option);
    List<String> values = spec.originalStringValues();
    String value = values.get(values.size() - 1);
    return words.nameBefore(spec, value) + " " + value;
  }
}
