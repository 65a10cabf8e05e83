package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Architecture;
import dev.caisson.linux.Child;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.Memfd;
import dev.caisson.linux.Pipe;
import dev.caisson.linux.Spawn;
import java.util.List;

/**
 * Carries out a plan: starts its program and waits until the payload is executed, or an operation
 * has failed.
 *
 * <p>posix_spawn(3) starts an image of a few pages, so that neither the JVM's size nor its threads
 * matter.
 */
public final class Launcher {

  private static final String NAME = "caisson";
  private static final int STATUS_BUFFER = 256;

  private Launcher() {}

  /**
   * Starts a container.
   *
   * @param streams what becomes descriptors 0, 1 and 2 of the payload; they stay the caller's
   * @throws CaissonException if an operation failed; nothing is left of the container then
   * @throws InterruptedException if the thread was interrupted; nothing is left of the container
   *     then
   */
  public static FirstProcess start(LaunchPlan plan, List<StandardStream> streams)
      throws CaissonException, InterruptedException {
    try (Pipe status = Pipe.open();
        Pipe control = Pipe.open()) {
      Descriptors descriptors =
          new Descriptors(streams, status.write(), control.read(), plan.groups().unified());
      Program program = ContainerProgram.of(plan, descriptors);
      Child stage = spawn(program, descriptors);
      status.write().close();
      // From here on nothing may fail that would leave the stage unknown.
      FdChannel statuses = new FdChannel(status.read().handOver(), STATUS_BUFFER);
      return new Birth(plan, program, stage, statuses, control.write().handOver()).await();
    }
  }

  private static Child spawn(Program program, Descriptors descriptors) throws CaissonException {
    int status = descriptors.status().number();
    byte[] image = ElfImage.of(program, Architecture.current(), status);
    try (Fd file = Memfd.sealed(NAME, image)) {
      return Spawn.start(file, NAME, descriptors.inherited());
    }
  }
}
