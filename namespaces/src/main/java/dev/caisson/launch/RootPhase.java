package dev.caisson.launch;

import dev.caisson.linux.CString;
import dev.caisson.linux.MountAttribute;
import dev.caisson.linux.MountFlag;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Mount;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The container's root: every source is opened first, then the root is pivoted to, then everything
 * is attached, so that no path inside can lead outside.
 */
final class RootPhase {

  private static final int MNT_DETACH = 2;
  private static final int FOLDER_MODE = 0755;

  private final MountSteps steps;
  private final LaunchPlan plan;
  private final boolean inUserNamespace;
  private final Descriptors descriptors;
  private final Map<Mount.Bind, Slot> sources = new LinkedHashMap<>();

  RootPhase(MountSteps steps, LaunchPlan plan, boolean inUserNamespace, Descriptors descriptors) {
    this.steps = steps;
    this.plan = plan;
    this.inUserNamespace = inUserNamespace;
    this.descriptors = descriptors;
  }

  /** Writes the mounts, from this machine's view of its files to the container's. */
  void write() {
    openSources();
    Staging staging = new Staging(plan.staging(), inUserNamespace);
    prepare(staging);
    ProcPhase proc = new ProcPhase(steps, plan.view());
    Masks masks = new Masks(steps, staging);
    proc.open(masks);
    DevicePhase devices = new DevicePhase(steps, plan.view().devices());
    devices.open();
    plan.root().assemble(steps, staging);
    handOver(staging);
    pivot(staging.root());
    if (plan.readOnlyRoot()) {
      makeReadOnly();
    }
    devices.attach();
    plan.mounts().forEach(this::attach);
    proc.attach();
    masks.attach();
    plan.view().readOnly().forEach(path -> Masks.makeReadOnly(steps, path));
  }

  // Before anything is mounted in the root, and before the pivot, which what it keeps lies outside
  // of.
  private void handOver(Staging staging) {
    if (!descriptors.has(Descriptors.Role.FILES)) {
      return;
    }
    int socket = descriptors.number(Descriptors.Role.FILES);
    HandoverSteps handover = new HandoverSteps(steps.program(), socket);
    String root = staging.root();
    steps.program().add(steps.openTree(CString.of(root), handover.descriptor("tree")));
    handover.handOver("hand over root file system");
    Optional<String> changes = plan.root().changes(staging);
    if (changes.isPresent()) {
      steps.openRealDirectory(changes.get(), handover.descriptor("changes"));
      handover.handOver("hand over writable layer");
    }
  }

  // While nothing but the root is mounted, which may consist of many mounts itself.
  private void makeReadOnly() {
    steps.makeDirectory("/dev", FOLDER_MODE);
    steps.makeDirectory("/proc", FOLDER_MODE);
    plan.mounts().forEach(this::makeTarget);
    steps.makeDirectories(plan.payload().workingDirectory());
    Slot root = steps.openRealDirectory("/");
    steps.restrict(root, "/", MountAttribute.RDONLY, MountAttribute.NODEV);
  }

  private void makeTarget(Mount mount) {
    if (mount instanceof Mount.Bind bind && !Files.isDirectory(bind.source())) {
      steps.makeFileAndFolders(mount.target());
    } else {
      steps.makeDirectories(mount.target());
    }
  }

  private void openSources() {
    for (Mount mount : plan.mounts()) {
      if (mount instanceof Mount.Bind bind) {
        sources.computeIfAbsent(bind, this::open);
      }
    }
  }

  private Slot open(Mount.Bind bind) {
    Slot tree = steps.openTree(CString.of(bind.source()));
    if (bind.isReadOnly()) {
      steps.restrict(tree, bind.target(), MountRights.READ_ONLY);
    } else {
      steps.restrict(tree, bind.target(), MountRights.WRITABLE);
    }
    return tree;
  }

  private void prepare(Staging staging) {
    String options = TmpfsOptions.of("0755", plan.stagingSize());
    String directory = plan.staging().toString();
    steps.mount("tmpfs", directory, options, MountFlag.NOSUID, MountFlag.NODEV);
    steps.makeDirectory(staging.root(), FOLDER_MODE);
  }

  private void pivot(String root) {
    ProgramBuilder program = steps.program();
    Operand here = program.string(".");
    program.add(Operation.of("enter new root", root, SystemCall.CHDIR, program.string(root)));
    // pivot_root(2): with both at the same place the old root lies on top, and goes.
    program.add(Operation.of("pivot root to", root, SystemCall.PIVOT_ROOT, here, here));
    program.add(
        Operation.of("detach old root", "", SystemCall.UMOUNT2, here, Operand.of(MNT_DETACH)));
    program.add(Operation.of("enter", "/", SystemCall.CHDIR, program.string("/")));
  }

  private void mount(Mount.Tmpfs tmpfs) {
    String options = TmpfsOptions.of(Integer.toOctalString(tmpfs.mode()), tmpfs.size());
    MountFlag[] flags =
        tmpfs.isExecutable()
            ? new MountFlag[] {MountFlag.NOSUID, MountFlag.NODEV}
            : new MountFlag[] {MountFlag.NOSUID, MountFlag.NODEV, MountFlag.NOEXEC};
    steps.mount("tmpfs", tmpfs.target(), options, flags);
  }

  private void attach(Mount mount) {
    makeTarget(mount);
    if (mount instanceof Mount.Tmpfs tmpfs) {
      mount(tmpfs);
    } else if (mount instanceof Mount.Bind bind) {
      Slot source = Objects.requireNonNull(sources.get(bind));
      steps.program().add(steps.attach(source, bind.target()));
    }
  }
}
