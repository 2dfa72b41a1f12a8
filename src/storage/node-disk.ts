// The disk of the daemons, on node:fs. Every call goes to the thread pool: nothing here blocks the event loop.
import { close, fdatasync, fstat, fsync, ftruncate, mkdir, open, read, rename, rm, write } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Disk, DiskDone, DiskError, DiskFile, LockOutcome } from './disk.ts';
import { lockFile } from './file-lock.ts';

export class NodeDisk implements Disk {
  makeDirectory(path: string, done: DiskDone): void {
    mkdir(path, { recursive: true }, (error, firstMade) => {
      if (error !== null || firstMade === undefined) return done(error ?? undefined);
      this.#syncFrom(resolve(path), dirname(resolve(firstMade)), done);
    });
  }

  openExisting(path: string, done: (error: DiskError | undefined, file: DiskFile | undefined) => void): void {
    open(path, 'r+', (error, fd) => {
      if (error !== null) return done(error.code === 'ENOENT' ? undefined : error, undefined);
      fstat(fd, (failed, stats) => {
        if (failed === null) return done(undefined, new NodeFile(fd, stats.size));
        close(fd, () => done(failed, undefined));
      });
    });
  }

  openEmpty(path: string, done: (error: DiskError | undefined, file: DiskFile | undefined) => void): void {
    // Readable by the owner only: what is stored may hold secrets of tasks.
    open(path, 'w+', 0o600, (error, fd) => {
      if (error !== null) return done(error, undefined);
      done(undefined, new NodeFile(fd, 0));
    });
  }

  rename(from: string, to: string, done: DiskDone): void {
    rename(from, to, (error) => done(error ?? undefined));
  }

  remove(path: string, done: DiskDone): void {
    rm(path, { force: true }, (error) => done(error ?? undefined));
  }

  syncDirectory(path: string, done: DiskDone): void {
    open(path, 'r', (error, fd) => {
      if (error !== null) return done(error);
      fsync(fd, (failed) => close(fd, () => done(failed ?? undefined)));
    });
  }

  lock(path: string, done: (error: DiskError | undefined, outcome: LockOutcome | undefined) => void): void {
    lockFile(path, done);
  }

  /** Syncs every directory from `path` up to `last`, both included: each holds the name of a new one. */
  #syncFrom(path: string, last: string, done: DiskDone): void {
    this.syncDirectory(path, (error) => {
      if (error !== undefined || path === last || path === dirname(path)) return done(error);
      this.#syncFrom(dirname(path), last, done);
    });
  }
}

class NodeFile implements DiskFile {
  readonly #fd: number;
  #sizeBytes: number;

  constructor(fd: number, sizeBytes: number) {
    this.#fd = fd;
    this.#sizeBytes = sizeBytes;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  read(
    offset: number,
    lengthBytes: number,
    done: (error: DiskError | undefined, bytes: Uint8Array | undefined) => void,
  ): void {
    const bytes = Buffer.allocUnsafe(lengthBytes);
    const next = (have: number): void => {
      read(this.#fd, bytes, have, lengthBytes - have, offset + have, (error, count) => {
        if (error !== null) return done(error, undefined);
        if (have + count === lengthBytes) return done(undefined, bytes);
        if (count === 0) return done(new Error('unexpected end of file'), undefined);
        next(have + count);
      });
    };
    next(0);
  }

  append(bytes: Uint8Array, done: DiskDone): void {
    this.overwrite(this.#sizeBytes, bytes, done);
  }

  overwrite(offset: number, bytes: Uint8Array, done: DiskDone): void {
    // The kernel may take only a part at a time, for example when the disk is nearly full.
    const next = (written: number): void => {
      write(this.#fd, bytes, written, bytes.length - written, offset + written, (error, count) => {
        if (error !== null) return done(error);
        this.#sizeBytes = Math.max(this.#sizeBytes, offset + written + count);
        if (written + count === bytes.length) return done(undefined);
        next(written + count);
      });
    };
    next(0);
  }

  sync(done: DiskDone): void {
    // The size is part of what fdatasync makes durable; times are not, and nobody needs them.
    fdatasync(this.#fd, (error) => done(error ?? undefined));
  }

  truncate(sizeBytes: number, done: DiskDone): void {
    ftruncate(this.#fd, sizeBytes, (error) => {
      if (error === null) this.#sizeBytes = sizeBytes;
      done(error ?? undefined);
    });
  }

  close(done: DiskDone): void {
    close(this.#fd, (error) => done(error ?? undefined));
  }
}
