/* Ways out of a container by files, mounts and namespaces, for the tests: built static, run inside. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CLIMB "../../../../../../../../../../../../"

static void report(const char *what, long result) {
  printf("%s %s\n", what, result < 0 ? strerrorname_np(errno) : "allowed");
}

/* Makes a child with a raw clone(2), in new namespaces. */
static long clone_into(long namespaces) {
  long child = syscall(SYS_clone, namespaces | SIGCHLD, 0, 0, 0, 0);
  if (child == 0) _exit(0);
  if (child > 0) waitpid(child, NULL, 0);
  return child;
}

static void try_in_child(const char *what, int namespaces) {
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    report(what, unshare(namespaces));
    _exit(0);
  }
  waitpid(child, NULL, 0);
}

/* Tries to make, enter and leave namespaces. */
static void namespaces(void) {
  try_in_child("unshare-user", CLONE_NEWUSER);
  try_in_child("unshare-mount", CLONE_NEWNS);
  try_in_child("unshare-cgroup", CLONE_NEWCGROUP);
  try_in_child("unshare-net", CLONE_NEWNET);
  report("clone-user", clone_into(CLONE_NEWUSER));
  report("clone-mount", clone_into(CLONE_NEWNS));
  report("setns-own", setns(open("/proc/self/ns/uts", O_RDONLY), 0));
  report("setns-init", setns(syscall(SYS_pidfd_open, 1, 0), CLONE_NEWNS));
  report("init-ns", open("/proc/1/ns/mnt", O_RDONLY));
}

/* Tries to mount what would show more, in the old way and the new. */
static void mounts(void) {
  mkdir("/tmp/on", 0755);
  report("tmpfs", mount("none", "/tmp/on", "tmpfs", 0, ""));
  report("bind", mount("/", "/tmp/on", NULL, MS_BIND, NULL));
  report("remount", mount(NULL, "/proc/sys", NULL, MS_REMOUNT | MS_BIND, NULL));
  report("proc", mount("none", "/tmp/on", "proc", 0, ""));
  report("sysfs", mount("none", "/tmp/on", "sysfs", 0, ""));
  report("cgroup2", mount("none", "/tmp/on", "cgroup2", 0, ""));
  report("cgroup-memory", mount("none", "/tmp/on", "cgroup", 0, "memory"));
  report("cgroup-rdma", mount("none", "/tmp/on", "cgroup", 0, "rdma"));
  report("umount-mask", umount2("/proc/sys", MNT_DETACH));
  report("fsopen", syscall(SYS_fsopen, "tmpfs", 0));
  report("open-tree", syscall(SYS_open_tree, AT_FDCWD, "/", 1));
  report("setattr", syscall(SYS_mount_setattr, AT_FDCWD, "/", 0, (long[4]){0}, 32));
  report("pivot", syscall(SYS_pivot_root, "/tmp", "/tmp"));
}

/* Tries calls that only the machine's root may make, so that a success does no harm. */
static void machine(void) {
  struct timespec never = {-1, -1};
  report("reboot", syscall(SYS_reboot, 1, 2, 3, 0));
  report("module", syscall(SYS_init_module, 0, 0, ""));
  report("clock", clock_settime(CLOCK_REALTIME, &never));
  report("kernel-log", syscall(SYS_syslog, 2, 0, -1));
  report("swap", syscall(SYS_swapon, "/none", 0));
  report("accounting", syscall(SYS_acct, "/none"));
  report("host-name", sethostname("x", 1));
  report("keyring", syscall(SYS_keyctl, 0, -3, 1));
  report("block-device", mknod("/tmp/disk", S_IFBLK | 0666, makedev(8, 0)));
  report("memory-device", mknod("/tmp/mem", S_IFCHR | 0666, makedev(1, 1)));
}

/* Opens what a name's handle leads to, past all folders: shocker. */
static void shocker(const char *path) {
  struct file_handle *handle = calloc(1, sizeof *handle + MAX_HANDLE_SZ);
  int mount_id;
  handle->handle_bytes = MAX_HANDLE_SZ;
  report("handle", name_to_handle_at(AT_FDCWD, path, handle, &mount_id, 0));
  report("open", open_by_handle_at(open(path, O_RDONLY | O_DIRECTORY), handle, O_RDONLY));
}

/* Opens files, and says which can be. Nothing is written. */
static void open_files(int mode, char **files) {
  for (; *files != NULL; files++) {
    char byte;
    int fd = open(*files, mode | O_NONBLOCK);
    long count = fd >= 0 && mode == O_RDONLY ? read(fd, &byte, 1) : fd;
    if (fd >= 0 && mode == O_RDONLY && count == 0) printf("%s empty\n", *files);
    else report(*files, count);
    close(fd);
  }
}

/* Says where it is, and whether a path of the machine's leads outside from there. */
static void where(const char *secret) {
  char path[4096], climbing[8192];
  if (syscall(SYS_getcwd, path, sizeof path) < 0) report("getcwd", -1);
  else printf("in %s\n", path);
  snprintf(climbing, sizeof climbing, "%s%s", CLIMB, secret);
  report("climb", open(climbing, O_RDONLY));
  for (int fd = 0; fd < 256; fd++) {
    snprintf(climbing, sizeof climbing, "/proc/self/fd/%d/%s%s", fd, CLIMB, secret);
    if (open(climbing, O_RDONLY) >= 0) printf("descriptor %d allowed\n", fd);
  }
}

/* Leaves a chroot that it has made, and goes up as far as it can. */
static void leave_chroot(const char *secret) {
  mkdir("/tmp/jail", 0755);
  int here = open("/", O_RDONLY | O_DIRECTORY);
  report("chroot", chroot("/tmp/jail"));
  report("jailed", -access("/bin/busybox", F_OK));
  if (fchdir(here) < 0 || chdir(CLIMB) < 0) report("climb", -1);
  report("chroot-back", chroot("."));
  report("left", access("/bin/busybox", F_OK));
  report("outside", access(secret, F_OK));
}

/* Swaps two names for ever, as fast as it can. */
static void swap(const char *one, const char *other) {
  puts("swapping");
  for (;;) renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
}

/* Executes itself from memory, where no mount option holds. */
static void from_memory(void) {
  char block[4096];
  int from = open("/proc/self/exe", O_RDONLY);
  int memory = memfd_create("x", 0);
  for (long n; (n = read(from, block, sizeof block)) > 0;) {
    if (write(memory, block, n) != n) return;
  }
  fexecve(memory, (char *[]){"x", "namespaces", NULL}, (char *[]){NULL});
  report("fexecve", -1);
}

static void ids(void) {
  printf("%d %d %d\n", getuid(), geteuid(), getegid());
}

int main(int count, char **arguments) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  const char *mode = count > 1 ? arguments[1] : "";
  if (strcmp(mode, "namespaces") == 0) namespaces();
  else if (strcmp(mode, "mounts") == 0) mounts();
  else if (strcmp(mode, "machine") == 0) machine();
  else if (strcmp(mode, "from-memory") == 0) from_memory();
  else if (strcmp(mode, "ids") == 0) ids();
  else if (count < 3) return 2;
  else if (strcmp(mode, "shocker") == 0) shocker(arguments[2]);
  else if (strcmp(mode, "read") == 0) open_files(O_RDONLY, arguments + 2);
  else if (strcmp(mode, "write") == 0) open_files(O_WRONLY, arguments + 2);
  else if (strcmp(mode, "where") == 0) where(arguments[2]);
  else if (strcmp(mode, "leave-chroot") == 0) leave_chroot(arguments[2]);
  else if (strcmp(mode, "swap") == 0) swap(arguments[2], arguments[3]);
  else return 2;
  return 0;
}
