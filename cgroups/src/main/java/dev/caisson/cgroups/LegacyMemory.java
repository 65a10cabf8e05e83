package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.KernelDirectory;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The limit of memory of v1, and that of memory and swap together, which the kernel never lets be
 * less.
 *
 * @param both of memory and swap together
 * @param swapAsked whether a kernel that does not account for swap can't do without
 */
record LegacyMemory(Bound memory, Bound both, boolean swapAsked) implements Setting {

  private static final String MEMORY = "memory.limit_in_bytes";
  private static final String BOTH = "memory.memsw.limit_in_bytes";
  private static final String UNLIMITED = "-1";

  static LegacyMemory of(Bound max, Optional<Bound> swap) {
    return new LegacyMemory(max, sum(max, swap.orElse(Bound.of(0))), swap.isPresent());
  }

  private static Bound sum(Bound max, Bound swap) {
    OptionalLong first = max.value();
    OptionalLong second = swap.value();
    return first.isPresent() && second.isPresent()
        ? Bound.of(first.getAsLong() + second.getAsLong())
        : Bound.UNLIMITED;
  }

  @Override
  public void apply(KernelDirectory parent, String group) throws CaissonException {
    FileSetting toMemory = FileSetting.required(MEMORY, memory.text(UNLIMITED));
    FileSetting toBoth = toBoth();
    try {
      toMemory.apply(parent, group);
    } catch (SystemCallException e) {
      // It is more than both together have now.
      if (!e.is(Errno.EINVAL)) {
        throw e;
      }
      toBoth.apply(parent, group);
      toMemory.apply(parent, group);
      return;
    }
    toBoth.apply(parent, group);
  }

  private FileSetting toBoth() {
    String value = both.text(UNLIMITED);
    return swapAsked ? FileSetting.required(BOTH, value) : FileSetting.optional(BOTH, value);
  }

  @Override
  public Setting present(KernelDirectory parent, String group) throws CaissonException {
    long limit = Long.parseLong(parent.read(group + "/" + MEMORY));
    Optional<String> together = parent.readIfThere(group + "/" + BOTH);
    return new LegacyMemory(
        Bound.of(limit), Bound.of(together.map(Long::parseLong).orElse(limit)), false);
  }
}
