// From a parsed message to a launch request. Strings stay where they are in the message; only the arrays of
// pointers that execve(2) wants are made here.
#define _GNU_SOURCE
#include "request.h"

#include <string.h>

static const struct {
  const char *name;
  int resource;
} resources[] = {
    {"AS", RLIMIT_AS},           {"CORE", RLIMIT_CORE},         {"CPU", RLIMIT_CPU},
    {"DATA", RLIMIT_DATA},       {"FSIZE", RLIMIT_FSIZE},       {"LOCKS", RLIMIT_LOCKS},
    {"MEMLOCK", RLIMIT_MEMLOCK}, {"MSGQUEUE", RLIMIT_MSGQUEUE}, {"NICE", RLIMIT_NICE},
    {"NOFILE", RLIMIT_NOFILE},   {"NPROC", RLIMIT_NPROC},       {"RSS", RLIMIT_RSS},
    {"RTPRIO", RLIMIT_RTPRIO},   {"RTTIME", RLIMIT_RTTIME},     {"SIGPENDING", RLIMIT_SIGPENDING},
    {"STACK", RLIMIT_STACK},
};

static const char *absolute_path(const struct json_value *message, const char *name) {
  const char *const path = json_string(message, name);
  return path != NULL && path[0] == '/' ? path : NULL;
}

// The strings of an array, closed by NULL; *pointers moves behind them.
static char **strings(const struct json_value *array, char ***pointers) {
  if (array == NULL || array->kind != JSON_ARRAY) return NULL;
  char **const list = *pointers;
  for (const struct json_value *member = array->first; member != NULL; member = member->next) {
    if (member->kind != JSON_STRING) return NULL;
    *(*pointers)++ = member->string;
  }
  *(*pointers)++ = NULL;
  return list;
}

// Makes "NAME=value" of each member by moving the name up to its value: between the two the message has at
// least `":"`, which is more than the equals sign needs.
static char **variables(const struct json_value *object, char ***pointers) {
  if (object == NULL || object->kind != JSON_OBJECT) return NULL;
  char **const list = *pointers;
  for (const struct json_value *member = object->first; member != NULL; member = member->next) {
    const size_t length = strlen(member->name);
    if (member->kind != JSON_STRING || length == 0 || strchr(member->name, '=') != NULL) return NULL;
    char *const variable = member->string - 1 - length;
    memmove(variable, member->name, length);
    variable[length] = '=';
    *(*pointers)++ = variable;
  }
  *(*pointers)++ = NULL;
  return list;
}

static bool limit_value(const struct json_value *limit, const char *name, rlim_t *value) {
  const struct json_value *const member = json_member(limit, name);
  if (member == NULL) {
    *value = RLIM_INFINITY;
    return true;
  }
  *value = (rlim_t)member->integer;
  return member->kind == JSON_INTEGER;
}

static bool limit_resource(const struct json_value *limit, int *resource) {
  const char *const name = json_string(limit, "resource");
  for (size_t index = 0; name != NULL && index < sizeof resources / sizeof resources[0]; index++) {
    if (strcmp(resources[index].name, name) != 0) continue;
    *resource = resources[index].resource;
    return true;
  }
  return false;
}

static bool decode_limits(const struct json_value *array, struct launch_request *request) {
  if (array == NULL || array->kind != JSON_ARRAY || array->count > MAX_LIMITS) return false;
  for (const struct json_value *member = array->first; member != NULL; member = member->next) {
    struct task_limit *const limit = &request->limits[request->limit_count++];
    if (!limit_resource(member, &limit->resource) || !limit_value(member, "soft", &limit->value.rlim_cur) ||
        !limit_value(member, "hard", &limit->value.rlim_max)) {
      return false;
    }
  }
  return true;
}

static bool all_absolute(char *const *paths) {
  for (; *paths != NULL; paths++) {
    if (**paths != '/') return false;
  }
  return true;
}

bool decode_launch(struct workspace *workspace, const struct json_value *message, struct launch_request *request) {
  char **pointers = workspace->pointers;
  memset(request, 0, sizeof *request);
  request->limits = workspace->limits;
  request->directory = absolute_path(message, "directory");
  request->working_directory = absolute_path(message, "workingDirectory");
  request->stdout_path = absolute_path(message, "stdoutPath");
  request->stderr_path = absolute_path(message, "stderrPath");
  request->user = json_string(message, "user");
  request->argv = strings(json_member(message, "argv"), &pointers);
  request->task_cgroups = strings(json_member(message, "taskCgroups"), &pointers);
  request->supervisor_cgroups = strings(json_member(message, "supervisorCgroups"), &pointers);
  if (request->directory == NULL || request->working_directory == NULL || request->stdout_path == NULL ||
      request->stderr_path == NULL || request->argv == NULL || request->argv[0] == NULL ||
      request->task_cgroups == NULL || request->supervisor_cgroups == NULL) {
    return false;
  }
  // A user that is there but not a string must not mean "no change of user".
  if ((request->user == NULL) != (json_member(message, "user") == NULL)) return false;
  if (!all_absolute(request->task_cgroups) || !all_absolute(request->supervisor_cgroups)) return false;
  if (!decode_limits(json_member(message, "limits"), request)) return false;
  request->environment = variables(json_member(message, "environment"), &pointers);
  return request->environment != NULL;
}
