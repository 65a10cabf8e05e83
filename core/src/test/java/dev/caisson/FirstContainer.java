package dev.caisson;

import dev.caisson.cgroups.CpusetLimits;
import dev.caisson.cgroups.DeviceLimits;
import dev.caisson.cgroups.Limits;
import dev.caisson.cgroups.NumberSet;
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
    run(first());
    if (Host.isRoot()) {
      run(first().memory(64 << 20).cpus(1));
      // Each of these is in a hierarchy of v1 of its own.
      run(
          first()
              .limits(
                  Limits.none()
                      .with(CpusetLimits.none().withCpus(NumberSet.of(0)))
                      .with(DeviceLimits.standard())));
    }
  }

  private static ContainerBuilder first() {
    return Container.builder().root(Root.host()).command("true");
  }

  private static void run(ContainerBuilder first) throws InterruptedException {
    try {
      first.run();
    } catch (dev.caisson.error.CaissonException e) {
      // The tests themselves tell, or are skipped.
    }
  }
}
