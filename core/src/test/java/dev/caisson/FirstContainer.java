package dev.caisson;

import dev.caisson.testing.Host;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.lang.annotation.Annotation;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs one container before the first test that has any, so that what the JVM keeps for as long as
 * it lives - the loop, its cgroups' directory, its state folder - is no leak of that test's.
 */
public final class FirstContainer implements BeforeAllCallback {

  private static final Class<? extends Annotation> RING =
      Host.isRoot() ? RootTest.class : RootlessTest.class;

  private static boolean ran;

  @Override
  public void beforeAll(ExtensionContext context) throws InterruptedException {
    if (isInRing(context.getRequiredTestClass())) {
      run();
    }
  }

  private static boolean isInRing(Class<?> tests) {
    return tests.isAnnotationPresent(RING)
        || Stream.of(tests.getDeclaredClasses()).anyMatch(FirstContainer::isInRing);
  }

  private static synchronized void run() throws InterruptedException {
    if (ran) {
      return;
    }
    ran = true;
    ContainerBuilder first = Container.builder().root(Root.host()).command("true");
    if (Host.isRoot()) {
      first.memory(64 << 20).cpus(1);
    }
    try {
      first.run();
    } catch (dev.caisson.error.CaissonException e) {
      // The tests themselves tell, or are skipped.
    }
  }
}
