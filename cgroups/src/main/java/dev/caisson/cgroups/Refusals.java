package dev.caisson.cgroups;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.util.List;
import java.util.Optional;

/** What a kernel means that refuses a value, where its error alone does not say. */
final class Refusals {

  private record Refusal(String prefix, Errno errno, String remedy) {}

  private static final List<Refusal> KNOWN =
      List.of(
          new Refusal(
              "memory.",
              Errno.EBUSY,
              "more than that is in use and can't be reclaimed: end processes first, or give more"),
          new Refusal(
              "cpuset.",
              Errno.EINVAL,
              "give none that this machine lacks, or that the group above may not use"),
          new Refusal("cpuset.", Errno.EACCES, "give none that the group above may not use itself"),
          new Refusal("cpuset.", Errno.ERANGE, "give none that this machine lacks"),
          new Refusal(
              "cpuset.",
              Errno.EBUSY,
              "a group below uses what would be taken away: change it first"),
          new Refusal("cpu.shares", Errno.EINVAL, "an idle group has no weight: end that first"),
          new Refusal("cpu.weight", Errno.EINVAL, "an idle group has no weight: end that first"),
          new Refusal("cpu.uclamp", Errno.EINVAL, "the lower clamp must not exceed the upper one"),
          new Refusal(
              "cpu.",
              Errno.EINVAL,
              "the quota must hold the burst, and keep to the limit of the groups above and below"),
          new Refusal(
              "io.",
              Errno.ENODEV,
              "give a whole disk that is there, as BlockDevice.below finds it"),
          new Refusal(
              "blkio.",
              Errno.ENODEV,
              "give a whole disk that is there, as BlockDevice.below finds it"),
          new Refusal(
              "io.latency", Errno.EOPNOTSUPP, "the device has no queue whose latency is kept"),
          new Refusal("rdma.", Errno.ENODEV, "give a device of those in /sys/class/infiniband"),
          new Refusal(
              "misc.", Errno.EINVAL, "give a resource of those in misc.capacity of the root group"),
          new Refusal(
              "net_prio.", Errno.ENODEV, "give an interface of the JVM's network namespace"),
          new Refusal(
              "devices.", Errno.EPERM, "allow nothing that the group above may not use itself"),
          new Refusal("devices.", Errno.EINVAL, "remove the groups below it first"));

  private Refusals() {}

  /** Adds to an error what mends it, where something is known. */
  static SystemCallException explain(SystemCallException e, String file) {
    return KNOWN.stream()
        .filter(known -> file.startsWith(known.prefix()) && e.is(known.errno()))
        .findFirst()
        .map(known -> explained(e, known.remedy()))
        .orElse(e);
  }

  private static SystemCallException explained(SystemCallException e, String remedy) {
    SystemCallException explained =
        new SystemCallException(e.step(), e.object(), e.number(), Optional.of(remedy));
    explained.initCause(e);
    return explained;
  }

  /** Returns what makes a file appear that this kernel lacks, where something is known. */
  static Optional<String> remedyForAbsent(String file) {
    if (file.contains("swap") || file.contains("memsw")) {
      return Optional.of("boot with swapaccount=1, of a kernel with CONFIG_SWAP");
    }
    if (file.startsWith("hugetlb.")) {
      return Optional.of("give a size of those in /sys/kernel/mm/hugepages");
    }
    if (file.startsWith("cpu.uclamp")) {
      return Optional.of("boot a kernel with CONFIG_UCLAMP_TASK_GROUP");
    }
    if (file.startsWith("io.latency")) {
      return Optional.of("boot a kernel with CONFIG_BLK_CGROUP_IOLATENCY");
    }
    return Optional.of("boot a newer kernel, or one that is configured to have it");
  }
}
