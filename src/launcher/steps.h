// The steps of a launch that can fail, by the names the agent reports. The numbers travel from the task
// through its supervisor to the launcher of one and the same program only.
#ifndef MESOS_STEPS_H
#define MESOS_STEPS_H

#include <stdint.h>

#define LAUNCH_STEPS(STEP)                        \
  STEP(STARTED, "started")                        \
  STEP(REQUEST, "request")                        \
  STEP(CAPACITY, "capacity")                      \
  STEP(FORK_SUPERVISOR, "fork supervisor")        \
  STEP(SUPERVISOR_SESSION, "supervisor session")  \
  STEP(SUPERVISOR_CGROUP, "supervisor cgroup")    \
  STEP(DIRECTORY, "directory")                    \
  STEP(RECORD_SUPERVISOR, "record supervisor")    \
  STEP(FORK_TASK, "fork task")                    \
  STEP(RECORD_TASK, "record task")                \
  STEP(SUPERVISOR, "supervisor")                  \
  STEP(TIMEOUT, "timeout")                        \
  STEP(SESSION, "session")                        \
  STEP(CGROUP, "cgroup")                          \
  STEP(USER, "user")                              \
  STEP(STDIN, "stdin")                            \
  STEP(STDOUT, "stdout")                          \
  STEP(STDERR, "stderr")                          \
  STEP(GROUPS, "groups")                          \
  STEP(LIMITS, "limits")                          \
  STEP(SWITCH_USER, "switch user")                \
  STEP(WORKING_DIRECTORY, "working directory")    \
  STEP(EXEC, "exec")                              \
  STEP(WATCH, "watch")                            \
  STEP(WATCH_MEMORY, "watch memory")

enum step {
#define STEP_NUMBER(symbol, name) STEP_##symbol,
  LAUNCH_STEPS(STEP_NUMBER)
#undef STEP_NUMBER
  STEP_COUNT
};

// How a start went: from the task to its supervisor (failures only), and from there to the launcher.
struct start_report {
  int32_t step;      // STEP_STARTED, or the step that failed.
  int32_t error;     // errno of that step.
  int32_t task_pid;  // With STEP_STARTED.
};

#endif
