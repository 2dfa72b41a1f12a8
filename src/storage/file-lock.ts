// An exclusive lock on a file that the kernel releases when this process ends, however it ends. Node has no
// flock(2); a lock belongs to the open file description, which a child shares, so flock(1) of util-linux takes it
// on our descriptor and exits, and the lock stays ours. Lock files with a pid in them cannot replace this: in
// containers the same pid comes back, and a stale file would have to be removed under a lock.
import { spawn } from 'node:child_process';
import { close, constants, ftruncate, open, read, write } from 'node:fs';
import type { DiskDone, DiskError, DiskLock, LockOutcome } from './disk.ts';

/** flock(1) exits with this when somebody else has the lock; its failures are of sysexits.h, 64 and more. */
const conflictStatus = 1;

/** The lock takes a system call; a program that has not answered by then never will. */
const timeoutMs = 10_000;

type LockDone = (error: DiskError | undefined, outcome: LockOutcome | undefined) => void;

/** Takes the lock without waiting. The file stays behind: removing it would let two processes hold "the" lock. */
export function lockFile(path: string, done: LockDone): void {
  // Not emptied at opening: it names the holder. Node opens with O_CLOEXEC, so no other child keeps the lock alive.
  open(path, constants.O_RDWR | constants.O_CREAT, 0o600, (error, fd) => {
    if (error !== null) return done(error, undefined);
    takeLock(fd, (failed, taken) => {
      if (failed !== undefined) return close(fd, () => done(failed, undefined));
      if (!taken) return readHolder(fd, (heldBy) => close(fd, () => done(undefined, { heldBy })));
      writeHolder(fd, (unwritten) => {
        if (unwritten !== undefined) return close(fd, () => done(unwritten, undefined));
        done(undefined, { lock: new FileLock(fd) });
      });
    });
  });
}

class FileLock implements DiskLock {
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  release(done: DiskDone): void {
    close(this.#fd, (error) => done(error ?? undefined));
  }
}

function takeLock(fd: number, done: (error: DiskError | undefined, taken: boolean) => void): void {
  // Short options only: the flock of busybox knows no others.
  const child = spawn('flock', ['-x', '-n', '3'], {
    stdio: ['ignore', 'ignore', 'pipe', fd],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let complaint = '';
  let answered = false;
  const answer = (error: DiskError | undefined, taken: boolean): void => {
    if (answered) return;
    answered = true;
    done(error, taken);
  };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (complaint.length < 1000) complaint += text;
  });
  child.on('error', (error) => answer(new Error(`cannot run flock of util-linux: ${error.message}`), false));
  child.on('close', (status, signal) => {
    if (status === 0 || status === conflictStatus) return answer(undefined, status === 0);
    answer(new Error(`flock ended with ${signal ?? status}: ${complaint.trim()}`), false);
  });
}

function readHolder(fd: number, done: (heldBy: string) => void): void {
  const bytes = Buffer.alloc(32);
  read(fd, bytes, 0, bytes.length, 0, (error, count) => {
    const pid = error === null ? bytes.toString('latin1', 0, count).trim() : '';
    done(/^\d+$/.test(pid) ? `process ${pid}` : 'another process');
  });
}

function writeHolder(fd: number, done: DiskDone): void {
  ftruncate(fd, 0, (error) => {
    if (error !== null) return done(error);
    write(fd, `${process.pid}\n`, 0, (failed) => done(failed ?? undefined));
  });
}
