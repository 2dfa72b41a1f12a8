#define _GNU_SOURCE
#include "memory-watch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "loop.h"
#include "output.h"

static struct source inotify;

void unwatch_memory(struct container *container) {
  if (container->inotify_watch >= 0) inotify_rm_watch(inotify.fd, container->inotify_watch);
  container->inotify_watch = -1;
  close_source(&container->memory);
  if (container->memory_file >= 0) close(container->memory_file);
  container->memory_file = -1;
}

// The value of the line "oom_kill N", in memory.oom_control (v1) as in memory.events (v2); false when the
// file cannot be read, which is how a removed cgroup looks. Kernels before 4.13 have no such line: 0.
static bool read_kills(int fd, uint64_t *kills) {
  char text[1024];
  const ssize_t length = pread(fd, text, sizeof text - 1, 0);
  if (length < 0) return false;
  text[length] = '\0';
  *kills = 0;
  for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
    if (*line == '\n') line++;
    if (strncmp(line, "oom_kill ", 9) == 0) *kills = strtoull(line + 9, NULL, 10);
  }
  return true;
}

// v1: the kernel adds one to the eventfd when the group meets its limit, and also when the group is removed.
static void report_v1(struct container *container) {
  uint64_t count;
  uint64_t kills;
  if (read(container->memory.fd, &count, sizeof count) != (ssize_t)sizeof count) return;
  if (read_kills(container->memory_file, &kills)) {
    send_memory(container_id(container));
  } else {
    unwatch_memory(container);
    if (container->state == CONTAINER_IDLE) remove_container(container);
  }
}

// v2: memory.events changes for other reasons than kills too.
static void report_v2(struct container *container) {
  uint64_t kills;
  if (!read_kills(container->memory_file, &kills) || kills <= container->memory_kills) return;
  container->memory_kills = kills;
  send_memory(container_id(container));
}

void report_memory(struct container *container) {
  if (container->memory.fd >= 0) report_v1(container);
  else if (container->inotify_watch >= 0) report_v2(container);
}

static void inotify_ready(struct container *unused) {
  alignas(struct inotify_event) char events[4096];
  (void)unused;
  const ssize_t length = read(inotify.fd, events, sizeof events);
  for (ssize_t offset = 0; offset < length;) {
    const struct inotify_event *const event = (const struct inotify_event *)(events + offset);
    offset += (ssize_t)sizeof *event + event->len;
    struct container *const container = find_by_inotify_watch(event->wd);
    if (event->wd < 0 || container == NULL) continue;
    if (event->mask & IN_IGNORED) {
      container->inotify_watch = -1;
      unwatch_memory(container);
      if (container->state == CONTAINER_IDLE) remove_container(container);
    } else {
      report_v2(container);
    }
  }
}

bool initialize_memory_watches(void) {
  inotify.fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  inotify.ready = inotify_ready;
  return inotify.fd >= 0 && add_source(&inotify);
}

static int open_file(const char *directory, const char *name, int flags) {
  char path[PATH_MAX];
  if (snprintf(path, sizeof path, "%s/%s", directory, name) < (int)sizeof path) {
    return open(path, flags | O_CLOEXEC);
  }
  errno = ENAMETOOLONG;
  return -1;
}

static bool watch_v1(struct container *container, const char *directory) {
  container->memory_file = open_file(directory, "memory.oom_control", O_RDONLY);
  const int control = open_file(directory, "cgroup.event_control", O_WRONLY);
  container->memory.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  container->memory.ready = report_memory;
  bool ok = container->memory_file >= 0 && control >= 0 && container->memory.fd >= 0;
  if (ok) {
    char text[32];
    const int length = snprintf(text, sizeof text, "%d %d", container->memory.fd, container->memory_file);
    ok = write(control, text, (size_t)length) == length && add_source(&container->memory);
  }
  const int error = errno;
  if (control >= 0) close(control);
  errno = error;
  return ok;
}

static bool watch_v2(struct container *container, const char *directory) {
  char path[PATH_MAX];
  container->memory_file = open_file(directory, "memory.events", O_RDONLY);
  if (container->memory_file < 0) return false;
  // Cannot be too long: it was opened by this name.
  snprintf(path, sizeof path, "%s/memory.events", directory);
  container->inotify_watch = inotify_add_watch(inotify.fd, path, IN_MODIFY);
  return container->inotify_watch >= 0;
}

bool watch_memory(struct container *container, const char *directory, int version) {
  if (container->memory_file >= 0) {
    errno = EEXIST;
    return false;
  }
  uint64_t kills = 0;
  const bool ok = version == 1 ? watch_v1(container, directory) : watch_v2(container, directory);
  if (!ok || !read_kills(container->memory_file, &kills)) {
    const int error = errno;
    unwatch_memory(container);
    errno = error;
    return false;
  }
  container->memory_kills = kills;
  if (kills > 0) send_memory(container_id(container));
  return true;
}
