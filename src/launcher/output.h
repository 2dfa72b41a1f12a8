// Messages to the agent. They are collected and sent together; sending waits while the agent does not read,
// which loses nothing: what happens meanwhile waits in the kernel, and the agent never waits for the launcher.
#ifndef MESOS_OUTPUT_H
#define MESOS_OUTPUT_H

#include <stdint.h>
#include <stdnoreturn.h>
#include <sys/types.h>

#include "steps.h"

#define PROTOCOL_VERSION 1
// The socket the agent started the launcher with.
#define AGENT_FD 3

void send_hello(void);
void send_launched(uint64_t request, pid_t supervisor, pid_t task);
void send_done(uint64_t request);
void send_failed(uint64_t request, enum step step, int error);
// A negative status means that it is not known.
void send_exited(const char *id, int status);
void send_memory(const char *id);

// Tells the agent why this launcher will not go on, and ends the program.
noreturn void refuse(const char *reason);

// Sends what was collected; ends the program when the agent is gone.
void flush_output(void);

#endif
