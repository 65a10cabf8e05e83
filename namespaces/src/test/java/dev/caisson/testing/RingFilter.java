package dev.caisson.testing;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestTag;
import org.junit.platform.launcher.PostDiscoveryFilter;

/**
 * Leaves out the rings that belong to another kind of user: rootless in a root JVM, root in any
 * other, and those of control groups where none were delegated to the user. That is no skip, since
 * a second run as the other user covers it; one line says so.
 */
public final class RingFilter implements PostDiscoveryFilter {
  private static final AtomicBoolean SAID = new AtomicBoolean();

  @Override
  public FilterResult apply(TestDescriptor test) {
    Set<String> foreign = Ring.foreign();
    if (foreign.stream().map(TestTag::create).noneMatch(test.getTags()::contains)) {
      return FilterResult.included("in a ring of this user");
    }
    String reason =
        "uid " + Host.uid() + " leaves the rings " + foreign + " to a run as another user";
    if (!SAID.getAndSet(true)) {
      System.err.println("[rings] " + reason);
    }
    return FilterResult.excluded(reason);
  }
}
