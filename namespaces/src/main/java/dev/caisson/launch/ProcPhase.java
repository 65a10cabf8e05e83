package dev.caisson.launch;

import dev.caisson.error.Errno;
import dev.caisson.linux.CString;
import dev.caisson.linux.MountAttribute;
import dev.caisson.linux.SystemCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@code /proc} of the container's own PID namespace, without what would show or change this
 * machine.
 */
final class ProcPhase {

  private static final String MOUNT_POINT = "/proc/";
  private static final int F_OK = 0;
  private static final int FOLDER_MODE = 0755;
  private static final int EMPTY_FOLDER_MODE = 0555;
  private static final int EMPTY_FILE = 0100444;
  private static final List<String> HIDDEN_FILES =
      List.of(
          "/proc/interrupts",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/sched_debug",
          "/proc/timer_list",
          "/proc/timer_stats");
  private static final List<String> HIDDEN_FOLDERS =
      List.of("/proc/acpi", "/proc/asound", "/proc/scsi");
  private static final List<String> READ_ONLY =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  private final MountSteps steps;
  private final ProgramBuilder program;
  private final boolean masked;
  private final Map<String, Slot> masks = new LinkedHashMap<>();
  private final Slot proc;

  ProcPhase(MountSteps steps, boolean masked) {
    this.steps = steps;
    this.program = steps.program();
    this.masked = masked;
    // Here, while this machine's own is visible: a user namespace may not see more than its maker.
    this.proc =
        DetachedMount.open(program, "proc")
            .create(MountAttribute.NOSUID, MountAttribute.NODEV, MountAttribute.NOEXEC);
  }

  /** Opens one mask for each path that is hidden: an empty file or folder, read-only. */
  void open(Staging staging) {
    if (!masked) {
      return;
    }
    String folder = staging.path("empty-folder");
    String file = staging.path("empty-file");
    steps.makeDirectory(folder, EMPTY_FOLDER_MODE);
    Operand here = Operand.of(MountSteps.AT_FDCWD);
    program.add(steps.makeNode("make file", file, here, file, EMPTY_FILE, 0));
    HIDDEN_FOLDERS.forEach(path -> openMask(path, folder));
    HIDDEN_FILES.forEach(path -> openMask(path, file));
  }

  private void openMask(String path, String empty) {
    Label absent = program.label("no " + path);
    Slot mask = program.slot("mask");
    program.add(
        Operation.of(
                "look for",
                path,
                SystemCall.FACCESSAT,
                proc.value(),
                program.string(path.substring(MOUNT_POINT.length())),
                Operand.of(F_OK))
            .tolerating(Errno.ENOENT)
            .jumpOn(-Errno.ENOENT.number(), absent));
    program.add(steps.openTree(CString.of(empty), mask));
    steps.restrict(mask, path, MountRights.READ_ONLY);
    program.bind(absent);
    masks.put(path, mask);
  }

  /** Attaches it, and covers what is hidden. */
  void attach() {
    steps.makeDirectory("/proc", FOLDER_MODE);
    Slot target = steps.openRealDirectory("/proc");
    steps.attachTo(proc, target, "/proc");
    masks.forEach(this::cover);
    if (masked) {
      READ_ONLY.forEach(this::makeReadOnly);
    }
  }

  private void cover(String path, Slot mask) {
    Label absent = program.label("no mask of " + path);
    program.add(Operation.jumpIfEqual(mask.value(), Operand.of(0), absent));
    program.add(steps.attach(mask, path));
    program.bind(absent);
  }

  private void makeReadOnly(String path) {
    Label absent = program.label("no " + path);
    Slot tree = program.slot("tree");
    program.add(
        steps
            .openTree(CString.of(path), tree)
            .tolerating(Errno.ENOENT)
            .jumpOn(-Errno.ENOENT.number(), absent));
    steps.restrict(tree, path, MountRights.READ_ONLY);
    program.add(steps.attach(tree, path));
    program.bind(absent);
  }
}
