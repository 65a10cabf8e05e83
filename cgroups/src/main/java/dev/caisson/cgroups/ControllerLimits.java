package dev.caisson.cgroups;

/**
 * The limits of one controller; what is not set stays as it is.
 *
 * <p>Each kind is made from its own {@code none()} or {@code of}, and put together with others in
 * {@link Limits}.
 */
public sealed interface ControllerLimits
    permits CpuLimits,
        CpusetLimits,
        MemoryLimits,
        PidsLimits,
        IoLimits,
        HugetlbLimits,
        RdmaLimits,
        MiscLimits,
        NetworkClass,
        NetworkPriorities,
        DeviceLimits {

  /** Returns the controller that holds to them. */
  Controller controller();

  /** Returns whether nothing is set. */
  boolean isEmpty();
}
