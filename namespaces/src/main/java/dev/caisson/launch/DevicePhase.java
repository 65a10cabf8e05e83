package dev.caisson.launch;

import dev.caisson.linux.CString;
import dev.caisson.linux.MountAttribute;
import dev.caisson.linux.MountFlag;
import dev.caisson.linux.SystemCall;
import java.util.EnumMap;
import java.util.Map;

/**
 * A minimal {@code /dev}: six harmless devices, pseudo-terminals of the container's own, shared
 * memory.
 *
 * <p>Without a user namespace the nodes are made; within one, where that is not permitted, those of
 * this machine are bound.
 */
final class DevicePhase {

  private static final int S_IFCHR = 0020000;
  private static final int S_IFREG = 0100000;
  private static final int STICKY = 01777;
  private static final int FOLDER_MODE = 0755;
  private static final Map<String, String> LINKS =
      Map.of(
          "fd", "/proc/self/fd",
          "stdin", "/proc/self/fd/0",
          "stdout", "/proc/self/fd/1",
          "stderr", "/proc/self/fd/2",
          "ptmx", "pts/ptmx");

  /** A device, with the numbers of the kernel's devices.txt. */
  private enum Device {
    NULL(1, 3),
    ZERO(1, 5),
    FULL(1, 7),
    RANDOM(1, 8),
    URANDOM(1, 9),
    TTY(5, 0);

    private final int major;
    private final int minor;

    Device(int major, int minor) {
      this.major = major;
      this.minor = minor;
    }

    String fileName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    long id() {
      return (long) major << 8 | minor;
    }
  }

  private final MountSteps steps;
  private final ProgramBuilder program;
  private final boolean inUserNamespace;
  private final Map<Device, Slot> bound = new EnumMap<>(Device.class);

  DevicePhase(MountSteps steps, boolean inUserNamespace) {
    this.steps = steps;
    this.program = steps.program();
    this.inUserNamespace = inUserNamespace;
  }

  /** Opens what is taken from this machine. */
  void open() {
    if (inUserNamespace) {
      for (Device device : Device.values()) {
        bound.put(device, steps.openTree(CString.of("/dev/" + device.fileName())));
      }
    }
  }

  /** Makes and attaches it. */
  void attach() {
    steps.makeDirectory("/dev", FOLDER_MODE);
    Slot target = steps.openRealDirectory("/dev");
    Slot devices =
        DetachedMount.open(program, "tmpfs")
            .with("mode", "0755")
            .with("size", "67108864")
            .create(MountAttribute.NOSUID, MountAttribute.NOEXEC);
    steps.attachTo(devices, target, "/dev");
    for (Device device : Device.values()) {
      makeDevice(devices, device);
    }
    LINKS.forEach((name, to) -> makeLink(devices, name, to));
    steps.makeDirectory("/dev/pts", FOLDER_MODE);
    String options = "newinstance,ptmxmode=0666,mode=0620";
    steps.mount("devpts", "/dev/pts", options, MountFlag.NOSUID, MountFlag.NOEXEC);
    steps.makeDirectory("/dev/shm", STICKY);
  }

  private void makeDevice(Slot devices, Device device) {
    String name = device.fileName();
    int type = inUserNamespace ? S_IFREG : S_IFCHR;
    long id = inUserNamespace ? 0 : device.id();
    program.add(steps.makeNode("make device", name, devices.value(), name, type | 0666, id));
    Slot source = bound.get(device);
    if (source != null) {
      program.add(steps.attach(source, "/dev/" + name));
    }
  }

  private void makeLink(Slot devices, String name, String to) {
    program.add(
        Operation.of(
            "make link",
            "/dev/" + name,
            SystemCall.SYMLINKAT,
            program.string(to),
            devices.value(),
            program.string(name)));
  }
}
