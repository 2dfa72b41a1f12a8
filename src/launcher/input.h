// Messages from the agent: four bytes of length, the highest first, and as many bytes of JSON.
#ifndef MESOS_INPUT_H
#define MESOS_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "request.h"

// Maps the workspace that messages are read into; ends the program when there is no memory.
struct workspace *initialize_input(void);

// Reads what there is, without waiting; ends the program when the agent has closed the socket.
void read_input(void);

// Whether a whole message is there. Reading stops until it is taken, so that one read's worth of messages is
// all the launcher ever holds.
bool has_message(void);

// Takes the next message out; it stays valid until the next read.
char *take_message(size_t *length);

#endif
