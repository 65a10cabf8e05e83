/* The floor's payload: the calls of dev.caisson.launch.PayloadPhase. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "floor.h"

static struct sock_filter instructions[BPF_MAXINSNS];
static struct sock_fprog filter = {.filter = instructions};

void read_filter(const char *name) {
  int fd = check(open(name, O_RDONLY | O_CLOEXEC), name);
  filter.len = check(read(fd, instructions, sizeof instructions), name) / sizeof *instructions;
  close(fd);
}

void set_capabilities(unsigned kept) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct sets[2] = {{.effective = kept, .permitted = kept}};
  check(syscall(SYS_capset, &header, sets), "capset");
}

static void drop_privileges(const struct options *options) {
  for (int capability = 0; capability <= CAP_LAST_CAP; capability++)
    check(prctl(PR_CAPBSET_DROP, capability, 0, 0, 0), "PR_CAPBSET_DROP");
  if (!options->own_id) check(syscall(SYS_setgroups, 0, NULL), "setgroups");
  check(syscall(SYS_setresgid, 0, 0, 0), "setresgid");
  check(syscall(SYS_setresuid, 0, 0, 0), "setresuid");
  set_capabilities(0);
  check(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), "PR_CAP_AMBIENT");
  check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "PR_SET_NO_NEW_PRIVS");
}

static void install_filter(void) {
  check(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter), "seccomp");
}

void execute(const struct options *options) {
  char *arguments[] = {"/bin/true", NULL}, *environment[] = {"PATH=/bin", NULL};
  check(setsid(), "setsid");
  umask(022);
  drop_privileges(options);
  check(chdir("/"), "chdir");
  close_from(3);
  if (filter.len > 0) install_filter();
  check(execve("/bin/true", arguments, environment), "execve /bin/true");
}

