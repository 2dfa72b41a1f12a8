// The commands of the agent.
#ifndef MESOS_COMMANDS_H
#define MESOS_COMMANDS_H

#include <stdbool.h>

// Before the first command; false with errno.
bool initialize_commands(void);

// Takes one whole message from the input and carries it out.
void handle_message(void);

#endif
