package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.KernelDirectory;
import java.util.List;

/**
 * The allow-list of v1: everything is denied, then each line allowed.
 *
 * @param allowed the lines, as the kernel writes them
 */
record LegacyDevices(List<String> allowed) implements Setting {

  /** Copies the list. */
  LegacyDevices {
    allowed = List.copyOf(allowed);
  }

  @Override
  public void apply(KernelDirectory parent, String group) throws CaissonException {
    FileSetting.required("devices.deny", "a").apply(parent, group);
    for (String line : allowed) {
      FileSetting.required("devices.allow", line).apply(parent, group);
    }
  }

  @Override
  public Setting present(KernelDirectory parent, String group) throws CaissonException {
    return new LegacyDevices(parent.read(group + "/devices.list").lines().toList());
  }
}
