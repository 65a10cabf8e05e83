package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.KernelDirectory;
import java.util.Optional;

/**
 * A group's processors or memory nodes. The kernel of v2 takes numbers that the group above may not
 * use, and does without them; so what came of it is looked at.
 *
 * @param effective the file that shows what came of it
 */
record Confined(String file, NumberSet numbers, String effective) implements Setting {

  @Override
  public void apply(KernelDirectory parent, String group) throws CaissonException {
    FileSetting.required(file, numbers).apply(parent, group);
    String usable = parent.read(group + "/" + effective);
    if (!NumberSet.parse(usable).containsAll(numbers)) {
      throw new UnsupportedHostException(
          "write " + numbers + " to",
          parent.path(group + "/" + file),
          "only " + usable + " can be used of the group above, or are online",
          Optional.of("give some of these"));
    }
  }

  @Override
  public Setting present(KernelDirectory parent, String group) throws CaissonException {
    return FileSetting.required(file, numbers).present(parent, group);
  }
}
