// Runs the program from a sealed copy of itself in memory.
#ifndef MESOS_SEAL_H
#define MESOS_SEAL_H

#include <stdbool.h>

// Returns true when this process already runs from a sealed copy; otherwise it executes one and does not
// return, or returns false with errno. A process that enters a container as root can be made to hand out
// /proc/self/exe for writing (CVE-2019-0204, CVE-2019-5736); a sealed file cannot be written by anybody.
bool run_sealed(char **argv, char **environment);

#endif
