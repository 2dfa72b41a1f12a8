// Reads and writes the files of a container's directory. Every file appears whole or not at all: it is
// written under a temporary name first.
#define _GNU_SOURCE
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int open_directory(const char *path) { return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC); }

// Reads at most size - 1 bytes and closes the file; -1 with errno.
static ssize_t read_small(int fd, char *text, size_t size) {
  if (fd < 0) return -1;
  const ssize_t length = read(fd, text, size - 1);
  const int error = errno;
  close(fd);
  errno = error;
  if (length >= 0) text[length] = '\0';
  return length;
}

// One of the two fields of this form, a number and the character that ends it.
static bool parse_number(char **text, char end, uint64_t max, uint64_t *number) {
  if (**text < '0' || **text > '9') return false;
  char *rest;
  errno = 0;
  *number = strtoull(*text, &rest, 10);
  if (errno != 0 || *rest != end || *number > max) return false;
  *text = rest + 1;
  return true;
}

uint64_t process_start_time(pid_t pid) {
  char path[32];
  char text[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  if (read_small(open(path, O_RDONLY | O_CLOEXEC), text, sizeof text) < 0) return 0;
  // The program's name (field 2) may hold anything, so fields are counted from its closing parenthesis.
  char *at = strrchr(text, ')');
  for (int field = 2; at != NULL && field < 22; field++) at = strchr(at + 1, ' ');
  return at == NULL ? 0 : strtoull(at + 1, NULL, 10);
}

static bool write_temporary(int directory, const char *name, const char *text, bool sync) {
  const int fd = openat(directory, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (fd < 0) return false;
  const size_t length = strlen(text);
  const ssize_t written = write(fd, text, length);
  bool ok = written == (ssize_t)length;
  if (!ok && written >= 0) errno = ENOSPC;
  if (ok && sync) ok = fsync(fd) == 0;
  const int error = errno;
  close(fd);
  errno = error;
  return ok;
}

static bool write_file(int directory, const char *name, const char *text, bool sync) {
  char temporary[64];
  snprintf(temporary, sizeof temporary, "%s.tmp", name);
  return write_temporary(directory, temporary, text, sync) &&
         renameat(directory, temporary, directory, name) == 0;
}

static void format_record(char *text, size_t size, struct process_record record) {
  snprintf(text, size, "%d %llu\n", (int)record.pid, (unsigned long long)record.start_time);
}

bool claim_record(int directory, const char *name, struct process_record record) {
  char text[64];
  char temporary[64];
  format_record(text, sizeof text, record);
  // Two claimants may be at work at the same time: each has its own temporary name.
  snprintf(temporary, sizeof temporary, "%s.tmp.%d", name, (int)getpid());
  const bool ok = write_temporary(directory, temporary, text, false) &&
                  linkat(directory, temporary, directory, name, 0) == 0;
  const int error = errno;
  unlinkat(directory, temporary, 0);
  errno = error;
  return ok;
}

bool write_record(int directory, const char *name, struct process_record record) {
  char text[64];
  format_record(text, sizeof text, record);
  return write_file(directory, name, text, false);
}

bool read_record(int directory, const char *name, struct process_record *record) {
  char text[64];
  char *at = text;
  uint64_t pid;
  if (read_small(openat(directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), text, sizeof text) < 0) return false;
  if (!parse_number(&at, ' ', INT_MAX, &pid) || !parse_number(&at, '\n', UINT64_MAX, &record->start_time)) {
    errno = EINVAL;
    return false;
  }
  record->pid = (pid_t)pid;
  return true;
}

// Only the file's content is forced out, not the directory: after a crash of the machine no container lives,
// and its boot id tells the agent so; what must never be seen is a name with nothing behind it.
bool write_status(int directory, int status) {
  char text[32];
  snprintf(text, sizeof text, "%d\n", status);
  return write_file(directory, "status", text, true);
}

bool read_status(int directory, int *status) {
  char text[32];
  char *at = text;
  uint64_t number;
  if (read_small(openat(directory, "status", O_RDONLY | O_NOFOLLOW | O_CLOEXEC), text, sizeof text) < 0) return false;
  // Any wait status fits in 16 bits.
  if (!parse_number(&at, '\n', 0xffff, &number)) return false;
  *status = (int)number;
  return true;
}
