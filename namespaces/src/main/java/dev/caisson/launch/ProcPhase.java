package dev.caisson.launch;

import dev.caisson.error.Errno;
import dev.caisson.linux.MountAttribute;
import dev.caisson.linux.SystemCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A {@code /proc} of the container's own PID namespace, without what would show or change this
 * machine.
 */
final class ProcPhase {

  private static final String MOUNT_POINT = "/proc/";
  private static final int F_OK = 0;
  private static final int FOLDER_MODE = 0755;
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
  private final KernelView view;
  private final Map<String, Slot> covers = new LinkedHashMap<>();
  private final Slot proc;

  ProcPhase(MountSteps steps, KernelView view) {
    this.steps = steps;
    this.program = steps.program();
    this.view = view;
    // Here, while this machine's own is visible: a user namespace may not see more than its maker.
    this.proc =
        DetachedMount.open(program, "proc")
            .create(MountAttribute.NOSUID, MountAttribute.NODEV, MountAttribute.NOEXEC);
  }

  /** Sets what the namespaces have for themselves, and opens one mask for each path hidden. */
  void open(Masks masks) {
    SysctlSteps sysctls = new SysctlSteps(program, proc);
    view.sysctls().forEach(sysctls::set);
    view.hidden().forEach(masks::open);
    if (view.masked()) {
      HIDDEN_FOLDERS.forEach(path -> openMask(path, masks::openFolder));
      HIDDEN_FILES.forEach(path -> openMask(path, masks::openFile));
    }
  }

  private void openMask(String path, BiConsumer<String, Slot> opening) {
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
    opening.accept(path, mask);
    program.bind(absent);
    covers.put(path, mask);
  }

  /** Attaches it, and covers what is hidden. */
  void attach() {
    steps.makeDirectory("/proc", FOLDER_MODE);
    Slot target = steps.openRealDirectory("/proc");
    steps.attachTo(proc, target, "/proc");
    covers.forEach(this::cover);
    if (view.masked()) {
      READ_ONLY.forEach(path -> Masks.makeReadOnly(steps, path));
    }
  }

  private void cover(String path, Slot mask) {
    Label absent = program.label("no mask of " + path);
    program.add(Operation.jumpIfEqual(mask.value(), Operand.of(0), absent));
    program.add(steps.attach(mask, path));
    program.bind(absent);
  }
}
