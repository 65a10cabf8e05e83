package dev.caisson;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A user and perhaps a group, each by name or number, not looked up yet.
 *
 * @param user a name, or digits
 * @param group a name, or digits
 */
record UserSpec(String user, Optional<String> group) {

  // As strict as useradd(8): what is neither a number nor a plain name is refused (CVE-2026-30892).
  private static final String WORD = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,255}[$]?";
  private static final Pattern FORM = Pattern.compile("(" + WORD + ")(?::(" + WORD + "))?");

  /** User and group 0, which need not be looked up. */
  static final UserSpec ROOT = new UserSpec("0", Optional.of("0"));

  /** Returns what a text means; empty where it is malformed. */
  static Optional<UserSpec> of(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(new UserSpec(form.group(1), Optional.ofNullable(form.group(2))))
        : Optional.empty();
  }

  static void check(String text) {
    if (of(text).isEmpty()) {
      throw new IllegalArgumentException("not user, uid, user:group or uid:gid: " + text);
    }
  }
}
