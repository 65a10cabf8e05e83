package dev.caisson.linux;

import java.util.Arrays;

/**
 * The file systems in which the kernel makes files up.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/statfs.2.html">statfs(2)</a>
 */
enum KernelFileSystem {
  ANON_INODE(0x09041934),
  BINFMT_MISC(0x42494e4d),
  BPF(0xcafe4a11),
  CGROUP(0x27e0eb),
  CGROUP2(0x63677270),
  CONFIGFS(0x62656570),
  DEBUGFS(0x64626720),
  DEVPTS(0x1cd1),
  EFIVARFS(0xde5e81e4),
  FUSECTL(0x65735543),
  MQUEUE(0x19800202),
  NSFS(0x6e736673),
  PIDFS(0x50494446),
  PROC(0x9fa0),
  PSTORE(0x6165676c),
  RESCTRL(0x7655821),
  SECURITYFS(0x73636673),
  SELINUX(0xf97cff8c),
  SMACK(0x43415d53),
  SYSFS(0x62656572),
  TRACEFS(0x74726163),
  XENFS(0xabba1974);

  private static final long[] MAGICS =
      Arrays.stream(values()).mapToLong(kind -> kind.magic).sorted().toArray();

  private final long magic;

  KernelFileSystem(int magic) {
    this.magic = Integer.toUnsignedLong(magic);
  }

  /** Returns whether {@code statfs.f_type} is that of one of these. */
  static boolean isOne(long type) {
    return Arrays.binarySearch(MAGICS, type) >= 0;
  }
}
