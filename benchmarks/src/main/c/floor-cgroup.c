/* The floor's control group, on v1 or v2: what dev.caisson.cgroups does for a start. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "floor.h"

#define MEMORY "268435456"
#define PIDS "64"
#define MOST_HIERARCHIES 4
#define MOST_TRIES 20000

static const char *const legacy[MOST_HIERARCHIES] = {
    "/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids", "/sys/fs/cgroup/cpuacct",
    "/sys/fs/cgroup/freezer"};
static const char *const unified = "/sys/fs/cgroup";
static char parents[MOST_HIERARCHIES][64];
static char path[PATH_MAX];
static int hierarchies;

static const char *file(int hierarchy, const char *name) {
  snprintf(path, sizeof path, "%s/c%s%s", parents[hierarchy], *name ? "/" : "", name);
  return path;
}

static void set(const char *name, const char *value) {
  int fd = check(open(name, O_WRONLY | O_CLOEXEC), name);
  check(write(fd, value, strlen(value)), name);
  close(fd);
}

/* Writes a limit that this kernel may not have. */
static void set_if_there(const char *name, const char *value) {
  if (access(name, F_OK) == 0) set(name, value);
}

static void get(int hierarchy, const char *name) {
  char text[4096];
  int fd = check(open(file(hierarchy, name), O_RDONLY | O_CLOEXEC), path);
  check(read(fd, text, sizeof text), path);
  close(fd);
}

bool is_unified(void) {
  return access("/sys/fs/cgroup/cgroup.controllers", F_OK) == 0;
}

void prepare_cgroups(void) {
  hierarchies = is_unified() ? 1 : MOST_HIERARCHIES;
  for (int i = 0; i < hierarchies; i++) {
    const char *top = is_unified() ? unified : legacy[i];
    snprintf(parents[i], sizeof parents[i], "%s/floor-%d", top, getpid());
    check(mkdir(parents[i], 0755), parents[i]);
  }
  if (!is_unified()) return;
  set("/sys/fs/cgroup/cgroup.subtree_control", "+memory +pids +cpu");
  snprintf(path, sizeof path, "%s/cgroup.subtree_control", parents[0]);
  set(path, "+memory +pids +cpu");
}

void make_cgroup(struct cgroup *cgroup, bool remapped) {
  for (int i = 0; i < hierarchies; i++) check(mkdir(file(i, ""), 0755), path);
  if (hierarchies == 1) {
    set(file(0, "memory.max"), MEMORY);
    set(file(0, "memory.oom.group"), "1");
    set(file(0, "pids.max"), PIDS);
    cgroup->unified = check(open(file(0, ""), O_PATH | O_DIRECTORY | O_CLOEXEC), path);
    return;
  }
  set(file(0, "memory.limit_in_bytes"), MEMORY);
  set_if_there(file(0, "memory.memsw.limit_in_bytes"), MEMORY);
  set(file(1, "pids.max"), PIDS);
  char request[64];
  cgroup->out_of_memory = check(open(file(0, "memory.oom_control"), O_RDONLY | O_CLOEXEC), path);
  cgroup->out_of_memory_event = check(eventfd(0, EFD_CLOEXEC), "eventfd");
  snprintf(request, sizeof request, "%d %d", cgroup->out_of_memory_event, cgroup->out_of_memory);
  set(file(0, "cgroup.event_control"), request);
  for (int i = 0; remapped && i < hierarchies; i++) give_to_range(file(i, "tasks"));
}

void enter_cgroup(const struct cgroup *cgroup) {
  if (cgroup->unified >= 0) return;
  for (int i = 0; i < hierarchies; i++) set(file(i, "tasks"), "0");
}

/* Reads what dev.caisson.Summary does. */
static void read_statistics(void) {
  static const struct {
    int hierarchy;
    const char *name;
  } counters[] = {
      {2, "cpuacct.usage"}, {0, "memory.max_usage_in_bytes"}, {0, "memory.oom_control"}};
  static const char *const unified_counters[] = {"cpu.stat", "memory.peak", "memory.events"};
  for (unsigned i = 0; i < sizeof counters / sizeof *counters; i++)
    if (hierarchies == 1) get(0, unified_counters[i]);
    else get(counters[i].hierarchy, counters[i].name);
}

/* The kernel may take a moment to let a process that was reaped go. */
static void remove_directory(const char *name) {
  for (int tries = 0; rmdir(name) < 0; tries++) {
    if (errno != EBUSY || tries == MOST_TRIES) check(-1, name);
    usleep(50);
  }
}

void remove_cgroup(struct cgroup *cgroup) {
  read_statistics();
  if (cgroup->unified >= 0) {
    close(cgroup->unified);
  } else {
    close(cgroup->out_of_memory_event);
    close(cgroup->out_of_memory);
  }
  for (int i = 0; i < hierarchies; i++) remove_directory(file(i, ""));
}

void forget_cgroups(void) {
  for (int i = 0; i < hierarchies; i++) check(rmdir(parents[i]), parents[i]);
}
