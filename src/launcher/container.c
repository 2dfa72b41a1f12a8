#define _GNU_SOURCE
#include "container.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static_assert(sizeof(struct container) <= 1024, "four containers a page");

static struct container *table;
static size_t used;       // No container in use is at or behind this index.
static size_t free_hint;  // No free one is before this index.

void initialize_containers(void) {
  const size_t size = MAX_CONTAINERS * sizeof(struct container);
  table = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (table == MAP_FAILED || madvise(table, size, MADV_DONTFORK) != 0) abort();
}

bool set_directory(struct container *container, const char *directory) {
  char *const start = container->text + strlen(container->text) + 1;
  const size_t size = strlen(directory) + 1;
  if (size > sizeof container->text - (size_t)(start - container->text)) {
    errno = ENAMETOOLONG;
    return false;
  }
  container->directory = memcpy(start, directory, size);
  return true;
}

struct container *add_container(const char *id, const char *directory) {
  size_t index = free_hint;
  while (index < MAX_CONTAINERS && table[index].state != CONTAINER_FREE) index++;
  if (index == MAX_CONTAINERS) {
    errno = ENOSPC;
    return NULL;
  }
  free_hint = index;
  struct container *const container = &table[index];
  const size_t length = strlen(id);
  if (length > MAX_ID) {
    errno = ENAMETOOLONG;
    return NULL;
  }
  memcpy(container->text, id, length + 1);
  if (!set_directory(container, directory)) return NULL;
  container->state = CONTAINER_IDLE;
  container->supervisor = 0;
  container->report.fd = container->process.fd = container->memory.fd = -1;
  container->report.container = container->process.container = container->memory.container = container;
  container->memory_file = -1;
  container->inotify_watch = -1;
  container->memory_kills = 0;
  if (index >= used) used = index + 1;
  return container;
}

void remove_container(struct container *container) {
  const size_t index = (size_t)(container - table);
  container->state = CONTAINER_FREE;
  if (index < free_hint) free_hint = index;
  while (used > 0 && table[used - 1].state == CONTAINER_FREE) used--;
}

struct container *next_container(struct container *previous) {
  for (size_t index = previous == NULL ? 0 : (size_t)(previous - table) + 1; index < used; index++) {
    if (table[index].state != CONTAINER_FREE) return &table[index];
  }
  return NULL;
}

struct container *find_by_id(const char *id) {
  for (struct container *container = NULL; (container = next_container(container)) != NULL;) {
    if (strcmp(container->text, id) == 0) return container;
  }
  return NULL;
}

struct container *find_by_supervisor(pid_t pid) {
  for (struct container *container = NULL; (container = next_container(container)) != NULL;) {
    if (container->supervisor == pid) return container;
  }
  return NULL;
}

struct container *find_by_inotify_watch(int watch) {
  for (struct container *container = NULL; (container = next_container(container)) != NULL;) {
    if (container->inotify_watch == watch) return container;
  }
  return NULL;
}
