package dev.caisson.namespaces.seccomp;

import dev.caisson.namespaces.Capability;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * System calls that {@link SeccompProfile#standard()} forbids, by what they are good for.
 *
 * <p>Opening one does not give the capabilities that the kernel asks for as well.
 */
@SuppressWarnings("ImmutableEnumChecker") // The collections are unmodifiable.
public enum CallGroup {
  /** Process accounting, {@code acct}. */
  ACCOUNTING(calls("acct"), Capability.SYS_PACCT),
  /** Kernel crypto through sockets, {@code AF_ALG}. */
  ALG_SOCKETS(List.of(socket(SocketFamily.ALG))),
  /** {@code bpf}: programs and maps in the kernel. */
  BPF(calls("bpf"), Capability.SYS_ADMIN, Capability.BPF),
  /** {@code chroot}. */
  CHROOT(calls("chroot"), Capability.SYS_CHROOT),
  /** Setting the machine's clocks. */
  CLOCKS(calls("clock_settime", "clock_settime64", "settimeofday", "stime"), Capability.SYS_TIME),
  /** Watching all of a file system, {@code fanotify_init}. */
  FANOTIFY(calls("fanotify_init"), Capability.SYS_ADMIN),
  /** Opening files past their folders, {@code open_by_handle_at}: the way out that shocker took. */
  FILE_HANDLES(calls("open_by_handle_at"), Capability.DAC_READ_SEARCH),
  /** The names of the machine, {@code sethostname} and {@code setdomainname}. */
  HOST_NAME(calls("sethostname", "setdomainname"), Capability.SYS_ADMIN),
  /** {@code io_uring}: calls through shared memory, which no filter sees. */
  IO_URING(calls("io_uring_setup", "io_uring_enter", "io_uring_register")),
  /** Keys that the kernel keeps, in keyrings that no namespace separates. */
  KEYRING(calls("add_key", "keyctl", "request_key")),
  /** The kernel's log, {@code syslog}. */
  KERNEL_LOG(calls("syslog"), Capability.SYS_ADMIN, Capability.SYSLOG),
  /** Segments of 16-bit programs, {@code modify_ldt}. */
  LDT(calls("modify_ldt")),
  /** {@code lookup_dcookie}: the paths of an old profiler. */
  LOOKUP_DCOOKIE(calls("lookup_dcookie"), Capability.SYS_ADMIN),
  /** Attributes of security modules, {@code lsm_get_self_attr} and its like. */
  LSM(calls("lsm_get_self_attr", "lsm_list_modules", "lsm_set_self_attr"), Capability.SYS_ADMIN),
  /** Kernel modules. */
  MODULES(
      calls(
          "create_module",
          "delete_module",
          "finit_module",
          "get_kernel_syms",
          "init_module",
          "query_module"),
      Capability.SYS_MODULE),
  /** Mounting, in all its forms. */
  MOUNTS(
      calls(
          "fsconfig",
          "fsmount",
          "fsopen",
          "fspick",
          "mount",
          "mount_setattr",
          "move_mount",
          "open_tree",
          "open_tree_attr",
          "pivot_root",
          "umount",
          "umount2"),
      Capability.SYS_ADMIN),
  /**
   * Making and joining namespaces: {@code clone} with their flags, {@code clone3}, whose flags a
   * filter can't see, {@code unshare}, {@code setns}, {@code listns}.
   */
  NAMESPACES(calls("clone", "clone3", "listns", "setns", "unshare"), Capability.SYS_ADMIN),
  /** Where memory lies on machines with several nodes. */
  NUMA(
      calls(
          "get_mempolicy",
          "mbind",
          "migrate_pages",
          "move_pages",
          "set_mempolicy",
          "set_mempolicy_home_node"),
      Capability.SYS_NICE),
  /** What current programs do not use: removed, never implemented, or long replaced. */
  OBSOLETE(
      calls(
          "_sysctl",
          "afs_syscall",
          "bdflush",
          "break",
          "ftime",
          "getpmsg",
          "gtty",
          "idle",
          "lock",
          "mpx",
          "nfsservctl",
          "nice",
          "oldfstat",
          "oldlstat",
          "oldolduname",
          "oldstat",
          "olduname",
          "prof",
          "profil",
          "putpmsg",
          "readdir",
          "security",
          "sgetmask",
          "sigaction",
          "signal",
          "sigpending",
          "sigsuspend",
          "ssetmask",
          "stty",
          "sysfs",
          "tuxcall",
          "ulimit",
          "uselib",
          "ustat",
          "vm86",
          "vm86old",
          "vserver")),
  /** Sockets of any family but the usual: many are kernel modules that nobody else uses. */
  OTHER_SOCKETS(calls("socket")),
  /** Measuring through the processor's counters, {@code perf_event_open}. */
  PERF_EVENTS(calls("perf_event_open"), Capability.SYS_ADMIN, Capability.PERFMON),
  /** {@code personality} with any value: it can turn address randomisation off. */
  PERSONALITY(calls("personality")),
  /** The processor's I/O ports. */
  PORTS(calls("ioperm", "iopl"), Capability.SYS_RAWIO),
  /** Another process's memory and descriptors. {@code ptrace} is not in it, being allowed. */
  PROCESS_ACCESS(
      calls("kcmp", "pidfd_getfd", "process_madvise", "process_vm_readv", "process_vm_writev"),
      Capability.SYS_PTRACE),
  /** Disk quotas. */
  QUOTAS(calls("quotactl", "quotactl_fd"), Capability.SYS_ADMIN),
  /** {@code reboot}, and loading another kernel. */
  REBOOT(calls("kexec_file_load", "kexec_load", "reboot"), Capability.SYS_BOOT),
  /** Swap space. */
  SWAP(calls("swapoff", "swapon"), Capability.SYS_ADMIN),
  /** {@code ioctl(TIOCLINUX)}: pasting into a Linux console. */
  TIOCLINUX(List.of(ioctl(TerminalCommand.TIOCLINUX))),
  /** {@code ioctl(TIOCSTI)}: typing into the terminal, and so into the shell that waits there. */
  TIOCSTI(List.of(ioctl(TerminalCommand.TIOCSTI))),
  /** {@code userfaultfd}: stopping the kernel where it reads memory. */
  USERFAULTFD(calls("userfaultfd")),
  /** {@code vhangup}. */
  VHANGUP(calls("vhangup"), Capability.SYS_TTY_CONFIG),
  /** Sockets to the hypervisor, {@code AF_VSOCK}, which no network namespace separates. */
  VSOCK(List.of(socket(SocketFamily.VSOCK)));

  private final List<SeccompRule> opening;
  private final Set<Capability> served;

  CallGroup(List<SeccompRule> opening, Capability... served) {
    this.opening = List.copyOf(opening);
    this.served = Set.of(served);
  }

  private static List<SeccompRule> calls(String... calls) {
    return Stream.of(calls).map(SeccompRule::allow).toList();
  }

  private static SeccompRule socket(SocketFamily family) {
    return SeccompRule.allow("socket", family.isMeant());
  }

  private static SeccompRule ioctl(TerminalCommand command) {
    return SeccompRule.allow("ioctl", command.isMeant());
  }

  /** Returns the rules that open the group. */
  public List<SeccompRule> opening() {
    return opening;
  }

  /** Returns whether Docker opens these calls to a container with this capability. */
  boolean serves(Capability capability) {
    return served.contains(capability);
  }
}
