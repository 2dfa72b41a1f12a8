// The launcher's one loop: commands of the agent, exits of supervisors, events of memory cgroups.
#ifndef MESOS_LOOP_H
#define MESOS_LOOP_H

#include <stdbool.h>
#include <stdnoreturn.h>

#include "container.h"

// Serves the agent on AGENT_FD until it closes the socket; every signal is blocked.
noreturn void serve(void);

// Adds a descriptor that is level-triggered for reading; false with errno.
bool add_source(struct source *source);

// Takes the descriptor out and closes it, if it is open.
void close_source(struct source *source);

#endif
