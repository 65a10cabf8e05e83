/*
 * Runs a command once for each byte on standard input, and answers with the nanoseconds from its
 * start to its end; the command reads and writes /dev/null. A failure of the command ends it.
 *
 *   stopwatch COMMAND [ARGUMENT...]
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int run(char **command) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  pid_t child;
  int status = posix_spawnp(&child, command[0], &actions, NULL, command, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (status != 0) return status;
  if (waitpid(child, &status, 0) < 0) return 1;
  return status;
}

int main(int count, char **words) {
  if (count < 2) return 2;
  for (char byte; read(STDIN_FILENO, &byte, 1) == 1;) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    int status = run(words + 1);
    clock_gettime(CLOCK_MONOTONIC, &to);
    if (status != 0) {
      fprintf(stderr, "stopwatch: %s failed with wait status %d\n", words[1], status);
      return 1;
    }
    printf("%ld\n", (to.tv_sec - from.tv_sec) * 1000000000L + to.tv_nsec - from.tv_nsec);
    fflush(stdout);
  }
}
