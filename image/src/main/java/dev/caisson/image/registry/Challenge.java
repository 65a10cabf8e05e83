package dev.caisson.image.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server wants to be shown, from its header WWW-Authenticate.
 *
 * @param scheme in lower case
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1">RFC 9110, 11.6.1</a>
 */
record Challenge(String scheme, Map<String, String> parameters) {

  static final String BEARER = "bearer";
  static final String BASIC = "basic";

  private static final int MOST_TEXT = 8192;
  private static final int MOST = 16;
  private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]++";
  private static final Pattern SCHEME =
      Pattern.compile("\\G[ ,\\t]*+(" + TOKEN + ")(?=[ \\t]|,|$)");
  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\G[ ,\\t]*+("
              + TOKEN
              + ")[ \\t]*+=[ \\t]*+(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|("
              + TOKEN
              + "))");

  /** Reads all challenges of an answer; what is malformed ends its header. */
  static List<Challenge> of(Reply reply) {
    List<Challenge> challenges = new ArrayList<>();
    for (String header : reply.headers().allValues("WWW-Authenticate")) {
      if (header.length() <= MOST_TEXT && challenges.size() < MOST) {
        read(header, challenges);
      }
    }
    return challenges;
  }

  private static void read(String header, List<Challenge> challenges) {
    int position = 0;
    Matcher scheme = SCHEME.matcher(header);
    Matcher parameter = PARAMETER.matcher(header);
    while (challenges.size() < MOST && scheme.find(position)) {
      Map<String, String> parameters = new LinkedHashMap<>();
      position = scheme.end();
      while (parameter.find(position)) {
        String quoted = parameter.group(2);
        String value = quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
        parameters.putIfAbsent(parameter.group(1).toLowerCase(Locale.ROOT), value);
        position = parameter.end();
      }
      challenges.add(new Challenge(scheme.group(1).toLowerCase(Locale.ROOT), parameters));
    }
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(text -> !text.isEmpty());
  }
}
