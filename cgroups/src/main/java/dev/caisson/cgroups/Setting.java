package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.KernelDirectory;

/**
 * Something to be put in force for a group; runs with the rights of the JVM.
 *
 * <p>A group is named by the directory that it is in and its name there.
 */
sealed interface Setting
    permits FileSetting, LegacyMemory, LegacyBandwidth, Confined, LegacyDevices, DeviceProgram {

  /** Puts it in force. */
  void apply(KernelDirectory parent, String group) throws CaissonException;

  /** Returns the setting that puts back what is in force now. */
  Setting present(KernelDirectory parent, String group) throws CaissonException;
}
