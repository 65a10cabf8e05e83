/*
 * Does the same with the kernel's files again and again: for each byte on standard input so many
 * rounds, each of them all steps in their order. Answers with the nanoseconds of each request.
 *
 *   kernel-files ROUNDS STEP...
 *   kernel-files ROUNDS @FILE, which has the steps, a word a line
 *
 * A step is: pread FILE (which is held open), write FILE VALUE, mkdir DIRECTORY, rmdir DIRECTORY.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MOST_STEPS 32768
#define MOST_WORDS (3 * MOST_STEPS)
#define MOST_TRIES 20000

enum kind { PREAD, WRITE, MKDIR, RMDIR };

struct step {
  enum kind kind;
  const char *path, *value;
  int fd;
};

static struct step steps[MOST_STEPS];
static int count;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* Returns the lines of a file. */
static char **lines(const char *path) {
  static char *words[MOST_WORDS + 1];
  FILE *file = fopen(path, "re");
  if (!file) fail(path);
  char *line = NULL;
  size_t size = 0;
  for (int i = 0; i < MOST_WORDS && getline(&line, &size, file) > 0; i++) {
    line[strcspn(line, "\n")] = 0;
    words[i] = strdup(line);
  }
  free(line);
  fclose(file);
  return words;
}

static void parse(char **words) {
  while (*words && count < MOST_STEPS) {
    struct step *step = &steps[count++];
    const char *name = *words++;
    step->path = *words++;
    if (!step->path) exit(2);
    if (strcmp(name, "pread") == 0) {
      step->kind = PREAD;
      step->fd = open(step->path, O_RDONLY | O_CLOEXEC);
      if (step->fd < 0) fail(step->path);
    } else if (strcmp(name, "write") == 0) {
      step->kind = WRITE;
      step->value = *words++;
      if (!step->value) exit(2);
    } else if (strcmp(name, "mkdir") == 0) {
      step->kind = MKDIR;
    } else if (strcmp(name, "rmdir") == 0) {
      step->kind = RMDIR;
    } else {
      exit(2);
    }
  }
}

/* The kernel may take a moment to let a process go that has left. */
static void remove_directory(const char *path) {
  for (int tries = 0; rmdir(path) < 0; tries++) {
    if (errno != EBUSY || tries == MOST_TRIES) fail(path);
    usleep(50);
  }
}

static void write_value(const struct step *step) {
  int fd = open(step->path, O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, step->value, strlen(step->value)) < 0) fail(step->path);
  close(fd);
}

static void run(const struct step *step) {
  static char text[65536];
  switch (step->kind) {
    case PREAD:
      if (pread(step->fd, text, sizeof text, 0) < 0) fail(step->path);
      break;
    case WRITE:
      write_value(step);
      break;
    case MKDIR:
      if (mkdir(step->path, 0755) < 0) fail(step->path);
      break;
    case RMDIR:
      remove_directory(step->path);
      break;
  }
}

int main(int words, char **word) {
  if (words < 3) return 2;
  long rounds = atol(word[1]);
  parse(word[2][0] == '@' ? lines(word[2] + 1) : word + 2);
  for (char byte; read(STDIN_FILENO, &byte, 1) == 1;) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (long round = 0; round < rounds; round++)
      for (int i = 0; i < count; i++) run(&steps[i]);
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("%ld\n", (to.tv_sec - from.tv_sec) * 1000000000L + to.tv_nsec - from.tv_nsec);
    fflush(stdout);
  }
}
