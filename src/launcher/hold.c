// Keeps a delegated cgroup of the service manager alive: without a process in it the manager would remove it. The
// process stands in a leaf `holder`, because a cgroup with processes of its own cannot pass controllers on to the
// containers below it. It does nothing else: while containers live, its service cannot be started again.
#define _GNU_SOURCE
#include "hold.h"

#include <errno.h>
#include <limits.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "process.h"

// Where systemd mounts the hierarchies on every machine.
#define HIERARCHIES "/sys/fs/cgroup"
#define SYSTEMD_CONTROLLER "name=systemd"

// The service manager puts the process it has started into the service's cgroup twice: in the child before the program
// begins, and once more by itself, which may be after this program has stepped aside. So it steps aside again, soon
// and then less and less often.
#define FIRST_PAUSE_MS 10
#define LAST_PAUSE_MS 60000

// A hierarchy for each controller, the manager's own and the unified one.
#define MAX_MEMBERSHIPS 32

// A line of /proc/self/cgroup: which controllers (none: the unified hierarchy), and which cgroup.
struct membership {
  char controllers[256];
  char path[1024];
};

static struct membership memberships[MAX_MEMBERSHIPS];

static int read_memberships(void) {
  FILE *const file = fopen("/proc/self/cgroup", "re");
  char line[2048];
  int count = 0;
  if (file == NULL) return 0;
  while (count < MAX_MEMBERSHIPS && fgets(line, sizeof line, file) != NULL) {
    struct membership *const membership = &memberships[count];
    char *const first = strchr(line, ':');
    char *const second = first == NULL ? NULL : strchr(first + 1, ':');
    if (second == NULL) continue;
    *second = '\0';
    second[1 + strcspn(second + 1, "\n")] = '\0';
    snprintf(membership->controllers, sizeof membership->controllers, "%s", first + 1);
    snprintf(membership->path, sizeof membership->path, "%s", second + 1);
    count++;
  }
  fclose(file);
  return count;
}

// The name below HIERARCHIES at which a membership's hierarchy is mounted.
static const char *mount_name(const struct membership *membership, bool is_unified) {
  if (strcmp(membership->controllers, SYSTEMD_CONTROLLER) == 0) return "systemd";
  if (membership->controllers[0] != '\0') return membership->controllers;
  return is_unified ? "" : "unified";
}

// Moves this process into the leaf of its cgroup in that hierarchy.
static bool enter_leaf(const char *mount, const char *cgroup) {
  char path[PATH_MAX];
  if (snprintf(path, sizeof path, HIERARCHIES "/%s%s/holder", mount, cgroup) >= (int)sizeof path) {
    errno = ENAMETOOLONG;
    return false;
  }
  if (mkdir(path, 0755) != 0 && errno != EEXIST) return false;
  return enter_cgroup(path);
}

// The cgroup the service manager has made for the service, in the hierarchy in which it tracks processes: the unified
// one, or its own on machines without. NULL when there is none.
static const char *find_own_cgroup(int count) {
  const char *found = NULL;
  for (int index = 0; index < count; index++) {
    const char *const controllers = memberships[index].controllers;
    const bool is_tracking = controllers[0] == '\0' || strcmp(controllers, SYSTEMD_CONTROLLER) == 0;
    if (!is_tracking || strcmp(memberships[index].path, "/") == 0) continue;
    if (found == NULL || controllers[0] == '\0') found = memberships[index].path;
  }
  return found;
}

// The same cgroup exists in every hierarchy whose controllers the service was given; elsewhere the process is in a
// cgroup of somebody else, where it leaves no trace.
static bool enter_leaves(int count, const char *own) {
  struct statfs status;
  const bool is_unified = statfs(HIERARCHIES, &status) == 0 && status.f_type == CGROUP2_SUPER_MAGIC;
  for (int index = 0; index < count; index++) {
    const char *const mount = mount_name(&memberships[index], is_unified);
    const bool is_mounted = !is_unified || mount[0] == '\0';
    if (!is_mounted || strcmp(memberships[index].path, own) != 0 || enter_leaf(mount, own)) continue;
    fprintf(stderr, "mesos-launcher hold: cannot enter a leaf of " HIERARCHIES "/%s%s: %s\n", mount, own,
            strerror(errno));
    return false;
  }
  return true;
}

int run_hold(void) {
  sigset_t ends;
  int pause_ms = FIRST_PAUSE_MS;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  sigprocmask(SIG_BLOCK, &ends, NULL);
  signal(SIGHUP, SIG_IGN);
  prctl(PR_SET_NAME, "mesos-hold");
  // Read once: after the first step aside they are those of the leaf.
  const int count = read_memberships();
  const char *const own = find_own_cgroup(count);
  if (own == NULL) {
    fputs("mesos-launcher hold: not in a cgroup of its own; systemd starts it, in mesos-containers.service\n", stderr);
    return 1;
  }
  if (!enter_leaves(count, own)) return 1;
  for (;;) {
    const struct timespec pause = {.tv_sec = pause_ms / 1000, .tv_nsec = pause_ms % 1000 * 1000000L};
    if (sigtimedwait(&ends, NULL, &pause) > 0) return 0;
    // It holds the cgroup wherever it is; a failure now is no reason to end all containers.
    enter_leaves(count, own);
    pause_ms = pause_ms * 2 < LAST_PAUSE_MS ? pause_ms * 2 : LAST_PAUSE_MS;
  }
}
