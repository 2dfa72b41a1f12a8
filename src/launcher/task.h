// What happens between the fork of a task and its exec.
#ifndef MESOS_TASK_H
#define MESOS_TASK_H

#include <stdnoreturn.h>

#include "request.h"

// Runs in the forked child. `entered` is the index of the cgroup the child was born in, or -1. A failed step
// goes to report_fd as a start_report; the program is executed only after a byte came from go_fd, so that no
// task runs whose supervisor died before it wrote the record.
noreturn void execute_task(const struct launch_request *request, int entered, int report_fd, int go_fd);

#endif
