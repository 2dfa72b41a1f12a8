// A launch as the supervisor and the task need it. Everything it points at lies in the workspace, which the
// supervisor gives back to the kernel as soon as the task runs.
#ifndef MESOS_REQUEST_H
#define MESOS_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>

#include "json.h"

// What execve(2) takes is 2 MiB with the usual stack limit; escapes make it longer.
#define MAX_MESSAGE (4u << 20)
// Each argument, variable and cgroup is one value; execve(2) of 2 MiB holds no more useful ones.
#define MAX_VALUES 65536u
// The kernel knows 16 resources.
#define MAX_LIMITS 32u

struct task_limit {
  int resource;
  struct rlimit value;
};

struct launch_request {
  const char *directory;
  char **argv;
  char **environment;
  const char *working_directory;
  const char *stdout_path;
  const char *stderr_path;
  const char *user;  // NULL: the launcher's own.
  struct task_limit *limits;
  size_t limit_count;
  char **task_cgroups;
  char **supervisor_cgroups;
};

struct workspace {
  char input[4 + MAX_MESSAGE + 1];
  struct json_value values[MAX_VALUES];
  char *pointers[MAX_VALUES + 8];
  struct task_limit limits[MAX_LIMITS];
};

// Fills the request from a message; false when a field is missing, of another type or impossible. The
// environment's strings are built inside the message, which cannot be read a second time after that.
bool decode_launch(struct workspace *workspace, const struct json_value *message, struct launch_request *request);

#endif
