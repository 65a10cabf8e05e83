/*
 * What runs in containers that are to do more than end: one small thing, named by the first word.
 *
 *   errand say TEXT | exit CODE | pause | write BYTES | read BYTES | stamp | eat | flood
 *
 * read fails if it got more or less; stamp writes the nanoseconds of CLOCK_MONOTONIC as the last thing that it does; eat takes memory
 * until it is stopped, flood writes until it is.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BLOCK (64 * 1024)

static char block[BLOCK];

static int write_all(const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(STDOUT_FILENO, bytes, length);
    if (written < 0) return 1;
    bytes += written;
    length -= written;
  }
  return 0;
}

static int write_blocks(long bytes) {
  for (; bytes > 0; bytes -= BLOCK)
    if (write_all(block, bytes < BLOCK ? bytes : BLOCK) != 0) return 1;
  return 0;
}

static int read_all(long expected) {
  ssize_t count;
  while ((count = read(STDIN_FILENO, block, BLOCK)) > 0) expected -= count;
  return count < 0 || expected != 0;
}

static int stamp(void) {
  struct timespec now;
  char text[32];
  clock_gettime(CLOCK_MONOTONIC, &now);
  int length = snprintf(text, sizeof text, "%ld", now.tv_sec * 1000000000L + now.tv_nsec);
  _exit(write_all(text, length));
}

static int eat(void) {
  for (;;) {
    char *memory = malloc(1 << 20);
    if (memory == NULL) return 1;
    memset(memory, 1, 1 << 20);
    __asm__ volatile("" : : "r"(memory) : "memory");
  }
}

int main(int count, char **words) {
  const char *errand = count > 1 ? words[1] : "";
  const char *more = count > 2 ? words[2] : "";
  if (strcmp(errand, "say") == 0) return puts(more) < 0;
  if (strcmp(errand, "exit") == 0) return atoi(more);
  if (strcmp(errand, "pause") == 0) return pause();
  if (strcmp(errand, "write") == 0) return write_blocks(atol(more));
  if (strcmp(errand, "read") == 0) return read_all(atol(more));
  if (strcmp(errand, "stamp") == 0) return stamp();
  if (strcmp(errand, "eat") == 0) return eat();
  while (strcmp(errand, "flood") == 0)
    if (write_all(block, BLOCK) != 0) return 1;
  return 2;
}
