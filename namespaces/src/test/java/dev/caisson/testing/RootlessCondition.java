package dev.caisson.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Holds for an ordinary user who may create user namespaces. */
final class RootlessCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (Host.isRoot()) {
      return ConditionEvaluationResult.disabled("the rootless ring is run by an ordinary user");
    }
    return UserNamespaces.REFUSAL.isEmpty()
        ? ConditionEvaluationResult.enabled("an ordinary user who may create user namespaces")
        : Skip.because("no user namespace for uid " + Host.uid() + ": " + UserNamespaces.REFUSAL);
  }

  /** The answer of the host, asked once in a JVM, by trying it. */
  private static final class UserNamespaces {
    /** Why unshare(1) could not create one; empty if it could. */
    static final String REFUSAL = refusal();

    private static String refusal() {
      try {
        Process unshare =
            new ProcessBuilder("unshare", "--user", "--map-root-user", "true")
                .redirectErrorStream(true)
                .start();
        unshare.getOutputStream().close();
        String said = new String(unshare.getInputStream().readAllBytes(), UTF_8).trim();
        boolean ended = unshare.waitFor(10, TimeUnit.SECONDS);
        return ended && unshare.exitValue() == 0 ? "" : "unshare said '" + said + "'";
      } catch (IOException e) {
        return "unshare(1) can't be run: " + e.getMessage();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return "interrupted";
      }
    }
  }
}
