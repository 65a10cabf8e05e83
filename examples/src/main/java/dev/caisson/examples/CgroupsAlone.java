package dev.caisson.examples;

import dev.caisson.cgroups.Cgroup;
import dev.caisson.cgroups.CgroupEvent;
import dev.caisson.cgroups.Cgroups;
import dev.caisson.cgroups.Limits;
import dev.caisson.error.CaissonException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * Uses {@code caisson-cgroups} alone, without containers: limits, measures, freezes and kills a
 * group of processes, whichever hierarchies the host has. For root, or a user to whom a subtree was
 * delegated: {@code systemd-run --user --scope -p Delegate=yes java ...}.
 */
public final class CgroupsAlone {

  private static final int MOST = 8;
  private static final String FORKER = "while :; do sleep 600 & done";

  private CgroupsAlone() {}

  /** Takes no arguments; exits with 1 where this user can have no group. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Cgroups host = Cgroups.host();
    try (Cgroup group = host.create("alone", Limits.none().withPidsMax(MOST))) {
      Process shell =
          new ProcessBuilder("sh", "-c", "read line; " + FORKER)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      CountDownLatch full = new CountDownLatch(1);
      group.events().listen(CgroupEvent.PIDS_MAX, times -> full.countDown());
      group.processes().add(shell.toHandle());
      System.out.println("added: " + group.processes().list().contains(shell.pid()));

      shell.getOutputStream().close();
      full.await();
      long now = group.statistics().pidsCurrent().orElseThrow();
      System.out.println("held to its limit: " + (now <= MOST));

      group.freezer().freeze();
      long before = group.cpuUsage().orElseThrow().toNanos();
      Thread.sleep(100);
      long after = group.cpuUsage().orElseThrow().toNanos();
      System.out.println("frozen, and used nothing meanwhile: " + (before == after));
      group.freezer().thaw();

      group.kill();
      System.out.println("killed: " + group.processes().isEmpty());
    } catch (CaissonException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
    host.removeAll();
  }
}
