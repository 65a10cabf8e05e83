package dev.caisson.launch;

import dev.caisson.namespaces.DeviceNode;
import dev.caisson.namespaces.Sysctl;
import java.util.List;

/**
 * What a container sees of the kernel, and which parameters its namespaces have.
 *
 * @param masked whether what would show or change this machine is hidden in {@code /proc}, or
 *     read-only
 * @param hidden absolute paths that are hidden as well, where they are there
 * @param readOnly absolute paths that are read-only as well, where they are there
 * @param devices those in {@code /dev} besides the harmless ones
 */
public record KernelView(
    boolean masked,
    List<String> hidden,
    List<String> readOnly,
    List<Sysctl> sysctls,
    List<DeviceNode> devices) {

  /** That of a container that asks for no other. */
  public static final KernelView DEFAULT =
      new KernelView(true, List.of(), List.of(), List.of(), List.of());

  /** Keeps copies. */
  public KernelView {
    hidden = List.copyOf(hidden);
    readOnly = List.copyOf(readOnly);
    sysctls = List.copyOf(sysctls);
    devices = List.copyOf(devices);
  }
}
