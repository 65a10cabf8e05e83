package dev.caisson.examples.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with the words, as they were typed. */
final class Mistake {

  /** Commands of docker's for a container that has ended, as there is none here. */
  private static final Set<String> OPTIONS_OF_RUN = Set.of("commit", "export");

  private final Words words;

  Mistake(Words words) {
    this.words = words;
  }

  /** Returns the refusal of the mistake that explains the others: an unknown option shifts all. */
  Refusal firstOf(List<Exception> mistakes) {
    return mistakes.stream()
        .filter(UnmatchedArgumentException.class::isInstance)
        .map(UnmatchedArgumentException.class::cast)
        .filter(UnmatchedArgumentException::isUnknownOption)
        .findFirst()
        .map(Mistake::unknown)
        .orElseGet(() -> refusal(mistakes.get(0)));
  }

  private static Refusal unknown(UnmatchedArgumentException unmatched) {
    String first = unmatched.getUnmatched().get(0).replaceFirst("(?s)^(-[^=]*)=.*", "$1");
    List<String> nearest = unmatched.getSuggestions();
    String hint = nearest.isEmpty() ? "" : "; is it " + String.join(" or ", nearest) + "?";
    if (OPTIONS_OF_RUN.contains(first)) {
      return new Refusal(
          "unknown command " + first + "; use caisson run --" + first + ", see caisson run --help");
    }
    String kind = first.startsWith("-") ? "option" : "command";
    return pointing(unmatched, "unknown " + kind + " " + shown(first) + hint);
  }

  /** Returns the refusal of one mistake. */
  Refusal refusal(Exception mistake) {
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      return unknown(unmatched);
    }
    if (mistake instanceof MissingParameterException missing) {
      return pointing(missing, missing(missing));
    }
    if (!(mistake instanceof ParameterException wrong)) {
      return new Refusal(String.valueOf(mistake.getMessage()));
    }
    String reason = wrong.getCause() == null ? wrong.getMessage() : wrong.getCause().getMessage();
    return pointing(
        wrong, place(wrong).orElse("") + String.valueOf(reason).replaceFirst("\\.$", ""));
  }

  private String missing(MissingParameterException missing) {
    ArgSpec argument = missing.getMissing().get(0);
    if (!(argument instanceof OptionSpec option)) {
      boolean runs = missing.getCommandLine().getCommand() instanceof RunCommand;
      return argument.paramLabel() + " is missing" + (runs ? "; as in: " + RunCommand.EXAMPLE : "");
    }
    List<String> names = List.of(option.names());
    String name = words.words().stream().filter(names::contains).reduce((a, b) -> b).orElse("");
    return name + " needs " + option.paramLabel();
  }

  private Optional<String> place(ParameterException wrong) {
    if (wrong.getArgSpec() == null) {
      return Optional.empty();
    }
    String value = String.valueOf(wrong.getValue());
    String name =
        wrong.getArgSpec() instanceof OptionSpec option
            ? words.nameBefore(option, value)
            : wrong.getArgSpec().paramLabel();
    return Optional.of(name + " " + shown(value) + ": ");
  }

  private static String shown(String value) {
    boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '\'');
    return plain ? value : "'" + value + "'";
  }

  private static Refusal pointing(ParameterException mistake, String reason) {
    String command = mistake.getCommandLine().getCommandSpec().qualifiedName();
    return new Refusal(reason + "; see " + command + " --help");
  }
}
