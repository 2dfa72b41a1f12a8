// The disk as the core sees it. Callbacks, not promises, so that a simulator decides when each completes; a
// reader must not assume more than is said here: nothing is durable before the sync that covers it.

/** A failed operation. `code` is the errno name (ENOSPC, EIO, …) where the system gave one. */
export interface DiskError extends Error {
  readonly code?: string | undefined;
}

export type DiskDone = (error: DiskError | undefined) => void;

/** Callbacks are called exactly once and never before the method returns. */
export interface Disk {
  /** Makes the directory and its parents, durably. One that exists is fine. */
  makeDirectory(path: string, done: DiskDone): void;

  /** Opens for reading and appending. The file is undefined, without an error, where there is none. */
  openExisting(path: string, done: (error: DiskError | undefined, file: DiskFile | undefined) => void): void;

  /** Creates the file, or empties the one that is there. Its name is durable after `syncDirectory`. */
  openEmpty(path: string, done: (error: DiskError | undefined, file: DiskFile | undefined) => void): void;

  /** Atomic, replaces the target, durable after `syncDirectory`. */
  rename(from: string, to: string, done: DiskDone): void;

  /** Durable after `syncDirectory`. A file that is not there is fine. */
  remove(path: string, done: DiskDone): void;

  /** Makes the names of a directory durable. */
  syncDirectory(path: string, done: DiskDone): void;

  /**
   * Takes the exclusive lock of that name, or says who has it, without waiting. The lock ends with the
   * process, however it ends: a lock file left behind by a dead process does not hold it.
   */
  lock(path: string, done: (error: DiskError | undefined, outcome: LockOutcome | undefined) => void): void;
}

export type LockOutcome = { readonly lock: DiskLock } | { readonly heldBy: string };

export interface DiskLock {
  release(done: DiskDone): void;
}

/** An open file. One operation at a time. */
export interface DiskFile {
  /** Bytes in the file, appended ones included. */
  readonly sizeBytes: number;

  /** Reads exactly `lengthBytes`; reading past the end is an error. */
  read(
    offset: number,
    lengthBytes: number,
    done: (error: DiskError | undefined, bytes: Uint8Array | undefined) => void,
  ): void;

  /** Appends all the bytes, or fails with any part of them in the file. */
  append(bytes: Uint8Array, done: DiskDone): void;

  /** Writes over bytes that are in the file already. */
  overwrite(offset: number, bytes: Uint8Array, done: DiskDone): void;

  /**
   * Makes what was written and cut durable. After a failure nothing is known about any byte since the last
   * sync, and a later success proves nothing: Linux forgets the pages that it could not write.
   */
  sync(done: DiskDone): void;

  truncate(sizeBytes: number, done: DiskDone): void;

  close(done: DiskDone): void;
}
