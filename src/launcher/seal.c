#define _GNU_SOURCE
#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

#define ALL_SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

// Kernels from 6.3 on want to be told that the file will be executed, older ones do not know the flag.
static int make_memory_file(void) {
  const unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  const int fd = memfd_create("mesos-launcher", flags | MFD_EXEC);
  return fd >= 0 || errno != EINVAL ? fd : memfd_create("mesos-launcher", flags);
}

static bool copy_file(int from, int to) {
  struct stat status;
  if (fstat(from, &status) != 0) return false;
  for (off_t left = status.st_size; left > 0;) {
    const ssize_t copied = sendfile(to, from, NULL, (size_t)left);
    if (copied < 0 && errno == EINTR) continue;
    if (copied <= 0) return false;
    left -= copied;
  }
  return true;
}

bool run_sealed(char **argv, char **environment) {
  const int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (self < 0) return false;
  const int seals = fcntl(self, F_GET_SEALS);
  if (seals != -1 && (seals & ALL_SEALS) == ALL_SEALS) {
    close(self);
    return true;
  }
  const int copy = make_memory_file();
  if (copy < 0 || !copy_file(self, copy) || fcntl(copy, F_ADD_SEALS, ALL_SEALS) != 0) return false;
  fexecve(copy, argv, environment);
  return false;
}
