// Watches memory cgroups for out-of-memory kills. Who is killed, and whether its parent minds, does not
// matter here: a killed child of a surviving shell is an event too.
#ifndef MESOS_MEMORY_WATCH_H
#define MESOS_MEMORY_WATCH_H

#include <stdbool.h>

#include "container.h"

// false with errno.
bool initialize_memory_watches(void);

// Watches the cgroup for the container. A kill of the past counts: the agent that should have heard of it is
// gone, or this is a cgroup of its own that did not exist before. False with errno.
bool watch_memory(struct container *container, const char *directory, int version);

// Sends what happened and was not said yet; called before a container's exit is reported, so that the
// agent knows why it ended when it hears that it ended.
void report_memory(struct container *container);

void unwatch_memory(struct container *container);

#endif
