// What the launcher knows of a container while it watches it, and the table of all of them. The table is not
// inherited by supervisors, so that none of them holds memory for the others.
#ifndef MESOS_CONTAINER_H
#define MESOS_CONTAINER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// More than any machine runs; the table is reserved address space, used as containers come.
#define MAX_CONTAINERS 16384
// A container id of eight nested UUIDs, escaped or not.
#define MAX_ID 320

struct container;

// A descriptor in the epoll set. `ready` is called with its container, which is NULL for the launcher's own.
struct source {
  int fd;
  void (*ready)(struct container *container);
  struct container *container;
};

enum container_state {
  CONTAINER_FREE,
  CONTAINER_IDLE,      // Only its memory is watched: the launch has not come yet.
  CONTAINER_STARTING,  // The supervisor has not reported yet.
  CONTAINER_RECORDING, // Recovered; its supervisor has not recorded the task yet.
  CONTAINER_RUNNING,
};

struct container {
  enum container_state state;
  pid_t supervisor;         // When it is the launcher's child, else 0.
  uint64_t request;         // To be answered, while starting or recording.
  int64_t deadline_ms;      // While starting or recording, on the monotonic clock.
  struct source report;     // While starting: how the start went.
  struct source process;    // A pidfd, when the supervisor is not the launcher's child.
  struct source memory;     // The eventfd of v1; on v2 the memory.events file, which is not in the epoll set.
  int memory_file;          // v1: memory.oom_control.
  int inotify_watch;        // v2, else -1.
  uint64_t memory_kills;    // v2: the last oom_kill seen.
  const char *directory;    // Behind the id in `text`.
  char text[1024 - 168];
};

void initialize_containers(void);

// An idle container of that id and directory; NULL with errno ENAMETOOLONG or ENOSPC.
struct container *add_container(const char *id, const char *directory);

// Sets the directory of an idle container; false with errno ENAMETOOLONG.
bool set_directory(struct container *container, const char *directory);

void remove_container(struct container *container);

struct container *find_by_id(const char *id);
struct container *find_by_supervisor(pid_t pid);
struct container *find_by_inotify_watch(int watch);

// The container after `previous` (NULL: the first), or NULL.
struct container *next_container(struct container *previous);

static inline const char *container_id(const struct container *container) { return container->text; }

#endif
