package dev.caisson.launch;

import dev.caisson.linux.CString;
import dev.caisson.linux.MountAttribute;
import dev.caisson.linux.MountFlag;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.DeviceNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A minimal {@code /dev}: six harmless devices and those that the caller allows, pseudo-terminals
 * of the container's own, shared memory.
 *
 * <p>Nodes are bound from this machine, as in a user namespace none can be made; and outside of
 * one, what is made in a container has no power in it, whoever may make nodes.
 */
final class DevicePhase {

  private static final int STICKY = 01777;
  private static final int FOLDER_MODE = 0755;
  private static final int FILE_MODE = 0644;
  private static final List<String> HARMLESS =
      List.of("null", "zero", "full", "random", "urandom", "tty");
  // Read-only concerns the node alone: root could change the mode of this machine's /dev/null.
  private static final MountAttribute[] NODE = {
    MountAttribute.RDONLY, MountAttribute.NOSUID, MountAttribute.NOEXEC
  };
  private static final Map<String, String> LINKS =
      Map.of(
          "fd", "/proc/self/fd",
          "stdin", "/proc/self/fd/0",
          "stdout", "/proc/self/fd/1",
          "stderr", "/proc/self/fd/2",
          "ptmx", "pts/ptmx");

  private final MountSteps steps;
  private final ProgramBuilder program;
  private final List<DeviceNode> allowed;
  private final Map<String, Slot> nodes = new LinkedHashMap<>();

  DevicePhase(MountSteps steps, List<DeviceNode> allowed) {
    this.steps = steps;
    this.program = steps.program();
    this.allowed = allowed;
  }

  /** Opens what is taken from this machine. */
  void open() {
    HARMLESS.forEach(name -> open(Path.of("/dev", name), "/dev/" + name));
    allowed.forEach(device -> open(device.source(), device.target()));
  }

  private void open(Path source, String target) {
    Slot node = steps.openTree(CString.of(source));
    steps.restrict(node, target, NODE);
    nodes.put(target, node);
  }

  /** Makes and attaches it. */
  void attach() {
    steps.makeDirectory("/dev", FOLDER_MODE);
    Slot target = steps.openRealDirectory("/dev");
    Slot devices =
        DetachedMount.open(program, "tmpfs")
            .with("mode", "0755")
            .with("size", "67108864")
            .create(MountAttribute.NOSUID, MountAttribute.NODEV, MountAttribute.NOEXEC);
    steps.attachTo(devices, target, "/dev");
    LINKS.forEach((name, to) -> makeLink(devices, name, to));
    steps.makeDirectory("/dev/pts", FOLDER_MODE);
    String options = "newinstance,ptmxmode=0666,mode=0620";
    steps.mount("devpts", "/dev/pts", options, MountFlag.NOSUID, MountFlag.NOEXEC);
    steps.makeDirectory("/dev/shm", STICKY);
    nodes.forEach(this::attachNode);
  }

  private void attachNode(String target, Slot node) {
    if (target.lastIndexOf('/') == "/dev/".length() - 1) {
      steps.makeFile(target, FILE_MODE);
    } else {
      steps.makeFileAndFolders(target);
    }
    program.add(steps.attach(node, target));
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
