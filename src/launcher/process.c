#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

bool write_text(const char *path, const char *text) {
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const size_t length = strlen(text);
  const bool ok = write(fd, text, length) == (ssize_t)length;
  const int error = errno;
  close(fd);
  errno = error;
  return ok;
}

bool enter_cgroup(const char *directory) {
  char path[PATH_MAX];
  if (snprintf(path, sizeof path, "%s/cgroup.procs", directory) >= (int)sizeof path) {
    errno = ENAMETOOLONG;
    return false;
  }
  return write_text(path, "0");
}

void close_from(int first) {
#ifdef SYS_close_range
  if (syscall(SYS_close_range, (unsigned)first, ~0u, 0u) == 0) return;
#endif
  // Kernels before 5.9. No descriptor is above the limit, which was only ever raised.
  struct rlimit limit;
  const int end = getrlimit(RLIMIT_NOFILE, &limit) == 0 ? (int)limit.rlim_cur : 65536;
  for (int fd = first; fd < end; fd++) close(fd);
}
