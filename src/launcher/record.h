// The files of a container's directory: `supervisor` and `task` ("pid starttime\n", start time as in field 22 of
// /proc/pid/stat, so that a reused pid is not taken for the old process) and `status` (a wait status).
#ifndef MESOS_RECORD_H
#define MESOS_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct process_record {
  pid_t pid;
  uint64_t start_time;  // Clock ticks since boot.
};

// Opens the directory for the functions below; -1 with errno.
int open_directory(const char *path);

// The start time of a living process, in clock ticks; 0 when there is none of that pid.
uint64_t process_start_time(pid_t pid);

// Writes the record under a name nobody has taken yet; false with errno EEXIST when it is taken.
bool claim_record(int directory, const char *name, struct process_record record);

// Writes the record, replacing a former one; false with errno.
bool write_record(int directory, const char *name, struct process_record record);

// False with errno when there is none or it cannot be understood.
bool read_record(int directory, const char *name, struct process_record *record);

// The status is on the disk when this returns true.
bool write_status(int directory, int status);

// False when there is no status or it cannot be understood.
bool read_status(int directory, int *status);

#endif
