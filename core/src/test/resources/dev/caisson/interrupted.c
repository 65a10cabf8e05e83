/* Makes a directory, meanwhile gets a signal, for the tests: built static, run inside containers. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static volatile sig_atomic_t signals;

static void count(int signal) {
  (void)signal;
  signals++;
}

int main(void) {
  struct sigaction action = {.sa_handler = count};
  sigaction(SIGALRM, &action, NULL);
  int result = mkdir("/tmp/x", 0700);
  puts(result != 0 ? strerror(errno) : signals == 0 ? "no signal" : "made");
  return 0;
}
