package dev.caisson.testing;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Holds for uid 0 with CAP_SYS_ADMIN. */
final class RootCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (!Host.isRoot()) {
      return ConditionEvaluationResult.disabled("the root ring is run by a JVM of uid 0");
    }
    return Host.hasSysAdmin()
        ? ConditionEvaluationResult.enabled("uid 0 with CAP_SYS_ADMIN")
        : Skip.because("the root ring needs CAP_SYS_ADMIN, which uid 0 lacks here");
  }
}
