// Starts the task, reaps, and writes its wait status. The order of the records is the contract with the
// agent's recovery: `supervisor` is claimed, `task` is written, and only then may the task execute its program.
//
// When the task's own process has ended the supervisor ends too and does not wait for what that process left
// behind: the agent ends a container by its cgroup, and a stray daemon must not keep a finished task alive.
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process.h"
#include "record.h"
#include "steps.h"
#include "task.h"

// From the fork of the task to its exec: a user database or a file system may hang, and the agent must hear
// of it before its own patience ends.
#define START_TIMEOUT_MS 60000

enum { REPORT_FD = 3 };

static void send_report(enum step step, int error, pid_t task) {
  const struct start_report report = {.step = (int32_t)step, .error = error, .task_pid = task};
  // The launcher may be gone; there is nobody else to tell.
  if (write(REPORT_FD, &report, sizeof report) < 0) return;
}

static noreturn void fail(enum step step) {
  send_report(step, errno, 0);
  _exit(1);
}

static noreturn void fail_task(pid_t task, enum step step) {
  const int error = errno;
  kill(task, SIGKILL);
  while (waitpid(task, NULL, 0) < 0 && errno == EINTR) continue;
  errno = error;
  fail(step);
}

static void close_others(int report_fd, int null_fd) {
  // The report's descriptor may be one of 0 to 2 when the launcher was started without them.
  const int report = fcntl(report_fd, F_DUPFD_CLOEXEC, REPORT_FD);
  if (report < 0) _exit(1);
  for (int fd = 0; fd < REPORT_FD; fd++) dup2(null_fd, fd);
  if (report != REPORT_FD) dup3(report, REPORT_FD, O_CLOEXEC);
  close_from(REPORT_FD + 1);
}

// With a v2 cgroup among those asked for, the task is born in it; the kernel before 5.7, or a filter of
// system calls, does not know how, and then the task moves itself. *entered is the index of the cgroup.
static pid_t fork_into_cgroup(char *const *cgroups, int *entered) {
  *entered = -1;
  for (int index = 0; cgroups[index] != NULL; index++) {
    struct statfs status;
    if (statfs(cgroups[index], &status) != 0 || status.f_type != CGROUP2_SUPER_MAGIC) continue;
    const int fd = open(cgroups[index], O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) break;
    struct clone_args arguments = {
        .flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = (uint64_t)fd};
    const pid_t pid = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid >= 0) {
      *entered = index;
      close(fd);
      return pid;
    }
    close(fd);
    break;
  }
  return fork();
}

// Waits for the task's word: its end without a word means that the task executes its program.
static void await_start(int report_fd, pid_t task) {
  struct start_report report;
  struct pollfd poll_fd = {.fd = report_fd, .events = POLLIN};
  if (poll(&poll_fd, 1, START_TIMEOUT_MS) != 1) {
    errno = ETIMEDOUT;
    fail_task(task, STEP_TIMEOUT);
  }
  const ssize_t length = read(report_fd, &report, sizeof report);
  if (length == 0) return;
  errno = length == (ssize_t)sizeof report ? report.error : EIO;
  fail_task(task, length == (ssize_t)sizeof report ? (enum step)report.step : STEP_FORK_TASK);
}

// Two pipes, not a socket pair: a socket that is closed with something unread in it resets the other end, and
// the task's word could be lost.
static pid_t start_task(const struct launch_request *request, int directory) {
  int report[2];
  int go[2];
  int entered;
  if (pipe2(report, O_CLOEXEC) != 0 || pipe2(go, O_CLOEXEC) != 0) fail(STEP_FORK_TASK);
  const pid_t task = fork_into_cgroup(request->task_cgroups, &entered);
  if (task < 0) fail(STEP_FORK_TASK);
  if (task == 0) {
    close(report[0]);
    close(go[1]);
    execute_task(request, entered, report[1], go[0]);
  }
  close(report[1]);
  close(go[0]);
  const struct process_record record = {.pid = task, .start_time = process_start_time(task)};
  if (!write_record(directory, "task", record)) fail_task(task, STEP_RECORD_TASK);
  // A task that has failed by now does not need to hear it; its word is in the other pipe.
  const bool told = write(go[1], "", 1) == 1;
  if (!told && errno != EPIPE) fail_task(task, STEP_FORK_TASK);
  await_start(report[0], task);
  close(report[0]);
  close(go[1]);
  return task;
}

static int reap_until(pid_t task) {
  for (;;) {
    int status;
    const pid_t pid = waitpid(-1, &status, 0);
    if (pid == task) return status;
    if (pid < 0 && errno != EINTR) _exit(1);
  }
}

noreturn void supervise(struct workspace *workspace, const struct launch_request *request, int report_fd,
                        int null_fd) {
  close_others(report_fd, null_fd);
  if (setsid() < 0) fail(STEP_SUPERVISOR_SESSION);
  prctl(PR_SET_NAME, "mesos-supervise");
  if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) fail(STEP_SUPERVISOR_SESSION);
  // Without the privilege the score stays what it is, and the supervisor is only a little less safe.
  write_text("/proc/self/oom_score_adj", "-1000");
  for (char *const *cgroup = request->supervisor_cgroups; *cgroup != NULL; cgroup++) {
    if (!enter_cgroup(*cgroup)) fail(STEP_SUPERVISOR_CGROUP);
  }
  const int directory = open_directory(request->directory);
  if (directory < 0) fail(STEP_DIRECTORY);
  const struct process_record self = {.pid = getpid(), .start_time = process_start_time(getpid())};
  // EEXIST: this container was launched before, or a later launcher has declared that it never will be.
  if (!claim_record(directory, "supervisor", self)) fail(STEP_RECORD_SUPERVISOR);

  const pid_t task = start_task(request, directory);
  send_report(STEP_STARTED, 0, task);
  close(REPORT_FD);
  munmap(workspace, sizeof *workspace);

  const int status = reap_until(task);
  _exit(write_status(directory, status) ? 0 : 1);
}
