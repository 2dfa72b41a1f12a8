// Each command is answered exactly once, here or when its supervisor reports. What cannot be understood at all
// ends the launcher with a reason: the only sender is the agent it was installed with.
#define _GNU_SOURCE
#include "commands.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "input.h"
#include "memory-watch.h"
#include "output.h"
#include "process-watch.h"
#include "supervisor.h"

static struct workspace *workspace;
static struct json_pool pool;
static int null_fd;
static bool greeted;

bool initialize_commands(void) {
  workspace = initialize_input();
  pool = (struct json_pool){.values = workspace->values, .capacity = MAX_VALUES, .used = 0};
  null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
  return null_fd >= 0;
}

// The container a launch or watch is about: new, or known because its memory is watched already. NULL with errno.
static struct container *prepare_container(const char *id, const char *directory) {
  struct container *const container = find_by_id(id);
  if (container == NULL) return add_container(id, directory);
  if (container->state != CONTAINER_IDLE) {
    errno = EEXIST;
    return NULL;
  }
  return set_directory(container, directory) ? container : NULL;
}

static void handle_launch(const struct json_value *message, uint64_t number) {
  struct launch_request request;
  const char *const id = json_string(message, "id");
  if (id == NULL || !decode_launch(workspace, message, &request)) {
    send_failed(number, STEP_REQUEST, EINVAL);
    return;
  }
  struct container *const container = prepare_container(id, request.directory);
  if (container == NULL) {
    send_failed(number, errno == ENOSPC ? STEP_CAPACITY : STEP_REQUEST, errno);
    return;
  }
  begin_start(container, number);
  int report[2];
  if (pipe2(report, O_CLOEXEC | O_NONBLOCK) != 0) {
    start_failed(container, STEP_CAPACITY, errno);
    return;
  }
  const pid_t pid = fork();
  if (pid == 0) supervise(workspace, &request, report[1], null_fd);
  const int error = errno;
  close(report[1]);
  if (pid < 0) {
    close(report[0]);
    start_failed(container, STEP_FORK_SUPERVISOR, error);
  } else if (!follow_start(container, pid, report[0])) {
    const int failure = errno;
    kill(pid, SIGKILL);
    start_failed(container, STEP_CAPACITY, failure);
  }
}

static void handle_watch(const struct json_value *message, uint64_t number) {
  const char *const id = json_string(message, "id");
  const char *const directory = json_string(message, "directory");
  if (id == NULL || directory == NULL || directory[0] != '/') {
    send_failed(number, STEP_REQUEST, EINVAL);
    return;
  }
  struct container *const container = prepare_container(id, directory);
  if (container == NULL) {
    send_failed(number, errno == ENOSPC ? STEP_CAPACITY : STEP_REQUEST, errno);
  } else {
    follow_recovered(container, number);
  }
}

static void handle_watch_memory(const struct json_value *message, uint64_t number) {
  const char *const id = json_string(message, "id");
  const char *const directory = json_string(message, "directory");
  const struct json_value *const version = json_member(message, "version");
  if (id == NULL || directory == NULL || directory[0] != '/' || version == NULL ||
      version->kind != JSON_INTEGER || version->integer < 1 || version->integer > 2) {
    send_failed(number, STEP_REQUEST, EINVAL);
    return;
  }
  struct container *container = find_by_id(id);
  if (container == NULL) container = add_container(id, "");
  if (container == NULL) {
    send_failed(number, errno == ENOSPC ? STEP_CAPACITY : STEP_REQUEST, errno);
  } else if (watch_memory(container, directory, (int)version->integer)) {
    send_done(number);
  } else {
    send_failed(number, STEP_WATCH_MEMORY, errno);
    if (container->state == CONTAINER_IDLE && container->memory_file < 0) remove_container(container);
  }
}

static void handle_hello(const struct json_value *message) {
  const struct json_value *const version = json_member(message, "version");
  if (version == NULL || version->kind != JSON_INTEGER || version->integer != PROTOCOL_VERSION) {
    refuse("this launcher speaks version 1 of the protocol");
  }
  greeted = true;
  send_hello();
}

void handle_message(void) {
  size_t length;
  const char *problem;
  char *const text = take_message(&length);
  pool.used = 0;
  const struct json_value *const message = json_parse(&pool, text, length, &problem);
  if (message == NULL) refuse(problem);
  const char *const type = json_string(message, "type");
  if (type == NULL) refuse("a message without a type");
  if (strcmp(type, "hello") == 0) {
    handle_hello(message);
    return;
  }
  if (!greeted) refuse("the first message is not hello");
  const struct json_value *const number = json_member(message, "request");
  if (number == NULL || number->kind != JSON_INTEGER) refuse("a message without a request number");
  if (strcmp(type, "launch") == 0) handle_launch(message, number->integer);
  else if (strcmp(type, "watch") == 0) handle_watch(message, number->integer);
  else if (strcmp(type, "watchMemory") == 0) handle_watch_memory(message, number->integer);
  else refuse("a message of an unknown type");
}
