package dev.caisson;

import dev.caisson.cgroups.Cgroups;
import dev.caisson.error.CaissonException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The containers that run, so that an orderly end of the JVM leaves nothing of them behind. */
final class Running {

  private static final long PATIENCE_SECONDS = 2;
  private static final Set<Life> LIVES = ConcurrentHashMap.newKeySet();

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(Running::end, "caisson-end"));
    } catch (IllegalStateException e) {
      // The JVM is ending already: the lifeline ends what is started now.
    }
  }

  private Running() {}

  /**
   * Makes the end orderly from now on; before the first thing that has to be taken down is made.
   */
  static void arm() {
    // Loading this class has done it.
  }

  static void add(Life life) {
    LIVES.add(life);
  }

  static void remove(Life life) {
    LIVES.remove(life);
  }

  private static void end() {
    for (Life life : LIVES) {
      try {
        life.kill();
      } catch (CaissonException e) {
        warn("kill container " + life.pid(), e);
      }
    }
    for (Life life : LIVES) {
      try {
        life.done().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        // The lifeline kills what is left, and the next JVM sweeps its cgroups.
        warn("end container " + life.pid(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    try {
      Cgroups.host().removeAll();
    } catch (CaissonException e) {
      warn("remove cgroups", e);
    }
  }

  private static void warn(String what, Exception e) {
    System.getLogger(Running.class.getPackageName()).log(System.Logger.Level.WARNING, what, e);
  }
}
