package dev.caisson.launch;

import dev.caisson.linux.MountAttribute;

/**
 * The attributes of what is bound from this machine: no power in it but that of reading and
 * writing.
 */
final class MountRights {

  static final MountAttribute[] WRITABLE = {MountAttribute.NOSUID, MountAttribute.NODEV};
  static final MountAttribute[] READ_ONLY = {
    MountAttribute.NOSUID, MountAttribute.NODEV, MountAttribute.RDONLY
  };

  private MountRights() {}
}
