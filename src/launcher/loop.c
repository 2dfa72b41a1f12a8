// The launcher has no threads and forks nothing but supervisors. It takes one event at a time, so that no
// event can be about a container that an earlier event of the same batch removed.
#define _GNU_SOURCE
#include "loop.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "commands.h"
#include "input.h"
#include "memory-watch.h"
#include "output.h"
#include "process-watch.h"

// Supervisors on their way to exec at a time: enough for every core, few enough for the process table and to
// hear from each soon. Further launches wait in the socket.
#define MAX_STARTING 64

static int epoll_fd;
static struct source agent = {.fd = AGENT_FD};
static struct source children;

bool add_source(struct source *source) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = source};
  return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, source->fd, &event) == 0;
}

// Out of the set before it is closed: a supervisor that was just forked may still hold a copy, and the set
// would go on reporting it.
void close_source(struct source *source) {
  if (source->fd < 0) return;
  epoll_ctl(epoll_fd, EPOLL_CTL_DEL, source->fd, NULL);
  close(source->fd);
  source->fd = -1;
}

static void agent_ready(struct container *unused) {
  (void)unused;
  if (!has_message()) read_input();
}

static void children_ready(struct container *unused) {
  struct signalfd_siginfo information;
  (void)unused;
  // One signal may stand for many children.
  while (read(children.fd, &information, sizeof information) > 0) continue;
  reap_supervisors();
}

static bool initialize(void) {
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGCHLD);
  initialize_containers();
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  children.fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
  children.ready = children_ready;
  agent.ready = agent_ready;
  return epoll_fd >= 0 && children.fd >= 0 && initialize_commands() && initialize_memory_watches() &&
         add_source(&children) && add_source(&agent);
}

static bool may_handle(void) { return starting_count() < MAX_STARTING && has_message(); }

// The agent is read only when no whole message waits.
static void choose_interest(void) {
  static bool reading = true;
  const bool wanted = !has_message();
  if (wanted == reading) return;
  struct epoll_event event = {.events = wanted ? EPOLLIN : 0, .data.ptr = &agent};
  epoll_ctl(epoll_fd, EPOLL_CTL_MOD, AGENT_FD, &event);
  reading = wanted;
}

noreturn void serve(void) {
  if (!initialize()) {
    perror("mesos-launcher");
    exit(1);
  }
  for (;;) {
    struct epoll_event event;
    if (may_handle()) handle_message();
    check_deadlines();
    flush_output();
    choose_interest();
    if (epoll_wait(epoll_fd, &event, 1, may_handle() ? 0 : wait_timeout_ms()) != 1) continue;
    struct source *const source = event.data.ptr;
    // The agent has gone: what it still had to say is for nobody.
    if (source == &agent && (event.events & EPOLLHUP) != 0) exit(0);
    source->ready(source->container);
  }
}
