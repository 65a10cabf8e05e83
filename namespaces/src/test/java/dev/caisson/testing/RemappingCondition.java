package dev.caisson.testing;

import java.util.Scanner;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Holds where overlayfs has a writable layer in memory within a user namespace. */
final class RemappingCondition implements ExecutionCondition {

  private static final int MAJOR = 6;
  private static final int MINOR = 6;

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String release = System.getProperty("os.version");
    try (Scanner numbers = new Scanner(release).useDelimiter("\\D+")) {
      int major = numbers.nextInt();
      int minor = numbers.nextInt();
      return major > MAJOR || (major == MAJOR && minor >= MINOR)
          ? ConditionEvaluationResult.enabled("the kernel is new enough")
          : Skip.because("Linux " + release + " is older than 6.6");
    }
  }
}
