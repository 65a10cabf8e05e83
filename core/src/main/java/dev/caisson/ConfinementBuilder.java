package dev.caisson;

import dev.caisson.launch.CapabilityGrant;
import dev.caisson.launch.KernelView;
import dev.caisson.launch.Restraints;
import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.CapabilitySets;
import dev.caisson.namespaces.DeviceNode;
import dev.caisson.namespaces.Landlock;
import dev.caisson.namespaces.Namespace;
import dev.caisson.namespaces.Securebit;
import dev.caisson.namespaces.SecurityLabel;
import dev.caisson.namespaces.Sysctl;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Gathers what a container's processes may do, and what they see of the kernel.
 *
 * @param <B> the builder that each method returns
 */
public abstract sealed class ConfinementBuilder<B extends ConfinementBuilder<B>>
    extends CommandBuilder<B> permits ContainerBuilder {

  private final Setting<CapabilitySets> capabilitySets = new Setting<>("capability sets");
  private final Set<Securebit> securebits = EnumSet.noneOf(Securebit.class);

  private final Setting<Landlock> landlock = new Setting<>("Landlock");
  private final Setting<SecurityLabel> label = new Setting<>("security label");
  private final Map<String, Sysctl> sysctls = new LinkedHashMap<>();
  private final Map<String, DeviceNode> devices = new LinkedHashMap<>();
  private final Set<String> maskedPaths = new LinkedHashSet<>();
  private final Set<String> readOnlyPaths = new LinkedHashSet<>();

  ConfinementBuilder() {}

  /**
   * Sets each of the five sets of capabilities, as they are before the command is executed, which
   * changes them as capabilities(7) says: root then has what is bounding or inheritable, and
   * without {@link ContainerBuilder#allowNewPrivileges} what was permitted before as well; anyone
   * else has what is ambient. {@link ContainerBuilder#capabilities} does what most callers want.
   *
   * @throws IllegalArgumentException if one set has what another that must contain it has not
   */
  public final B capabilities(CapabilitySets sets) {
    Objects.requireNonNull(sets, "capability sets");
    capabilitySets.set(sets.check());
    return self();
  }

  /** Sets what the kernel is not to do with capabilities; by default none of it. */
  public final B securebits(Securebit... bits) {
    securebits.addAll(List.of(bits));
    return self();
  }

  /**
   * Restricts files and ports, whoever the user is and whatever capabilities he has; by default
   * nothing is. The rules must let the command itself be executed, with its interpreter or dynamic
   * loader. The start fails where the kernel does not know all of it.
   */
  public final B landlock(Landlock landlock) {
    this.landlock.set(landlock);
    return self();
  }

  /**
   * Has a security module of this machine confine the command, by a profile of AppArmor's or a
   * context of SELinux's; by default it is confined as the JVM is. The start fails where the kernel
   * does not use the module, or the module does not know the label.
   */
  public final B securityLabel(SecurityLabel label) {
    this.label.set(label);
    return self();
  }

  /**
   * Sets a parameter that one of the container's namespaces has for itself.
   *
   * @throws IllegalArgumentException as {@link Sysctl} does
   * @throws IllegalStateException if it is set already, or the namespace is shared with this
   *     machine
   */
  public final B sysctl(String name, String value) {
    Sysctl sysctl = new Sysctl(name, value);
    if (isShared(sysctl.namespace())) {
      throw new IllegalStateException(
          "sysctl " + name + " would be this machine's: its " + sysctl.namespace() + " is shared");
    }
    if (sysctls.putIfAbsent(name, sysctl) != null) {
      throw new IllegalStateException("sysctl is already set: " + sysctls.get(name));
    }
    return self();
  }

  /** Returns whether the container will have no namespace of this kind for itself. */
  abstract boolean isShared(Namespace kind);

  /** Refuses to share a namespace of which a parameter is set. */
  final void requireNoSysctl(Namespace kind) {
    for (Sysctl sysctl : sysctls.values()) {
      if (sysctl.namespace() == kind) {
        throw new IllegalStateException(
            "sysctl " + sysctl.name() + " would be this machine's: " + kind + " can't be shared");
      }
    }
  }

  /**
   * Hides files and folders of the container, besides those that are hidden in {@code /proc} by
   * default: they are empty, and read-only. What is not there is passed over.
   *
   * @param paths absolute paths below the root, without {@code .} and {@code ..}
   */
  public final B maskedPaths(String... paths) {
    return add(maskedPaths, paths);
  }

  /**
   * Makes files and folders read-only, with all that is mounted in them, besides those that are so
   * in {@code /proc} by default. What is not there is passed over.
   *
   * @param paths absolute paths below the root, without {@code .} and {@code ..}
   */
  public final B readOnlyPaths(String... paths) {
    return add(readOnlyPaths, paths);
  }

  private B add(Set<String> to, String... paths) {
    for (String text : paths) {
      Path path = Path.of(text);
      if (!path.isAbsolute() || path.getNameCount() == 0 || !path.equals(path.normalize())) {
        throw new IllegalArgumentException("not a plain absolute path below /: " + text);
      }
      to.add(path.toString());
    }
    return self();
  }

  /**
   * Gives the container a device of this machine, under the same path: {@code
   * device(Path.of("/dev/kvm"))}. Besides those it has {@code null}, {@code zero}, {@code full},
   * {@code random}, {@code urandom}, {@code tty}, and pseudo-terminals of its own.
   *
   * @throws IllegalArgumentException as {@link DeviceNode} does
   */
  public final B device(Path node) {
    return device(DeviceNode.of(node));
  }

  /** Gives the container a device of this machine, under any path in {@code /dev}. */
  public final B device(DeviceNode device) {
    Objects.requireNonNull(device, "device");
    if (devices.putIfAbsent(device.target(), device) != null) {
      throw new IllegalStateException("there is a device already: " + device.target());
    }
    return self();
  }

  /** Returns what was gathered; {@code kept} are the capabilities that every user has. */
  Confinement confinement(Set<Capability> kept, boolean unmasked) {
    if (capabilitySets.get().isPresent() && !kept.isEmpty()) {
      throw new IllegalStateException(
          "capabilities are set both as five sets and for all: " + kept);
    }
    Restraints restraints = new Restraints(securebits, landlock.get(), label.get());
    KernelView view =
        new KernelView(
            !unmasked,
            List.copyOf(maskedPaths),
            List.copyOf(readOnlyPaths),
            List.copyOf(sysctls.values()),
            List.copyOf(devices.values()));
    return capabilitySets
        .get()
        .map(CapabilityGrant.Exact::new)
        .map(exact -> new Confinement(exact, exact.sets().bounding(), restraints, view))
        .orElseGet(() -> new Confinement(new CapabilityGrant.Kept(kept), kept, restraints, view));
  }
}
