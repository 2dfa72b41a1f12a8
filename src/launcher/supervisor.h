// The supervisor of one container: forked from the launcher, parent of the task, outlives launcher and agent.
#ifndef MESOS_SUPERVISOR_H
#define MESOS_SUPERVISOR_H

#include <stdnoreturn.h>

#include "request.h"

// Runs in the forked child, with every signal blocked. How the start went is written to report_fd once;
// null_fd is /dev/null. Every other descriptor is closed.
noreturn void supervise(struct workspace *workspace, const struct launch_request *request, int report_fd, int null_fd);

#endif
