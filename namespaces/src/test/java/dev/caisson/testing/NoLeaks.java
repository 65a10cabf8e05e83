package dev.caisson.testing;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails every test, and every class of tests, that leaves something behind: a file descriptor, a
 * mount, a child process, a thread, a temporary file or a control group.
 *
 * <p>The look before is taken when the first {@code @BeforeEach} is about to run, the look after
 * when the test is over with all its clean-up, {@code @AutoClose} and parameter {@code @TempDir}
 * included. What ends by itself has {@value #PATIENCE} to do so, 2 seconds if it is not set.
 */
public final class NoLeaks implements BeforeAllCallback, BeforeEachCallback {
  /** The configuration parameter that says, in milliseconds, how long the end may take. */
  static final String PATIENCE = "caisson.leaks.patience";

  private static final Namespace STORE = Namespace.create(NoLeaks.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    TheLoop.Baseline.take();
    watch(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    watch(context);
  }

  /** The store closes its values in reverse order, so what is stored first is checked last. */
  private static void watch(ExtensionContext context) {
    Duration patience =
        context
            .getConfigurationParameter(PATIENCE, Long::valueOf)
            .map(Duration::ofMillis)
            .orElse(Duration.ofSeconds(2));
    Watch around = context.getStore(STORE).get(Watch.class, Watch.class);
    context
        .getStore(STORE)
        .put(
            Watch.class,
            new Watch(
                Snapshot.take(),
                patience,
                new HashSet<>(),
                around == null ? new HashSet<>() : around.reportedWithin()));
  }

  /**
   * One look before, and the comparison at the end.
   *
   * @param reportedWithin what the tests of this class have reported, which the class need not
   * @param reportedAround the same of the class around this test or class
   */
  private record Watch(
      Snapshot before, Duration patience, Set<String> reportedWithin, Set<String> reportedAround)
      implements AutoCloseable {
    @Override
    public void close() {
      long deadline = System.nanoTime() + patience.toNanos();
      List<String> leaks = leaks();
      while (!leaks.isEmpty() && System.nanoTime() < deadline && pause(leaks)) {
        leaks = leaks();
      }
      reportedAround.addAll(reportedWithin);
      reportedAround.addAll(leaks);
      if (!leaks.isEmpty()) {
        throw new AssertionError("left behind:\n  " + String.join("\n  ", leaks));
      }
    }

    private List<String> leaks() {
      List<String> leaks = Snapshot.take().since(before);
      leaks.removeAll(reportedWithin);
      return leaks;
    }

    private static boolean pause(List<String> leaks) {
      if (leaks.stream().anyMatch(leak -> leak.startsWith("thread 'HttpClient-"))) {
        System.gc(); // before JDK 21, a java.net.http.HttpClient ends when it is unreachable
      }
      try {
        Thread.sleep(10);
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
