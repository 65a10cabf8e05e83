/*
 * The floor: what the start of a container costs the kernel. It makes the system calls of
 * dev.caisson.launch, in the same order, and does nothing else: no program that is interpreted, no
 * image that is executed for the stage, no error that is explained. Change it with the launch.
 *
 *   gcc -O2 -Wall -Wextra -static -o floor floor*.c
 *   floor [--user | --remapped] [--no-cgroup] [--host-network] [--filter FILE] [--runs N]
 *     [--warm-up N] [--serve] ROOTFS STAGING
 *
 * ROOTFS holds a static /bin/true; STAGING is an empty folder; FILE holds a seccomp filter. It has a
 * user namespace with --user, for an ordinary user, or with --remapped, for root. Prints the
 * minimum, median and 90th percentile of start to exit in microseconds, and a line of JSON; with
 * --serve it starts a container for each byte on standard input and answers with its nanoseconds.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/if.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "floor.h"

static struct options options = {.runs = 300, .warm_up = 50};
static int status_pipe[2], control_pipe[2];

/* Ends the process if a system call failed; returns its result. */
long check(long result, const char *step) {
  if (result >= 0) return result;
  fprintf(stderr, "floor: %s: %s\n", step, strerror(errno));
  _exit(125);
}

static long start_process(uint64_t flags, int exit_signal, int cgroup) {
  struct clone_args args = {.flags = flags, .exit_signal = exit_signal};
  if (cgroup >= 0) {
    args.flags |= CLONE_INTO_CGROUP;
    args.cgroup = cgroup;
  }
  return check(syscall(SYS_clone3, &args, sizeof args), "clone3");
}

static void report(int64_t code, int64_t value) {
  int64_t record[] = {code, value};
  check(write(status_pipe[1], record, sizeof record), "report");
}

/* What the container's processes have reported until now. */
struct life {
  pid_t first;
  bool started, ended, well;
};

/* Waits for the next report; returns whether there was one. */
static bool follow(struct life *life) {
  struct pollfd poll_status = {.fd = status_pipe[0], .events = POLLIN};
  check(poll(&poll_status, 1, -1), "poll");
  int64_t record[2];
  if (check(read(status_pipe[0], record, sizeof record), "read") != sizeof record) return false;
  if (record[0] == FORKED) life->first = record[1];
  if (record[0] == STARTED) life->started = true;
  if (record[0] == ENDED) life->ended = true, life->well = record[1] == 0;
  return true;
}

void close_from(unsigned first) {
  unsigned kept[] = {control_pipe[0], status_pipe[1]};
  if (kept[0] > kept[1]) kept[0] = status_pipe[1], kept[1] = control_pipe[0];
  for (int i = 0; i < 2; i++) {
    if (first < kept[i]) check(syscall(SYS_close_range, first, kept[i] - 1, 0), "close_range");
    if (first <= kept[i]) first = kept[i] + 1;
  }
  check(syscall(SYS_close_range, first, ~0U, 0), "close_range");
}

static void write_file(const char *path, const char *text) {
  int fd = check(open(path, O_WRONLY | O_CLOEXEC), path);
  check(write(fd, text, strlen(text)), path);
  close(fd);
}

static void become_identity(void) {
  char map[64];
  write_file("/proc/self/setgroups", "deny");
  snprintf(map, sizeof map, "0 %d 1", options.uid);
  write_file("/proc/self/uid_map", map);
  snprintf(map, sizeof map, "0 %d 1", options.gid);
  write_file("/proc/self/gid_map", map);
}

static void bring_loopback_up(void) {
  struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
  int fd = check(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
  check(ioctl(fd, SIOCSIFFLAGS, &request), "SIOCSIFFLAGS");
  close(fd);
}

/* What needs no more than the namespaces, while the parent makes the cgroup. */
static void begin(void) {
  if (options.own_id) become_identity();
  umask(0);
  if (!options.host_network) bring_loopback_up();
  make_mounts_private();
}

static void protect(void) {
  check(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "PR_SET_DUMPABLE");
  check(prctl(PR_SET_NAME, "floor-init", 0, 0, 0), "PR_SET_NAME");
}

static void await_parent(void) {
  uint64_t word;
  if (check(read(control_pipe[0], &word, sizeof word), "read") == 0) _exit(137);
}

/* Runs as PID 1 of the container until the payload has ended. */
static void serve_as_init(pid_t payload) {
  close_from(0);
  report(STARTED, 0);
  set_capabilities(1U << CAP_KILL);
  uint64_t child = 1UL << (SIGCHLD - 1);
  check(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &child, NULL, 8), "rt_sigprocmask");
  int signals = check(syscall(SYS_signalfd4, -1, &child, 8, SFD_CLOEXEC), "signalfd4");
  for (;;) {
    int status;
    long reaped = check(wait4(-1, &status, WNOHANG | __WALL, NULL), "wait4");
    if (reaped == payload) {
      report(ENDED, status);
      _exit(0);
    }
    if (reaped > 0) continue;
    struct signalfd_siginfo signal;
    struct pollfd polled[] = {{control_pipe[0], POLLIN, 0}, {signals, POLLIN, 0}};
    check(ppoll(polled, 2, NULL, NULL), "ppoll");
    if (polled[0].revents) _exit(137);
    check(read(signals, &signal, sizeof signal), "read signalfd");
  }
}

/* Runs as the container's first process, with all capabilities in its user namespace. */
static void be_first_process(const struct cgroup *cgroup) {
  begin();
  await_parent();
  if (options.remapped) become_root_of_range();
  protect();
  if (options.cgroup) enter_cgroup(cgroup);
  check(syscall(SYS_unshare, CLONE_NEWCGROUP), "unshare cgroup");
  check(sethostname("floor", 5), "sethostname");
  make_root(&options);
  long payload = start_process(CLONE_VFORK, SIGCHLD, -1);
  if (payload == 0) execute(&options);
  serve_as_init(payload);
}

/* Runs as a child of this program, and makes the first process its sibling. */
static void be_stage(const struct cgroup *cgroup) {
  uint64_t namespaces = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC;
  if (!options.host_network) namespaces |= CLONE_NEWNET;
  if (options.user) namespaces |= CLONE_NEWUSER;
  int last = cgroup->unified > options.tree ? cgroup->unified : options.tree;
  close_from(last >= 0 ? last + 1 : 3);
  long first = start_process(CLONE_PARENT | namespaces, 0, cgroup->unified);
  if (first == 0) be_first_process(cgroup);
  report(FORKED, first);
  _exit(0);
}

/* Follows the container from its birth to its end; returns whether it ended well. */
static bool see_through(pid_t stage, struct life life) {
  check(waitpid(stage, NULL, __WALL), "wait for stage");
  int pidfd = check(syscall(SYS_pidfd_open, life.first, 0), "pidfd_open");
  while (!life.started)
    if (!follow(&life)) return false;
  struct rusage usage;
  check(wait4(life.first, NULL, __WALL, &usage), "wait for first process");
  while (!life.ended)
    if (!follow(&life)) return false;
  close(pidfd);
  return life.well;
}

static void run_once(void) {
  struct cgroup cgroup = {.unified = -1};
  /* A v2 group is entered at birth; those of v1 are made while the kernel makes the namespaces. */
  bool at_birth = options.cgroup && is_unified();
  if (at_birth) make_cgroup(&cgroup, options.remapped);
  options.tree = options.remapped ? open_mapped(options.rootfs) : -1;
  check(pipe2(status_pipe, O_CLOEXEC), "pipe2");
  check(pipe2(control_pipe, O_CLOEXEC), "pipe2");
  long stage = start_process(0, SIGCHLD, -1);
  if (stage == 0) be_stage(&cgroup);
  close(status_pipe[1]);
  close(control_pipe[0]);
  if (options.remapped) close(options.tree);
  if (options.cgroup && !at_birth) make_cgroup(&cgroup, options.remapped);
  struct life life = {0};
  bool good = true;
  while (good && life.first == 0) good = follow(&life);
  if (options.remapped && good) map_range(life.first);
  check(write(control_pipe[1], "forward", 8), "write");
  good = good && see_through(stage, life);
  close(control_pipe[1]);
  close(status_pipe[0]);
  if (options.cgroup) remove_cgroup(&cgroup);
  errno = ECHILD;
  check(good ? 0 : -1, "the container did not end well");
}

static int64_t measure(void) {
  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  run_once();
  clock_gettime(CLOCK_MONOTONIC, &to);
  return (to.tv_sec - from.tv_sec) * 1000000000L + to.tv_nsec - from.tv_nsec;
}

static int compare(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static void print_statistics(void) {
  int n = options.runs;
  int64_t *nanos = calloc(n, sizeof *nanos);
  for (int i = 0; i < options.warm_up; i++) measure();
  for (int i = 0; i < n; i++) nanos[i] = measure();
  qsort(nanos, n, sizeof *nanos, compare);
  double least = nanos[0] / 1e3, median = nanos[n / 2] / 1e3, p90 = nanos[n * 9 / 10] / 1e3;
  printf("min %.0f us, median %.0f us, p90 %.0f us, %d runs\n", least, median, p90, n);
  printf("{\"min\":%.1f,\"median\":%.1f,\"p90\":%.1f,\"runs\":%d}\n", least, median, p90, n);
  free(nanos);
}

/* When nobody reads the answers any more, the input ends too, and the groups are removed. */
static void serve(void) {
  signal(SIGPIPE, SIG_IGN);
  for (char byte; read(STDIN_FILENO, &byte, 1) == 1;) {
    printf("%ld\n", (long)measure());
    fflush(stdout);
  }
}

static void parse(int count, char **words) {
  int i = 1;
  for (; i < count && strncmp(words[i], "--", 2) == 0; i++) {
    if (strcmp(words[i], "--user") == 0) options.own_id = true;
    else if (strcmp(words[i], "--remapped") == 0) options.remapped = true;
    else if (strcmp(words[i], "--no-cgroup") == 0) options.no_cgroup = true;
    else if (strcmp(words[i], "--host-network") == 0) options.host_network = true;
    else if (strcmp(words[i], "--serve") == 0) options.serve = true;
    else if (strcmp(words[i], "--filter") == 0 && i + 1 < count) read_filter(words[++i]);
    else if (strcmp(words[i], "--runs") == 0 && i + 1 < count) options.runs = atoi(words[++i]);
    else if (strcmp(words[i], "--warm-up") == 0 && i + 1 < count) options.warm_up = atoi(words[++i]);
    else break;
  }
  if (count - i != 2 || options.runs < 1) {
    fputs("usage: floor [--user | --remapped] [--no-cgroup] [--host-network] [--filter FILE]"
          " [--runs N] [--warm-up N] [--serve] ROOTFS STAGING\n",
          stderr);
    exit(2);
  }
  options.user = options.own_id || options.remapped;
  options.cgroup = !options.no_cgroup;
  options.rootfs = words[i];
  options.staging = words[i + 1];
  options.uid = getuid();
  options.gid = getgid();
}

int main(int count, char **words) {
  parse(count, words);
  if (options.remapped) prepare_range();
  if (options.cgroup) prepare_cgroups();
  options.serve ? serve() : print_statistics();
  if (options.cgroup) forget_cgroups();
}
