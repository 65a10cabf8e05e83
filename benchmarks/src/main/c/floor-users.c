/* The floor's users: a range of ids, and mounts that show their owners in it, as
 * dev.caisson.Foundation has them made. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "floor.h"

/* Nobody's on a machine that follows systemd's table. */
#define FIRST_ID 1878982656
#define IDS 65536

static int range = -1;

static void write_map(int process, const char *name) {
  char map[64];
  int length = snprintf(map, sizeof map, "0 %d %d\n", FIRST_ID, IDS);
  int fd = check(openat(process, name, O_WRONLY | O_CLOEXEC), name);
  check(write(fd, map, length), name);
  close(fd);
}

void map_range(pid_t pid) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d", pid);
  int process = check(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), path);
  write_map(process, "uid_map");
  write_map(process, "gid_map");
  close(process);
}

void prepare_range(void) {
  struct clone_args args = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};
  pid_t holder = check(syscall(SYS_clone3, &args, sizeof args), "clone3");
  if (holder == 0) {
    pause();
    _exit(0);
  }
  map_range(holder);
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/ns/user", holder);
  range = check(open(path, O_RDONLY | O_CLOEXEC), path);
  check(kill(holder, SIGKILL), "kill");
  check(waitpid(holder, NULL, 0), "wait for holder");
}

int open_mapped(const char *source) {
  int tree = check(syscall(SYS_open_tree, AT_FDCWD, source,
                           OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE), source);
  struct mount_attr attributes = {.attr_set = MOUNT_ATTR_IDMAP, .userns_fd = range};
  check(syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes,
                sizeof attributes), "mount_setattr");
  return tree;
}

void give_to_range(const char *file) {
  check(fchownat(AT_FDCWD, file, FIRST_ID, -1, 0), file);
}

void become_root_of_range(void) {
  check(syscall(SYS_setgroups, 0, NULL), "setgroups");
  check(syscall(SYS_setresgid, 0, 0, 0), "setresgid");
  check(syscall(SYS_setresuid, 0, 0, 0), "setresuid");
}
