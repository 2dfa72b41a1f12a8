// A disk that fails the way disks fail: at a crash it keeps what was synced and any part of what was not, writes
// and syncs can fail, and a failed sync forgets. The scheduler decides when each operation completes, the random
// source what is lost, so a seed replays everything.
import type { Disk, DiskDone, DiskError, DiskFile, LockOutcome } from '../../src/storage/disk.ts';

export type DiskOperation =
  | 'makeDirectory'
  | 'open'
  | 'read'
  | 'append'
  | 'sync'
  | 'truncate'
  | 'close'
  | 'rename'
  | 'remove'
  | 'syncDirectory'
  | 'lock';

export interface SimulatedDiskOptions {
  /** Runs the completion of an operation, at once or later, but not before it returns. */
  readonly schedule: (completion: () => void) => void;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** The unit that reaches the medium as a whole; small ones tear small records too. */
  readonly sectorBytes?: number | undefined;
  /** An errno name to fail this operation with, undefined to let it succeed. */
  readonly fault?: ((operation: DiskOperation, path: string) => string | undefined) | undefined;
}

type Write = { readonly at: number; readonly bytes: Uint8Array } | { readonly cutTo: number };

/** What a name leads to. `durable` is on the medium, the writes are in the cache. */
interface Inode {
  durable: Uint8Array;
  /** Writes of a failed sync: they can be read, no later sync writes them, and a crash forgets them. */
  lost: Write[];
  unsynced: Write[];
}

type NameChange = { readonly directory: string; readonly apply: (names: Map<string, Inode>) => unknown };

const messages: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on device',
  EIO: 'i/o error',
  EROFS: 'read-only file system',
};

export class SimulatedDisk implements Disk {
  fault: (operation: DiskOperation, path: string) => string | undefined;
  /** Completed and failed operations since the beginning, by kind. */
  readonly counts = new Map<DiskOperation, number>();

  readonly #schedule: (completion: () => void) => void;
  readonly #random: () => number;
  readonly #sectorBytes: number;
  /** Counts the crashes: what was begun before one never completes. */
  #life = 0;
  #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  #unsyncedNames: NameChange[] = [];
  #locks = new Set<string>();

  constructor(options: SimulatedDiskOptions) {
    this.#schedule = options.schedule;
    this.#random = options.random;
    this.#sectorBytes = options.sectorBytes ?? 512;
    this.fault = options.fault ?? (() => undefined);
  }

  /**
   * The machine loses power, or with `{ keepCache: true }` only the process dies. Operations on their way never
   * complete, files and locks are free again.
   */
  crash(how: { readonly keepCache?: boolean } = {}): void {
    this.#life += 1;
    this.#locks.clear();
    if (how.keepCache === true) return;
    const kept = Math.floor(this.#random() * (this.#unsyncedNames.length + 1));
    for (const change of this.#unsyncedNames.slice(0, kept)) change.apply(this.#durableNames);
    this.#unsyncedNames = [];
    this.#names = new Map(this.#durableNames);
    for (const inode of new Set(this.#names.values())) this.#lose(inode);
  }

  makeDirectory(path: string, done: DiskDone): void {
    this.#run('makeDirectory', path, () => {}, done);
  }

  openExisting(path: string, done: (error: DiskError | undefined, file: DiskFile | undefined) => void): void {
    const open = (): DiskFile | undefined => {
      const inode = this.#names.get(path);
      return inode === undefined ? undefined : this.#fileOf(path, inode);
    };
    this.#run<DiskFile | undefined>('open', path, open, done);
  }

  openEmpty(path: string, done: (error: DiskError | undefined, file: DiskFile | undefined) => void): void {
    const open = (): DiskFile => {
      const existing = this.#names.get(path);
      if (existing !== undefined) {
        existing.unsynced.push({ cutTo: 0 });
        return this.#fileOf(path, existing);
      }
      const created: Inode = { durable: new Uint8Array(0), lost: [], unsynced: [] };
      this.#rename(path, (names) => names.set(path, created));
      return this.#fileOf(path, created);
    };
    this.#run('open', path, open, done);
  }

  rename(from: string, to: string, done: DiskDone): void {
    const rename = (): void => {
      const inode = this.#names.get(from);
      if (inode === undefined) throw failure('ENOENT', from);
      this.#rename(to, (names) => {
        names.delete(from);
        names.set(to, inode);
      });
    };
    this.#run('rename', from, rename, done);
  }

  remove(path: string, done: DiskDone): void {
    const remove = (): void => {
      if (this.#names.has(path)) this.#rename(path, (names) => names.delete(path));
    };
    this.#run('remove', path, remove, done);
  }

  syncDirectory(path: string, done: DiskDone): void {
    const sync = (): void => {
      // A file system's journal is in order: what came before in other directories goes with it.
      const last = this.#unsyncedNames.findLastIndex((change) => change.directory === path);
      for (const change of this.#unsyncedNames.splice(0, last + 1)) change.apply(this.#durableNames);
    };
    this.#run('syncDirectory', path, sync, done);
  }

  lock(path: string, done: (error: DiskError | undefined, outcome: LockOutcome | undefined) => void): void {
    const lock = (): LockOutcome => {
      if (this.#locks.has(path)) return { heldBy: 'another process' };
      this.#locks.add(path);
      const life = this.#life;
      return {
        lock: {
          release: (released) => {
            const release = (): void => {
              if (life === this.#life) this.#locks.delete(path);
            };
            this.#run('close', path, release, released);
          },
        },
      };
    };
    this.#run('lock', path, lock, done);
  }

  /** The bytes of a file as a process would read them now. */
  bytesOf(path: string): Uint8Array {
    const inode = this.#names.get(path);
    return inode === undefined ? new Uint8Array(0) : contentOf(inode);
  }

  /** Puts a file there, durably: a test's own damage, or a file of another program. */
  put(path: string, bytes: Uint8Array): void {
    const inode: Inode = { durable: bytes.slice(), lost: [], unsynced: [] };
    this.#names.set(path, inode);
    this.#durableNames.set(path, inode);
  }

  /** The names there are now, sorted. */
  names(): string[] {
    return [...this.#names.keys()].sort();
  }

  /** Runs an operation: its effect is there at once, its completion when the scheduler says. */
  #run<T>(
    operation: DiskOperation,
    path: string,
    effect: () => T,
    done: (error: DiskError | undefined, value: T | undefined) => void,
  ): void {
    const code = this.fault(operation, path);
    let error = code === undefined ? undefined : failure(code, path);
    let value: T | undefined;
    try {
      if (error === undefined) value = effect();
    } catch (thrown) {
      error = thrown as DiskError;
    }
    this.#complete(operation, () => done(error, value));
  }

  #complete(operation: DiskOperation, completion: () => void): void {
    const life = this.#life;
    this.#schedule(() => {
      if (life !== this.#life) return;
      this.counts.set(operation, (this.counts.get(operation) ?? 0) + 1);
      completion();
    });
  }

  #rename(path: string, apply: (names: Map<string, Inode>) => unknown): void {
    apply(this.#names);
    this.#unsyncedNames.push({ directory: path.slice(0, path.lastIndexOf('/')) || '/', apply });
  }

  #fileOf(path: string, inode: Inode): DiskFile {
    let sizeBytes = contentOf(inode).length;
    // Faults go by the name the file has now: it may have been renamed since it was opened.
    const pathNow = (): string => [...this.#names].find(([, named]) => named === inode)?.[0] ?? path;
    const write = (at: number, bytes: Uint8Array, done: DiskDone): void => {
      const code = this.fault('append', pathNow());
      // A write that fails may have written a part.
      const part = code === undefined ? bytes : bytes.subarray(0, Math.floor(this.#random() * bytes.length));
      inode.unsynced.push({ at, bytes: part.slice() });
      sizeBytes = Math.max(sizeBytes, at + part.length);
      this.#complete('append', () => done(code === undefined ? undefined : failure(code, pathNow())));
    };
    return {
      get sizeBytes(): number {
        return sizeBytes;
      },
      read: (offset, lengthBytes, done) => {
        const read = (): Uint8Array => {
          const bytes = contentOf(inode).slice(offset, offset + lengthBytes);
          if (bytes.length < lengthBytes) throw new Error('unexpected end of file');
          return bytes;
        };
        this.#run('read', pathNow(), read, done);
      },
      append: (bytes, done) => write(sizeBytes, bytes, done),
      overwrite: (offset, bytes, done) => write(offset, bytes, done),
      sync: (done) => {
        const code = this.fault('sync', pathNow());
        this.#complete('sync', () => {
          if (code === undefined) {
            inode.durable = inode.unsynced.reduce(applyWrite, inode.durable);
          } else {
            inode.lost.push(...inode.unsynced);
          }
          inode.unsynced = [];
          done(code === undefined ? undefined : failure(code, pathNow()));
        });
      },
      truncate: (newSizeBytes, done) => {
        const truncate = (): void => {
          inode.unsynced.push({ cutTo: newSizeBytes });
          sizeBytes = newSizeBytes;
        };
        this.#run('truncate', pathNow(), truncate, done);
      },
      close: (done) => this.#run('close', pathNow(), () => {}, done),
    };
  }

  /** Keeps any prefix of the unsynced writes, and a part of the last of them. */
  #lose(inode: Inode): void {
    const kept = inode.unsynced.slice(0, Math.floor(this.#random() * (inode.unsynced.length + 1)));
    const last = kept.pop();
    let content = kept.reduce(applyWrite, inode.durable);
    if (last !== undefined) content = applyWrite(content, 'cutTo' in last ? last : this.#tear(content, last));
    inode.durable = content;
    inode.lost = [];
    inode.unsynced = [];
  }

  #tear(content: Uint8Array, write: { readonly at: number; readonly bytes: Uint8Array }): Write {
    const fate = this.#random();
    if (fate < 0.25) return write;
    const bytes = write.bytes.slice(0, Math.floor(this.#random() * (write.bytes.length + 1)));
    if (fate < 0.6) return { at: write.at, bytes };
    // The size reached the medium and some sectors did not: they hold what they held, zeros or anything old.
    for (let start = 0; start < bytes.length; start += this.#sectorBytes) {
      const sector = bytes.subarray(start, start + this.#sectorBytes);
      const before = content.subarray(write.at + start, write.at + start + sector.length);
      const loss = this.#random();
      if (loss < 0.5) continue;
      for (let index = before.length; index < sector.length; index += 1) {
        sector[index] = loss < 0.8 ? 0 : Math.floor(this.#random() * 256);
      }
      sector.set(before);
    }
    return { at: write.at, bytes };
  }
}

function contentOf(inode: Inode): Uint8Array {
  return [...inode.lost, ...inode.unsynced].reduce(applyWrite, inode.durable);
}

function applyWrite(content: Uint8Array, write: Write): Uint8Array {
  if ('cutTo' in write) return content.slice(0, write.cutTo);
  const result = new Uint8Array(Math.max(content.length, write.at + write.bytes.length));
  result.set(content);
  result.set(write.bytes, write.at);
  return result;
}

function failure(code: string, path: string): DiskError {
  return Object.assign(new Error(`${code}: ${messages[code] ?? 'failed'}, '${path}'`), { code });
}
