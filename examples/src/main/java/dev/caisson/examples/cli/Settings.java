package dev.caisson.examples.cli;

import dev.caisson.ContainerBuilder;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Hands a builder what the options say, and names the option whose value it refuses. */
final class Settings {

  private final ParseResult parsed;
  private final ContainerBuilder builder;

  Settings(ParseResult parsed, ContainerBuilder builder) {
    this.parsed = parsed;
    this.builder = builder;
  }

  ContainerBuilder builder() {
    return builder;
  }

  /** Hands over the value of an option that counts once, where it was given. */
  <T> void set(String option, Optional<T> value, Consumer<T> setter) {
    value.ifPresent(given -> set(option, typed(option).size() - 1, given, setter));
  }

  /** Hands over all values of an option. */
  <T> void setEach(String option, List<T> values, Consumer<T> setter) {
    for (int i = 0; i < values.size(); i++) {
      set(option, i, values.get(i), setter);
    }
  }

  private <T> void set(String option, int index, T value, Consumer<T> setter) {
    try {
      setter.accept(value);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw refused(option, index, e);
    }
  }

  private ParameterException refused(String option, int index, RuntimeException cause) {
    return new ParameterException(
        parsed.commandSpec().commandLine(),
        String.valueOf(cause.getMessage()),
        cause,
        spec(option),
        typed(option).get(index));
  }

  private List<String> typed(String option) {
    return spec(option).originalStringValues();
  }

  private OptionSpec spec(String option) {
    return parsed.commandSpec().findOption(option);
  }
}
