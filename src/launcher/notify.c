// Passes messages from a pipe to the service manager's datagram socket, because Node has no such sockets and a
// process for every ping would cost the daemon a fork. A message is lines of NAME=value and an empty line; it goes
// out as one datagram. The manager takes it as the service's word when the unit has NotifyAccess=all.
#define _GNU_SOURCE
#include "notify.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

// The service manager itself reads no more of a datagram.
#define MAX_MESSAGE 4096

#define EXIT_USAGE 64

// A path, or with '@' in front a name of the abstract namespace; 0 when it is neither.
static socklen_t make_address(const char *name, struct sockaddr_un *address) {
  const size_t length = strlen(name);
  if ((name[0] != '/' && name[0] != '@') || length < 2 || length >= sizeof address->sun_path) return 0;
  *address = (struct sockaddr_un){.sun_family = AF_UNIX};
  memcpy(address->sun_path, name, length);
  if (name[0] == '@') address->sun_path[0] = '\0';
  // The length of an abstract name counts, and a zero at its end would be part of it.
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (name[0] == '/' ? 1 : 0));
}

// The manager may be executing itself anew, and then nobody listens for a moment: this message is lost, and the
// next is tried again. Nothing here may end the notification of a daemon that works.
static void send_message(int fd, const char *text, size_t length) {
  while (send(fd, text, length, MSG_NOSIGNAL) < 0 && errno == EINTR) continue;
}

// Takes whole messages from the front of the text; returns how much is left.
static size_t send_messages(int fd, char *text, size_t length) {
  for (char *end; (end = memmem(text, length, "\n\n", 2)) != NULL;) {
    const size_t message = (size_t)(end - text);
    if (message > 0) send_message(fd, text, message);
    length -= message + 2;
    memmove(text, end + 2, length);
  }
  return length;
}

// The daemon decides when this ends: by closing the pipe, or by its death. Signals for the whole service come here
// too, and the last message is still to be sent then.
static void ignore_signals(void) {
  const int numbers[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGPIPE};
  for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) signal(numbers[index], SIG_IGN);
}

int run_notify(void) {
  const char *const name = getenv("NOTIFY_SOCKET");
  struct sockaddr_un address;
  const socklen_t address_length = name == NULL ? 0 : make_address(name, &address);
  if (address_length == 0) {
    fputs("mesos-launcher notify: NOTIFY_SOCKET names no socket\n", stderr);
    return EXIT_USAGE;
  }
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    perror("mesos-launcher notify: socket");
    return 1;
  }
  prctl(PR_SET_NAME, "mesos-notify");
  ignore_signals();
  static char text[MAX_MESSAGE];
  size_t length = 0;
  for (;;) {
    const ssize_t count = read(STDIN_FILENO, text + length, sizeof text - length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count == 0 ? 0 : 1;
    // Connected anew each time: the manager's socket may be another one since the last message.
    if (connect(fd, (const struct sockaddr *)&address, address_length) != 0 && errno != ECONNREFUSED &&
        errno != ENOENT) {
      perror("mesos-launcher notify: connect");
      return 1;
    }
    length = send_messages(fd, text, length + (size_t)count);
    if (length == sizeof text) {
      fputs("mesos-launcher notify: a message is too long\n", stderr);
      return 1;
    }
  }
}
