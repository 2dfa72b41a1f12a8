// Turns the forked child into the task: cgroups first, so that everything after is accounted to the container;
// what needs root next; then the user, and as that user the working directory and the program.
#define _GNU_SOURCE
#include "task.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "process.h"
#include "steps.h"

// select(2) of old programs cannot take descriptors from 1024 on, and an unlimited number makes those that
// close them all slow. The hard limit stays, so a task can raise it.
#define DEFAULT_OPEN_FILES 1024

extern char **environ;

static noreturn void fail(int report_fd, enum step step) {
  const struct start_report report = {.step = (int32_t)step, .error = errno, .task_pid = 0};
  // Nobody reads it when the supervisor has died, and then there is nobody to tell.
  _exit(write(report_fd, &report, sizeof report) < 0 ? 2 : 1);
}

// The entry of a user by name, or by number; NULL with errno ENOENT when there is none.
static const struct passwd *find_user(const char *user) {
  errno = 0;
  const struct passwd *entry = getpwnam(user);
  if (entry == NULL && user[0] >= '0' && user[0] <= '9') {
    char *end;
    const unsigned long number = strtoul(user, &end, 10);
    if (*end == '\0' && number < (uid_t)-1) entry = getpwuid((uid_t)number);
  }
  // What "no such user" leaves in errno differs between the sources of the user database.
  if (entry == NULL && errno != EIO && errno != EMFILE && errno != ENFILE && errno != ENOMEM) errno = ENOENT;
  return entry;
}

// Opens an output file for appending. It lies in a directory that may belong to the task's user, and root
// opens it: no symbolic link is followed, no second name of a file elsewhere is taken, and no FIFO waited for.
static int open_output(const char *path, const struct passwd *owner) {
  const int flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  const int fd = open(path, flags, 0644);
  struct stat status;
  if (fd < 0 || fstat(fd, &status) != 0) return -1;
  if (S_ISREG(status.st_mode)) {
    if (owner != NULL && status.st_nlink != 1) {
      errno = EMLINK;
      return -1;
    }
    if (owner != NULL && fchown(fd, owner->pw_uid, owner->pw_gid) != 0) return -1;
  } else if (!S_ISCHR(status.st_mode)) {
    errno = EINVAL;
    return -1;
  }
  return fcntl(fd, F_SETFL, O_APPEND) == 0 ? fd : -1;
}

static void open_streams(const struct launch_request *request, const struct passwd *owner, int report_fd) {
  const int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (input < 0 || dup2(input, STDIN_FILENO) < 0) fail(report_fd, STEP_STDIN);
  const int output = open_output(request->stdout_path, owner);
  if (output < 0 || dup2(output, STDOUT_FILENO) < 0) fail(report_fd, STEP_STDOUT);
  const int errors = open_output(request->stderr_path, owner);
  if (errors < 0 || dup2(errors, STDERR_FILENO) < 0) fail(report_fd, STEP_STDERR);
}

// The agent's own number of open files does not reach tasks; the other limits are the machine's.
static bool set_limits(const struct launch_request *request) {
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur > DEFAULT_OPEN_FILES) {
    files.rlim_cur = DEFAULT_OPEN_FILES;
    if (setrlimit(RLIMIT_NOFILE, &files) != 0) return false;
  }
  for (size_t index = 0; index < request->limit_count; index++) {
    const struct task_limit *const limit = &request->limits[index];
    if (setrlimit((__rlimit_resource_t)limit->resource, &limit->value) != 0) return false;
  }
  return true;
}

// Ignored signals stay ignored over exec, and so does the mask: both would be the launcher's.
static void reset_signals(void) {
  sigset_t none;
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

noreturn void execute_task(const struct launch_request *request, int entered, int report_fd, int go_fd) {
  if (setsid() < 0) fail(report_fd, STEP_SESSION);
  for (int index = 0; request->task_cgroups[index] != NULL; index++) {
    if (index != entered && !enter_cgroup(request->task_cgroups[index])) fail(report_fd, STEP_CGROUP);
  }
  // Without the privilege to lower a score the launcher's own, if it is higher, stays.
  write_text("/proc/self/oom_score_adj", "0");

  const struct passwd *user = NULL;
  if (request->user != NULL) {
    user = find_user(request->user);
    if (user == NULL) fail(report_fd, STEP_USER);
    // Naming the user the launcher already is needs no privilege.
    if (geteuid() != 0 && user->pw_uid == geteuid()) user = NULL;
  }
  umask(022);
  open_streams(request, user, report_fd);
  if (user != NULL && initgroups(user->pw_name, user->pw_gid) != 0) fail(report_fd, STEP_GROUPS);
  // Limits after everything that opens files or asks the user database, before the right to raise them is lost.
  if (!set_limits(request)) fail(report_fd, STEP_LIMITS);
  if (user != NULL &&
      (setresgid(user->pw_gid, user->pw_gid, user->pw_gid) != 0 ||
       setresuid(user->pw_uid, user->pw_uid, user->pw_uid) != 0)) {
    fail(report_fd, STEP_SWITCH_USER);
  }
  if (chdir(request->working_directory) != 0) fail(report_fd, STEP_WORKING_DIRECTORY);

  char go;
  if (read(go_fd, &go, 1) != 1) _exit(1);
  reset_signals();
  // execvp looks the program up on the PATH of `environ`: the task's.
  environ = request->environment;
  execvp(request->argv[0], request->argv);
  fail(report_fd, STEP_EXEC);
}
