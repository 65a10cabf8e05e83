package dev.caisson;

import dev.caisson.cgroups.Cgroups;
import dev.caisson.error.CaissonException;
import dev.caisson.launch.LaunchPlan;
import dev.caisson.launch.UserMapping;
import dev.caisson.linux.Credentials;
import dev.caisson.namespaces.Finding;
import dev.caisson.namespaces.IdMappings;
import dev.caisson.namespaces.KernelReport;
import dev.caisson.namespaces.Namespace;
import dev.caisson.namespaces.NamespaceSet;
import dev.caisson.namespaces.NewNamespaces;
import java.time.Duration;
import java.util.List;

/** This machine, as far as it matters to containers of this JVM. */
public final class Host {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Host() {}

  /**
   * Finds out what this machine can do for containers of this JVM: each thing is tried, and at last
   * a container with all defaults is run. Takes a second or less, and leaves nothing behind.
   *
   * @throws CaissonException if control groups are there, and the kernel refuses to make one
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public static HostReport report() throws CaissonException, InterruptedException {
    return new HostReport(
        System.getProperty("user.name"),
        Credentials.effectiveUser(),
        KernelReport.ofHost(),
        Cgroups.host().report(),
        subordinateIds(),
        container());
  }

  private static Finding subordinateIds() throws InterruptedException {
    if (Credentials.areOfMachinesRoot()) {
      return Finding.there("root needs none");
    }
    return Finding.of(Host::mapSubordinateIds);
  }

  private static Finding mapSubordinateIds() throws CaissonException, InterruptedException {
    UserMapping.Subordinate ranges =
        (UserMapping.Subordinate)
            Identity.of(Users.SUBORDINATE, new LaunchPlan.Credentials(0, 0, List.of()));
    NewNamespaces wanted =
        NewNamespaces.of(Namespace.USER)
            .withIdMappings(new IdMappings(ranges.users(), ranges.groups()));
    NamespaceSet.create(wanted).close();
    return Finding.there("mapped by newuidmap and newgidmap: " + ranges.users().get(1));
  }

  private static Finding container() throws InterruptedException {
    return Finding.of(
        () -> {
          Result result =
              Container.builder().root(Root.host()).command("true").timeout(PATIENCE).run();
          String found =
              result.ending()
                  + ", users "
                  + result.users()
                  + ", processes limited by "
                  + result.processLimit();
          return result.isSuccess()
              ? Finding.there(found)
              : Finding.missing(found, "see what the rest of the report finds missing");
        });
  }
}
