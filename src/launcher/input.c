#define _GNU_SOURCE
#include "input.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "output.h"

// Many launches in one read, and little to copy when a message is cut at the end.
#define READ_SIZE 65536u

static struct workspace *workspace;
static size_t head;  // Messages before this were taken.
static size_t tail;  // Bytes before this were read.

struct workspace *initialize_input(void) {
  workspace = mmap(NULL, sizeof *workspace, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (workspace == MAP_FAILED) abort();
  return workspace;
}

// The length of the message at `head`; false when its four bytes are not there yet.
static bool message_length(size_t *length) {
  if (tail - head < 4) return false;
  const unsigned char *const bytes = (const unsigned char *)workspace->input + head;
  *length = (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
  if (*length > MAX_MESSAGE) refuse("a message is longer than 4194304 bytes");
  return true;
}

bool has_message(void) {
  size_t length;
  return message_length(&length) && tail - head - 4 >= length;
}

char *take_message(size_t *length) {
  message_length(length);
  char *const message = workspace->input + head + 4;
  head += 4 + *length;
  return message;
}

// After a long message its memory goes back, so that the next supervisors do not inherit it.
static void release_memory(void) {
  static size_t high;
  if (tail > high) high = tail;
  if (tail != 0 || high <= 2 * READ_SIZE) return;
  madvise(workspace, sizeof *workspace, MADV_DONTNEED);
  high = 0;
}

void read_input(void) {
  if (head > 0) memmove(workspace->input, workspace->input + head, tail - head);
  tail -= head;
  head = 0;
  release_memory();
  size_t end = READ_SIZE;
  size_t length;
  if (message_length(&length) && 4 + length > end) end = 4 + length;
  const ssize_t count = recv(AGENT_FD, workspace->input + tail, end - tail, MSG_DONTWAIT);
  if (count > 0) {
    tail += (size_t)count;
    message_length(&length);
    return;
  }
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  exit(0);
}
