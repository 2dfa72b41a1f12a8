// A container goes from starting (launched) or recording (recovered) to running, and from there out of the table.
#define _GNU_SOURCE
#include "process-watch.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "loop.h"
#include "memory-watch.h"
#include "output.h"
#include "record.h"

// The supervisor gives its task 60 s; one that does not answer even then is stuck itself.
#define START_DEADLINE_MS 90000
// A recovered supervisor that has not recorded its task yet was forked a moment before its launcher died.
#define RECORD_POLL_MS 20

static unsigned starting;
static unsigned recording;

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void forget(struct container *container) {
  if (container->state == CONTAINER_STARTING) starting--;
  if (container->state == CONTAINER_RECORDING) recording--;
  close_source(&container->report);
  close_source(&container->process);
  unwatch_memory(container);
  remove_container(container);
}

void start_failed(struct container *container, enum step step, int error) {
  send_failed(container->request, step, error);
  forget(container);
}

static void report_ready(struct container *container) {
  struct start_report report;
  if (read(container->report.fd, &report, sizeof report) != (ssize_t)sizeof report) {
    start_failed(container, STEP_SUPERVISOR, ESRCH);
  } else if (report.step != STEP_STARTED) {
    start_failed(container, (enum step)report.step, report.error);
  } else {
    send_launched(container->request, container->supervisor, report.task_pid);
    close_source(&container->report);
    container->state = CONTAINER_RUNNING;
    starting--;
  }
}

// The task of a recovered container is on record, or never will be.
static void recorded(struct container *container) {
  send_done(container->request);
  container->state = CONTAINER_RUNNING;
  recording--;
}

static void supervisor_ended(struct container *container) {
  int status = -1;
  if (container->state == CONTAINER_RECORDING) recorded(container);
  report_memory(container);
  const int directory = open_directory(container->directory);
  if (directory >= 0) {
    if (!read_status(directory, &status)) status = -1;
    close(directory);
  }
  send_exited(container_id(container), status);
  forget(container);
}

unsigned starting_count(void) { return starting; }

void begin_start(struct container *container, uint64_t request) {
  container->state = CONTAINER_STARTING;
  container->request = request;
  container->deadline_ms = now_ms() + START_DEADLINE_MS;
  starting++;
}

bool follow_start(struct container *container, pid_t supervisor, int report_fd) {
  container->supervisor = supervisor;
  container->report.fd = report_fd;
  container->report.ready = report_ready;
  return add_source(&container->report);
}

void reap_supervisors(void) {
  pid_t pid;
  while ((pid = waitpid(-1, NULL, WNOHANG)) > 0) {
    struct container *container = find_by_supervisor(pid);
    if (container == NULL) continue;
    if (container->state == CONTAINER_STARTING) report_ready(container);
    // The report may have been a failure, and the container is gone then.
    container = find_by_supervisor(pid);
    if (container != NULL) supervisor_ended(container);
  }
}

// A container nobody claimed is claimed here for good: a supervisor of a launch that was on its way when the
// former agent died finds that when it comes, and starts nothing.
static bool read_supervisor(int directory, struct process_record *record) {
  if (read_record(directory, "supervisor", record)) return true;
  if (errno != ENOENT) return false;
  *record = (struct process_record){.pid = 0, .start_time = 0};
  if (claim_record(directory, "supervisor", *record)) return true;
  return errno == EEXIST && read_record(directory, "supervisor", record);
}

// A pidfd of the recorded process; -1 when it has ended, with errno 0, or cannot be watched.
static int open_supervisor(const char *path) {
  struct process_record record;
  const int directory = open_directory(path);
  if (directory < 0) return -1;
  const bool known = read_supervisor(directory, &record);
  const int error = errno;
  close(directory);
  errno = error;
  if (!known) return -1;
  errno = 0;
  if (record.pid == 0) return -1;
  const int fd = (int)syscall(SYS_pidfd_open, record.pid, 0);
  if (fd < 0) {
    if (errno == ESRCH) errno = 0;
    return -1;
  }
  // Compared while the pidfd is open: what it refers to cannot be replaced any more.
  if (process_start_time(record.pid) == record.start_time) return fd;
  close(fd);
  errno = 0;
  return -1;
}

static bool has_task(const struct container *container) {
  struct process_record record;
  const int directory = open_directory(container->directory);
  if (directory < 0) return false;
  const bool known = read_record(directory, "task", &record);
  close(directory);
  return known;
}

void follow_recovered(struct container *container, uint64_t request) {
  container->process.fd = open_supervisor(container->directory);
  container->process.ready = supervisor_ended;
  const bool ended = container->process.fd < 0 && errno == 0;
  if (!ended && (container->process.fd < 0 || !add_source(&container->process))) {
    send_failed(request, STEP_WATCH, errno);
    forget(container);
    return;
  }
  container->state = CONTAINER_RECORDING;
  container->request = request;
  container->deadline_ms = now_ms() + START_DEADLINE_MS;
  recording++;
  if (ended) supervisor_ended(container);
  else if (has_task(container)) recorded(container);
}

int wait_timeout_ms(void) { return recording > 0 ? RECORD_POLL_MS : starting > 0 ? 1000 : -1; }

void check_deadlines(void) {
  static int64_t next_ms;
  const int64_t now = now_ms();
  if ((starting == 0 && recording == 0) || now < next_ms) return;
  next_ms = now + RECORD_POLL_MS;
  for (struct container *container = NULL; (container = next_container(container)) != NULL;) {
    const bool overdue = now >= container->deadline_ms;
    if (container->state == CONTAINER_STARTING && overdue) {
      kill(container->supervisor, SIGKILL);
      start_failed(container, STEP_TIMEOUT, ETIMEDOUT);
    } else if (container->state == CONTAINER_RECORDING && (overdue || has_task(container))) {
      recorded(container);
    }
  }
}
