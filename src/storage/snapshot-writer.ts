// Writes the next generation of a journal beside the current one, a slice at a time, and puts it in its place.
// Until the rename the current file is untouched, so everything before it may fail without harm.
import { dirname } from 'node:path';
import { assert } from '../base/assert.ts';
import { MesosError } from '../base/errors.ts';
import type { Disk, DiskFile } from './disk.ts';
import { diskFailure } from './disk-failure.ts';
import { encodeFrame, encodeHeader, maxRecordBytes, sealFrame, snapshotFrame } from './journal-format.ts';
import { temporaryName } from './whole-file.ts';

/** Encoding this much takes a few milliseconds: other events of the daemon wait no longer. */
const sliceBytes = 256 * 1024;

type Done = (error: MesosError | undefined) => void;

export class SnapshotWriter {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #temporary: string;
  readonly #generation: number;
  #file: DiskFile | undefined;

  constructor(disk: Disk, path: string, generation: number) {
    this.#disk = disk;
    this.#path = path;
    this.#temporary = temporaryName(path);
    this.#generation = generation;
  }

  /** Creates the file and writes its header. */
  begin(kind: string, done: Done): void {
    this.#disk.openEmpty(this.#temporary, (error, file) => {
      if (error !== undefined || file === undefined) {
        return done(diskFailure('create', this.#temporary, error ?? new Error('no file')));
      }
      this.#file = file;
      file.append(encodeHeader(kind, this.#generation), (failed) => {
        done(failed && diskFailure('write', this.#temporary, failed));
      });
    });
  }

  /** Writes the records as they come from the iterator; it is advanced a slice at a time. */
  write(records: Iterator<Uint8Array>, done: Done): void {
    const slice: Uint8Array[] = [];
    let bytes = 0;
    while (bytes < sliceBytes) {
      const next = records.next();
      if (next.done === true) break;
      if (next.value.length > maxRecordBytes) {
        const message = `a record of ${next.value.length} bytes does not fit into ${this.#path}`;
        done(new MesosError('LIMIT_EXCEEDED', message));
        return;
      }
      slice.push(next.value);
      bytes += next.value.length;
    }
    if (slice.length === 0) {
      done(undefined);
      return;
    }
    this.#append(snapshotFrame, slice, (error) => {
      if (error !== undefined) return done(error);
      this.write(records, done);
    });
  }

  sync(done: Done): void {
    this.#open().sync((error) => done(error && diskFailure('sync', this.#temporary, error)));
  }

  /** Marks the snapshot complete and makes it durable, still under its temporary name. */
  seal(done: Done): void {
    this.#append(sealFrame, [], (error) => {
      if (error !== undefined) return done(error);
      this.sync(done);
    });
  }

  /** Puts the sealed file in the place of the current one. After a failure nobody knows which of them is there. */
  install(done: (error: MesosError | undefined, file: DiskFile | undefined) => void): void {
    this.#disk.rename(this.#temporary, this.#path, (error) => {
      if (error !== undefined) return done(diskFailure('rename', this.#temporary, error), undefined);
      this.#disk.syncDirectory(dirname(this.#path), (failed) => {
        if (failed !== undefined) {
          return done(diskFailure('sync the directory of', this.#path, failed), undefined);
        }
        done(undefined, this.#open());
      });
    });
  }

  /** Removes what was written so far. */
  abandon(done: () => void): void {
    const remove = (): void => this.#disk.remove(this.#temporary, () => done());
    if (this.#file === undefined) remove();
    else this.#file.close(remove);
  }

  #append(type: typeof snapshotFrame | typeof sealFrame, records: readonly Uint8Array[], done: Done): void {
    const file = this.#open();
    file.append(encodeFrame(type, records, this.#generation, file.sizeBytes), (error) => {
      done(error && diskFailure('write', this.#temporary, error));
    });
  }

  #open(): DiskFile {
    assert(this.#file !== undefined, 'a snapshot is written before it was begun');
    return this.#file;
  }
}
