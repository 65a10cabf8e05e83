/* Makes a directory while a timer's signals arrive, for the tests: built static, run inside containers. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>

static void ignore(int signal) { (void)signal; }

int main(void) {
  struct sigaction action = {.sa_handler = ignore};
  struct itimerval often = {{0, 5000}, {0, 5000}}, never = {{0, 0}, {0, 0}};
  sigaction(SIGALRM, &action, NULL);
  setitimer(ITIMER_REAL, &often, NULL);
  int result = mkdir("/tmp/x", 0700);
  setitimer(ITIMER_REAL, &never, NULL);
  puts(result == 0 ? "made" : strerror(errno));
  return 0;
}
