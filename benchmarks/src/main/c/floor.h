/* The parts of the floor: see floor.c. */
#include <stdbool.h>
#include <sys/types.h>

struct options {
  /* remapped: within a user namespace that root maps; own_id: that the caller maps. */
  bool user, remapped, own_id, cgroup, no_cgroup, host_network, serve;
  int runs, warm_up, uid, gid;
  const char *rootfs, *staging;
  /* A copy of rootfs whose owners are mapped. */
  int tree;
};

/* What the container's processes report to the parent; dev.caisson.launch.Status. */
enum status { FORKED = 1, STARTED, ENDED };

/* A control group with a limit of memory and of processes: of v2 if there is a descriptor. */
struct cgroup {
  int unified;
  int out_of_memory, out_of_memory_event;
};

long check(long result, const char *step);

/* Closes every descriptor from first on, but the two pipes to the parent. */
void close_from(unsigned first);

void read_filter(const char *name);
void set_capabilities(unsigned kept);
/* Gives up all rights, and becomes /bin/true. */
void execute(const struct options *options);

void make_mounts_private(void);
void make_root(const struct options *options);

bool is_unified(void);
void prepare_cgroups(void);
/* Makes it, and lets the range enter it where it is remapped. */
void make_cgroup(struct cgroup *cgroup, bool remapped);
void enter_cgroup(const struct cgroup *cgroup);
/* Reads what it has used, and removes it. */
void remove_cgroup(struct cgroup *cgroup);
void forget_cgroups(void);

void prepare_range(void);
void map_range(pid_t pid);
int open_mapped(const char *source);
void give_to_range(const char *file);
void become_root_of_range(void);
