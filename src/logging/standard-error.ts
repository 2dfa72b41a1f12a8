// Standard error as a descriptor on which a write never waits. Pipes and terminals are opened anew, because the
// flag that makes writes not wait belongs to the open file, which other processes may share.
import { constants, fstatSync, openSync, type Stats } from 'node:fs';

const standardError = 2;

/** The descriptor to write log lines to; opened for good. */
export function openStandardError(): number {
  const stats = statOrUndefined();
  if (stats === undefined || stats.isFile()) return standardError;
  if (stats.isFIFO() || stats.isCharacterDevice()) {
    try {
      return openSync('/proc/self/fd/2', constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    } catch {
      // No /proc, or a pipe of another user.
    }
  }
  // A socket (the journal's) cannot be opened anew. Node makes it one that does not wait when it makes a stream of it.
  void process.stderr;
  return standardError;
}

function statOrUndefined(): Stats | undefined {
  try {
    return fstatSync(standardError);
  } catch {
    return undefined;
  }
}
