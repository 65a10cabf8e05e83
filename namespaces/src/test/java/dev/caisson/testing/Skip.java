package dev.caisson.testing;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

/** A test that this host can't run: the reason is printed once, and is a failure if asked for. */
final class Skip {
  /** The system property that turns every skip into a failure. */
  static final String NO_SKIPS = "caisson.noSkips";

  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  static ConditionEvaluationResult because(String reason) {
    if (Boolean.getBoolean(NO_SKIPS)) {
      throw new AssertionError(reason + ", and " + NO_SKIPS + " is set");
    }
    if (SAID.add(reason)) {
      System.err.println("[skipped] " + reason);
    }
    return ConditionEvaluationResult.disabled(reason);
  }

  private Skip() {}
}
