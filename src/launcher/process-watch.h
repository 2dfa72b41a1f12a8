// Follows each container's supervisor: how it started its task, and its end. The agent is told of both here.
#ifndef MESOS_PROCESS_WATCH_H
#define MESOS_PROCESS_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "container.h"
#include "steps.h"

// The number of supervisors that have not reported yet.
unsigned starting_count(void);

// Follows a launch from here on: the container is starting, and `request` will be answered.
void begin_start(struct container *container, uint64_t request);

// The supervisor was forked and will write its report to the other end of this pipe; false with errno.
bool follow_start(struct container *container, pid_t supervisor, int report_fd);

// Answers that the launch failed and forgets the container.
void start_failed(struct container *container, enum step step, int error);

// Follows the supervisor recorded in the container's directory and answers `request`: once the task is on
// record, or the supervisor has ended, which is told next. A directory that no supervisor has claimed is
// claimed here for good. A failure is answered too and the container forgotten.
void follow_recovered(struct container *container, uint64_t request);

// After SIGCHLD.
void reap_supervisors(void);

// What is due by time; to be called after each event and when wait_timeout_ms (-1: never) has passed.
void check_deadlines(void);
int wait_timeout_ms(void);

#endif
