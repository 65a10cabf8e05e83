package dev.caisson.examples.cli;

import java.util.List;
import java.util.regex.Pattern;

/** Says to somebody who types commands what the library says to those who write Java. */
final class PlainWords {

  /** What stands for what, in this order. */
  private static final List<Rule> RULES =
      List.of(
          rule("ImageStore\\.list\\b", "caisson images"),
          rule("Cgroups\\.whyUnavailable\\b", "caisson doctor"),
          rule(", or the container with Users\\.OWN or SUBORDINATE", ""),
          rule(", and more with Users\\.SUBORDINATE", ""),
          rule("\\bUsers\\.HOST\\b", "--userns=host"),
          rule(", or read the output from Output\\.pipe\\(\\)", ""),
          rule("raise UnpackLimits\\.\\w+", "caisson has no greater limit"),
          rule(", UnpackLimits\\.\\w+", ""),
          rule("\\b(?:the|this) JVM\\b", "caisson"),
          rule("\\bjava[.\\w]*\\.AccessDeniedException: ", "permission denied: "),
          rule("\\bjava[.\\w]*\\.NoSuchFileException: ", "there is no such file or folder: "),
          rule("\\bjava[.\\w]*\\.\\w+(?:Exception|Error): ", ""));

  private PlainWords() {}

  private record Rule(Pattern java, String plain) {}

  private static Rule rule(String java, String plain) {
    return new Rule(Pattern.compile(java), plain);
  }

  static String of(String message) {
    String plain = message;
    for (Rule rule : RULES) {
      plain = rule.java().matcher(plain).replaceAll(rule.plain());
    }
    return plain;
  }
}
