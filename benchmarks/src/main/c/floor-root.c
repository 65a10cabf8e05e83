/* The floor's root file system: the calls of dev.caisson.launch.RootPhase and its parts. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "floor.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))
#define MNT_DETACH 2

static const char *const hidden[] = {
    "/proc/acpi",          "/proc/asound",      "/proc/scsi",       "/proc/interrupts",
    "/proc/kcore",         "/proc/keys",        "/proc/latency_stats", "/proc/sched_debug",
    "/proc/timer_list",    "/proc/timer_stats"};
static const unsigned hidden_folders = 3;
static const char *const read_only[] = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys",
                                        "/proc/sysrq-trigger"};
static const char *const devices[] = {"/dev/null",   "/dev/zero",    "/dev/full",
                                      "/dev/random", "/dev/urandom", "/dev/tty"};
static const char *const links[][2] = {{"/proc/self/fd", "fd"},
                                       {"/proc/self/fd/0", "stdin"},
                                       {"/proc/self/fd/1", "stdout"},
                                       {"/proc/self/fd/2", "stderr"},
                                       {"pts/ptmx", "ptmx"}};

static char path[PATH_MAX];
static int masks[LENGTH(hidden)], host_devices[LENGTH(devices)];

static const char *in_staging(const struct options *options, const char *name) {
  snprintf(path, sizeof path, "%s/%s", options->staging, name);
  return path;
}

static void mount_on(const char *type, const char *target, unsigned long flags, const char *data) {
  check(syscall(SYS_mount, type, target, type, flags, data), target);
}

static void make_directory(const char *name, mode_t mode) {
  if (mkdir(name, mode) < 0 && errno != EEXIST) check(-1, name);
}

static int open_tree_of(const char *source) {
  return syscall(SYS_open_tree, AT_FDCWD, source,
                 OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
}

static void restrict_tree(int tree, unsigned further) {
  struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | further};
  check(syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes,
                sizeof attributes), "mount_setattr");
}

static long attach(int tree, const char *target) {
  return syscall(SYS_move_mount, tree, "", AT_FDCWD, target,
                 MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS);
}

static void attach_to_real_directory(int tree, const char *target) {
  struct open_how how = {.flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
                         .resolve = RESOLVE_NO_SYMLINKS};
  int folder = check(syscall(SYS_openat2, AT_FDCWD, target, &how, sizeof how), target);
  check(syscall(SYS_move_mount, tree, "", folder, "",
                MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH), target);
}

static void configure(int context, unsigned command, const char *key, const char *value) {
  check(syscall(SYS_fsconfig, context, command, key, value, 0), "fsconfig");
}

static int create(int context, unsigned attributes) {
  configure(context, FSCONFIG_CMD_CREATE, NULL, NULL);
  return check(syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, attributes), "fsmount");
}

static int open_file_system(const char *type) {
  return check(syscall(SYS_fsopen, type, FSOPEN_CLOEXEC), type);
}

static void open_masks(const struct options *options, int proc) {
  char folder[PATH_MAX], file[PATH_MAX];
  strcpy(folder, in_staging(options, "empty-folder"));
  strcpy(file, in_staging(options, "empty-file"));
  make_directory(folder, 0555);
  check(mknod(file, S_IFREG | 0444, 0), file);
  for (unsigned i = 0; i < LENGTH(hidden); i++) {
    masks[i] = -1;
    if (faccessat(proc, hidden[i] + sizeof "/proc/" - 1, F_OK, 0) < 0) continue;
    masks[i] = check(open_tree_of(i < hidden_folders ? folder : file), hidden[i]);
    restrict_tree(masks[i], MOUNT_ATTR_NODEV);
  }
}

static void open_host_devices(void) {
  for (unsigned i = 0; i < LENGTH(devices); i++) {
    host_devices[i] = check(open_tree_of(devices[i]), devices[i]);
    restrict_tree(host_devices[i], MOUNT_ATTR_NOEXEC);
  }
}

static void mount_overlay(const struct options *options) {
  char data[4 * PATH_MAX];
  make_directory(in_staging(options, "upper+"), 0755);
  make_directory(in_staging(options, "work+"), 0755);
  char lower[PATH_MAX];
  strcpy(lower, options->rootfs);
  if (options->tree >= 0) {
    strcpy(lower, in_staging(options, "lower+0"));
    make_directory(lower, 0755);
    check(attach(options->tree, lower), lower);
  }
  snprintf(data, sizeof data, "lowerdir=%s,upperdir=%s/upper+,workdir=%s/work+%s",
           lower, options->staging, options->staging, options->user ? ",userxattr" : "");
  mount_on("overlay", in_staging(options, "root"), MS_NODEV, data);
}

static void pivot(const struct options *options) {
  check(chdir(in_staging(options, "root")), "chdir");
  check(syscall(SYS_pivot_root, ".", "."), "pivot_root");
  check(syscall(SYS_umount2, ".", MNT_DETACH), "umount2");
  check(chdir("/"), "chdir /");
}

static void make_devices(void) {
  make_directory("/dev", 0755);
  int context = open_file_system("tmpfs");
  configure(context, FSCONFIG_SET_STRING, "mode", "0755");
  configure(context, FSCONFIG_SET_STRING, "size", "67108864");
  int folder = create(context, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
  attach_to_real_directory(folder, "/dev");
  for (unsigned i = 0; i < LENGTH(links); i++)
    check(symlinkat(links[i][0], folder, links[i][1]), links[i][1]);
  make_directory("/dev/pts", 0755);
  mount_on("devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620");
  make_directory("/dev/shm", 01777);
  for (unsigned i = 0; i < LENGTH(devices); i++) {
    check(mknod(devices[i], S_IFREG | 0644, 0), devices[i]);
    check(attach(host_devices[i], devices[i]), devices[i]);
  }
}

static void attach_proc(int proc) {
  make_directory("/proc", 0755);
  attach_to_real_directory(proc, "/proc");
  for (unsigned i = 0; i < LENGTH(hidden); i++)
    if (masks[i] >= 0) check(attach(masks[i], hidden[i]), hidden[i]);
  for (unsigned i = 0; i < LENGTH(read_only); i++) {
    int tree = open_tree_of(read_only[i]);
    if (tree < 0 && errno == ENOENT) continue;
    restrict_tree(check(tree, read_only[i]), MOUNT_ATTR_NODEV);
    check(attach(tree, read_only[i]), read_only[i]);
  }
}

void make_mounts_private(void) {
  check(syscall(SYS_mount, "none", "/", NULL, MS_REC | MS_PRIVATE, NULL), "make private");
}

void make_root(const struct options *options) {
  mount_on("tmpfs", options->staging, MS_NOSUID | MS_NODEV, "mode=0755");
  make_directory(in_staging(options, "root"), 0755);
  int proc =
      create(open_file_system("proc"), MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
  open_masks(options, proc);
  open_host_devices();
  mount_overlay(options);
  pivot(options);
  make_devices();
  attach_proc(proc);
  make_directory("/", 0755);
}
