package dev.caisson.namespaces;

import dev.caisson.error.CaissonException;
import dev.caisson.launch.HostRemedy;
import dev.caisson.launch.OverlayTrial;
import dev.caisson.linux.Credentials;
import dev.caisson.linux.KernelProbe;
import dev.caisson.linux.LandlockAbi;
import dev.caisson.linux.MountTree;
import dev.caisson.linux.Pidfd;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The trials of which a {@link KernelReport} is made. */
final class KernelTrials {

  private static final String NEWER =
      "boot a kernel of Linux %s or newer, or lift the seccomp"
          + " filter that hides the call, as Docker's: docker run --security-opt seccomp=unconfined";
  private static final IdMapping SOME_IDS = new IdMapping(0, 1_000_000_000L, 65_536);

  private KernelTrials() {}

  static Map<Namespace, Finding> namespaces() throws InterruptedException {
    Map<Namespace, Finding> findings = new EnumMap<>(Namespace.class);
    for (Namespace kind : Namespace.values()) {
      findings.put(kind, Finding.of(() -> make(kind)));
    }
    return findings;
  }

  private static Finding make(Namespace kind) throws CaissonException, InterruptedException {
    try (NamespaceSet made = NamespaceSet.create(NewNamespaces.of(kind))) {
      return Finding.there(
          made.kinds().contains(Namespace.USER) && kind != Namespace.USER
              ? "made, in a user namespace"
              : "made");
    }
  }

  static Map<KernelFeature, Finding> features() throws InterruptedException {
    Map<KernelFeature, Finding> findings = new EnumMap<>(KernelFeature.class);
    findings.put(KernelFeature.SYSTEM_CALLS, systemCalls());
    findings.put(KernelFeature.MOUNT_CALLS, known(KernelProbe.hasMountCalls(), "5.2"));
    findings.put(KernelFeature.MOUNT_SETATTR, known(KernelProbe.hasMountSetattr(), "5.12"));
    findings.put(KernelFeature.USER_NAMESPACES_OF_USERS, userNamespaces());
    boolean root = Credentials.areOfMachinesRoot();
    findings.put(KernelFeature.OVERLAY, root ? overlay(false) : forRoot("mounts it"));
    findings.put(KernelFeature.OVERLAY_IN_USER_NAMESPACE, overlay(true));
    findings.put(
        KernelFeature.ID_MAPPED_MOUNTS,
        root ? Finding.of(KernelTrials::mapMount) : forRoot("maps owners"));
    findings.put(
        KernelFeature.SECCOMP,
        KernelProbe.hasSeccompFilters()
            ? Finding.there("the kernel takes filters")
            : Finding.missing(
                "the kernel takes no filter", "boot a kernel with CONFIG_SECCOMP_FILTER"));
    findings.put(KernelFeature.LANDLOCK, landlock());
    findings.put(KernelFeature.SECURITY_MODULE, securityModule());
    return findings;
  }

  private static Finding forRoot(String does) {
    return Finding.missing("only root of this machine " + does, "run the JVM as root");
  }

  private static Finding known(boolean known, String version) {
    return known
        ? Finding.there("the kernel knows them")
        : Finding.missing("the kernel does not know them", NEWER.formatted(version));
  }

  private static Finding systemCalls() throws InterruptedException {
    Finding pidfd =
        Finding.of(
            () -> {
              Pidfd.of(ProcessHandle.current().pid()).ifPresent(Pidfd::close);
              return Finding.there("");
            });
    boolean others =
        KernelProbe.hasClone3() && KernelProbe.hasOpenat2() && KernelProbe.hasCloseRange();
    return known(pidfd.isThere() && others, "5.10");
  }

  private static Finding userNamespaces() throws InterruptedException {
    Optional<String> setting = HostRemedy.userNamespaceSetting();
    if (setting.isPresent()) {
      return Finding.missing("a setting refuses them", setting.get());
    }
    return Credentials.areOfMachinesRoot()
        ? Finding.there("no setting refuses them; tried as root only")
        : Finding.of(() -> make(Namespace.USER));
  }

  private static Finding overlay(boolean userNamespace) throws InterruptedException {
    return Finding.of(
        () -> {
          OverlayTrial.run(userNamespace);
          return Finding.there("mounted");
        });
  }

  private static Finding mapMount() throws CaissonException, InterruptedException {
    NewNamespaces wanted = NewNamespaces.of(Namespace.USER);
    try (NamespaceSet made = NamespaceSet.create(wanted.withIdMappings(IdMappings.of(SOME_IDS)));
        MountTree tree = MountTree.copy(Path.of("/usr"))) {
      return tree.mapInto(made.get(Namespace.USER).fd())
          ? Finding.there("owners of /usr mapped")
          : Finding.missing(
              "the kernel, or the file system of /usr, can't map owners",
              "use Linux 5.12 or newer, and ext4, xfs, btrfs or tmpfs");
    }
  }

  private static Finding landlock() throws InterruptedException {
    return Finding.of(
        () -> {
          OptionalInt abi = LandlockAbi.ofKernel();
          return abi.isPresent()
              ? Finding.there("ABI " + abi.getAsInt())
              : Finding.missing(
                  "the kernel has none, or it was not enabled at boot",
                  "use Linux 5.13 or newer, with landlock in lsm= of its command line");
        });
  }

  private static Finding securityModule() {
    if (new SecurityLabel.AppArmor("unconfined").isModuleThere()) {
      return Finding.there("AppArmor");
    }
    if (new SecurityLabel.Selinux("user:role:type").isModuleThere()) {
      return Finding.there("SELinux");
    }
    return Finding.missing(
        "neither AppArmor nor SELinux is in force",
        "install one, and name it in lsm= of the kernel's command line");
  }
}
