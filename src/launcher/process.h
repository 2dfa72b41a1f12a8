// Small moves of a process on itself that the supervisor and the task share.
#ifndef MESOS_PROCESS_H
#define MESOS_PROCESS_H

#include <stdbool.h>

// Writes the text to an existing file in one write; false with errno.
bool write_text(const char *path, const char *text);

// Moves the calling process into the cgroup of that directory; false with errno.
bool enter_cgroup(const char *directory);

// Closes every descriptor from `first` on.
void close_from(int first);

#endif
