/* Attacks through sockets, terminals and shared memory, for the tests: built static. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void report(const char *what, long result) {
  printf("%s %s\n", what, result < 0 ? strerrorname_np(errno) : "allowed");
}

static int abstract(const char *name, struct sockaddr_un *address, socklen_t *length) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  strncpy(address->sun_path + 1, name, sizeof address->sun_path - 2);
  *length = offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name);
  return socket(AF_UNIX, SOCK_STREAM, 0);
}

static void listen_abstract(const char *name) {
  struct sockaddr_un address;
  socklen_t length;
  int fd = abstract(name, &address, &length);
  if (bind(fd, (void *)&address, length) < 0 || listen(fd, 8) < 0) report("listen", -1);
  else puts("listening");
  for (;;) close(accept(fd, NULL, NULL));
}

static void connect_abstract(const char *name) {
  struct sockaddr_un address;
  socklen_t length;
  int fd = abstract(name, &address, &length);
  report("connect", connect(fd, (void *)&address, length));
}

/* Prints the families of which a socket can be had. */
static void families(void) {
  for (int family = 1; family < 48; family++) {
    for (int type = 1; type <= 5; type++) {
      int fd = socket(family, type, 0);
      if (fd >= 0) printf("family %d type %d\n", family, type);
      close(fd);
    }
  }
}

/* Types into the terminal that is its standard input, in all ways. */
static void type_in(void) {
  char paste[] = {3};
  report("sti", ioctl(0, TIOCSTI, "x"));
  report("sti-high", syscall(SYS_ioctl, 0, (1L << 32) | TIOCSTI, "x"));
  report("linux", ioctl(0, TIOCLINUX, paste));
  report("linux-high", syscall(SYS_ioctl, 0, (1L << 32) | TIOCLINUX, paste));
  report("steal", ioctl(0, TIOCSCTTY, 1));
  report("tty", open("/dev/tty", O_RDWR));
}

/* Runs a command on a terminal of its own, which is the command's session's. */
static int on_terminal(char **command) {
  int master = posix_openpt(O_RDWR | O_NOCTTY);
  grantpt(master);
  unlockpt(master);
  int terminal = open(ptsname(master), O_RDWR | O_NOCTTY);
  pid_t child = fork();
  if (child == 0) {
    setsid();
    ioctl(terminal, TIOCSCTTY, 0);
    dup2(terminal, 0);
    close(master);
    close(terminal);
    execvp(command[0], command);
    _exit(127);
  }
  int status;
  waitpid(child, &status, 0);
  int waiting = 0;
  // What was typed in without a line's end waits there only in raw mode; its echo is here at once.
  ioctl(master, FIONREAD, &waiting);
  printf("echoed %d\n", waiting);
  return WEXITSTATUS(status);
}

static void shared_memory(int key, int flags) {
  report("memory", shmget(key, 4096, flags | 0666));
}

int main(int count, char **arguments) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  const char *mode = count > 1 ? arguments[1] : "";
  if (strcmp(mode, "families") == 0) families();
  else if (strcmp(mode, "type-in") == 0) type_in();
  else if (count < 3) return 2;
  else if (strcmp(mode, "on-terminal") == 0) return on_terminal(arguments + 2);
  else if (strcmp(mode, "listen") == 0) listen_abstract(arguments[2]);
  else if (strcmp(mode, "connect") == 0) connect_abstract(arguments[2]);
  else if (strcmp(mode, "make-memory") == 0) shared_memory(atoi(arguments[2]), IPC_CREAT);
  else if (strcmp(mode, "find-memory") == 0) shared_memory(atoi(arguments[2]), 0);
  else return 2;
  return 0;
}
