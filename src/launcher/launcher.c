// mesos-launcher: starts the tasks of an agent. The agent runs it with a stream socket as descriptor 3; it
// holds no state and ends when the agent closes the socket, while the supervisors it started go on. Two modes for
// systemd are in the same program: `notify` and `hold`.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hold.h"
#include "loop.h"
#include "notify.h"
#include "output.h"
#include "seal.h"

#ifndef MESOS_VERSION
#define MESOS_VERSION "2.0.0"
#endif

#define EXIT_USAGE 64

extern char **environ;

static bool has_agent(void) {
  struct stat status;
  return fstat(AGENT_FD, &status) == 0 && S_ISSOCK(status.st_mode);
}

// Signals meant for the agent and its terminal do not end the launcher: the agent may still need it to see its
// tasks die, and its end is the end of the socket. Supervisors inherit this.
static void withdraw(void) {
  sigset_t all;
  signal(SIGCHLD, SIG_DFL);
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  setsid();
  if (chdir("/") != 0) perror("mesos-launcher: /");
}

// Each container takes a few descriptors; tasks get a limit of their own.
static void raise_open_files(void) {
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "--version") == 0) {
    puts("mesos-launcher " MESOS_VERSION);
    return 0;
  }
  if (argc == 2 && strcmp(argv[1], "notify") == 0) return run_notify();
  if (argc == 2 && strcmp(argv[1], "hold") == 0) return run_hold();
  if (argc != 1 || !has_agent()) {
    fputs("Usage: mesos-launcher --version | notify | hold\n"
          "notify sends what it reads to systemd, hold keeps the cgroup of mesos-containers.service.\n"
          "Otherwise mesos-agent starts it, with a socket as descriptor 3.\n",
          stderr);
    return EXIT_USAGE;
  }
  if (!run_sealed(argv, environ)) {
    perror("mesos-launcher: cannot run from a sealed copy in memory (see the sysctl vm.memfd_noexec)");
    return 1;
  }
  prctl(PR_SET_NAME, "mesos-launcher");
  withdraw();
  raise_open_files();
  serve();
}
