#define _GNU_SOURCE
#include "output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "container.h"
#include "json.h"

// No message is longer: an id of MAX_ID bytes, each escaped to six, and the rest.
#define MAX_OUTPUT_MESSAGE 2560

static char buffer[16384];
static size_t used;

void flush_output(void) {
  for (size_t sent = 0; sent < used;) {
    const ssize_t count = send(AGENT_FD, buffer + sent, used - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) exit(0);
    sent += (size_t)count;
  }
  used = 0;
}

__attribute__((format(printf, 1, 2))) static void append(const char *format, ...) {
  if (sizeof buffer - used < 4 + MAX_OUTPUT_MESSAGE) flush_output();
  char *const start = buffer + used;
  va_list arguments;
  va_start(arguments, format);
  const int length = vsnprintf(start + 4, MAX_OUTPUT_MESSAGE, format, arguments);
  va_end(arguments);
  if (length < 0 || length >= MAX_OUTPUT_MESSAGE) abort();
  for (int byte = 0; byte < 4; byte++) start[byte] = (char)((uint32_t)length >> (24 - 8 * byte));
  used += 4 + (size_t)length;
}

static const char *quoted(const char *text) {
  static char quote[6 * MAX_ID + 16];
  return json_quote(quote, sizeof quote, text) > 0 ? quote : "\"?\"";
}

static const char *step_name(enum step step) {
  static const char *const names[] = {
#define STEP_NAME(symbol, name) name,
      LAUNCH_STEPS(STEP_NAME)
#undef STEP_NAME
  };
  return step >= 0 && step < STEP_COUNT ? names[step] : "unknown";
}

void send_hello(void) { append("{\"type\":\"hello\",\"version\":%d}", PROTOCOL_VERSION); }

void send_launched(uint64_t request, pid_t supervisor, pid_t task) {
  append("{\"type\":\"launched\",\"request\":%llu,\"supervisorPid\":%d,\"taskPid\":%d}",
         (unsigned long long)request, (int)supervisor, (int)task);
}

void send_done(uint64_t request) {
  append("{\"type\":\"done\",\"request\":%llu}", (unsigned long long)request);
}

void send_failed(uint64_t request, enum step step, int error) {
  append("{\"type\":\"failed\",\"request\":%llu,\"step\":\"%s\",\"errno\":%d,\"message\":%s}",
         (unsigned long long)request, step_name(step), error, quoted(strerror(error)));
}

void send_exited(const char *id, int status) {
  if (status < 0) {
    append("{\"type\":\"exited\",\"id\":%s,\"status\":null}", quoted(id));
  } else {
    append("{\"type\":\"exited\",\"id\":%s,\"status\":%d}", quoted(id), status);
  }
}

void send_memory(const char *id) { append("{\"type\":\"memory\",\"id\":%s}", quoted(id)); }

noreturn void refuse(const char *reason) {
  append("{\"type\":\"refused\",\"message\":%s}", quoted(reason));
  flush_output();
  exit(1);
}
