/* What a shell can't do, for the tests: built static, run inside containers. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static void report(const char *what, long result) {
  printf("%s %s\n", what, result < 0 ? strerrorname_np(errno) : "allowed");
}

/* Prints the numbers of the open descriptors. */
static void descriptors(void) {
  for (int fd = 0; fd < 4096; fd++) {
    if (fcntl(fd, F_GETFD) >= 0) printf("%d\n", fd);
  }
}

static void read_file(const char *name) {
  char path[32], buffer[8];
  snprintf(path, sizeof path, "/proc/1/%s", name);
  int fd = open(path, O_RDONLY);
  long count = fd < 0 ? -1 : read(fd, buffer, sizeof buffer);
  if (count != 0) report(name, count);
}

/* Tries whatever could take PID 1 over, or end it. */
static void attack_init(void) {
  char buffer[8];
  struct iovec here = {buffer, sizeof buffer}, there = {(void *)0x10010200, sizeof buffer};
  report("attach", ptrace(PTRACE_ATTACH, 1, 0, 0));
  report("seize", ptrace(PTRACE_SEIZE, 1, 0, 0));
  report("vm_readv", process_vm_readv(1, &here, 1, &there, 1, 0));
  report("vm_writev", process_vm_writev(1, &here, 1, &there, 1, 0));
  report("mem", open("/proc/1/mem", O_RDWR));
  report("exe", readlink("/proc/1/exe", buffer, sizeof buffer));
  report("root", open("/proc/1/root", O_PATH | O_DIRECTORY));
  report("cwd", open("/proc/1/cwd", O_PATH | O_DIRECTORY));
  for (int fd = 0; fd < 1024; fd++) {
    char name[32];
    snprintf(name, sizeof name, "/proc/1/fd/%d", fd);
    if (open(name, O_RDONLY | O_NONBLOCK) >= 0 || readlink(name, buffer, sizeof buffer) > 0) {
      printf("fd %d allowed\n", fd);
    }
  }
  read_file("environ");
  read_file("maps");
  read_file("syscall");
  read_file("stack");
  for (int signal = 1; signal <= 64; signal++) kill(1, signal);
  report("exists", kill(1, 0));
}

/* Tries calls that give what a container's code has no use for. */
static void try_calls(void) {
  long clone[8] = {CLONE_NEWUSER, [4] = SIGCHLD}, attributes[16] = {1};
  report("add_key", syscall(SYS_add_key, "user", "x", "x", 1, -2));
  report("bpf", syscall(SYS_bpf, 99, attributes, sizeof attributes));
  long child = syscall(SYS_clone3, clone, sizeof clone);
  if (child == 0) _exit(0);
  report("clone3", child);
  report("io_uring", syscall(SYS_io_uring_setup, 1, calloc(1, 4096)));
  report("perf", syscall(SYS_perf_event_open, attributes, 0, -1, -1, 0));
  report("alg", socket(AF_ALG, SOCK_SEQPACKET, 0));
  report("vsock", socket(AF_VSOCK, SOCK_STREAM, 0));
  report("inet", socket(AF_INET, SOCK_STREAM, 0));
  report("tiocsti", ioctl(0, TIOCSTI, "x"));
  report("tcgets", ioctl(0, TCGETS, attributes));
  report("userfaultfd", syscall(SYS_userfaultfd, 1));
  report("mount", mount("none", "/tmp", "tmpfs", 0, ""));
  report("personality", syscall(SYS_personality, ADDR_NO_RANDOMIZE));
  report("unshare", unshare(CLONE_NEWUSER));
}

/* Takes memory until there is none, or so many MiB. */
static void hog(long mebibytes) {
  for (long i = 0; i < mebibytes; i++) {
    char *block = malloc(1 << 20);
    if (block == NULL) exit(3);
    memset(block, 1, 1 << 20);
  }
  puts("had it all");
}

/* Leaves its parent, its session and its signals behind, and stays. */
static void escape(void) {
  for (int i = 0; i < 2; i++) {
    if (fork() != 0) break;
    setsid();
  }
  prctl(PR_SET_PDEATHSIG, 0);
  prctl(PR_SET_NAME, "escaped");
  for (int signal = 1; signal <= 64; signal++) {
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(signal, &ignore, NULL);
  }
  for (;;) pause();
}

int main(int count, char **arguments) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  const char *mode = count > 1 ? arguments[1] : "";
  if (strcmp(mode, "descriptors") == 0) descriptors();
  else if (strcmp(mode, "attack-init") == 0) attack_init();
  else if (strcmp(mode, "hog") == 0) hog(atol(arguments[2]));
  else if (strcmp(mode, "escape") == 0) escape();
  else if (strcmp(mode, "securebits") == 0) printf("%x\n", prctl(PR_GET_SECUREBITS));
  else if (strcmp(mode, "try-calls") == 0) try_calls();
  else return 2;
  return 0;
}
