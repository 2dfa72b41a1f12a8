// An append-only file of records. A record is acknowledged when it is on the disk; all records that come while one
// write is on its way share the next write and sync. After a failed write or sync the journal is dead for good
// (a retried fsync reports success without having written), and its owner must exit and start over.
import { assert } from '../base/assert.ts';
import { MesosError } from '../base/errors.ts';
import type { Disk, DiskError, DiskFile, DiskLock } from './disk.ts';
import { diskFailure } from './disk-failure.ts';
import { batchBytes, batchFrame, encodeFrame, maxRecordBytes } from './journal-format.ts';
import type { JournalContents } from './journal-reader.ts';
import { SnapshotWriter } from './snapshot-writer.ts';

export type JournalDone = (error: MesosError | undefined) => void;

/** Records may wait for the disk up to this; it is many seconds of writing, so the disk hangs or the load is absurd. */
const defaultMaxQueuedBytes = 64 * 1024 * 1024;

/** A journal is worth compacting when it is several times its snapshot: then compaction costs a part of the appends. */
const compactionRatio = 4;

/** A small journal is read in a few milliseconds whatever it holds. */
const defaultCompactionMinBytes = 4 * 1024 * 1024;

export interface JournalParts {
  readonly disk: Disk;
  readonly path: string;
  readonly kind: string;
  readonly file: DiskFile;
  readonly lock: DiskLock;
  readonly contents: Pick<JournalContents, 'generation' | 'snapshotBytes'>;
  readonly maxQueuedBytes?: number | undefined;
  readonly compactionMinBytes?: number | undefined;
}

/** A record with its caller; without bytes it only waits until everything before it is durable. */
interface Pending {
  readonly record: Uint8Array | undefined;
  readonly done: JournalDone;
}

interface Compaction {
  /** Appends that were accepted before it: they are in the snapshot, which is taken when they are durable. */
  readonly covers: number;
  readonly records: Iterable<Uint8Array>;
  readonly done: JournalDone;
  /** Records made durable in the current file since then; they follow the snapshot into the new one. */
  readonly tail: Uint8Array[];
  tailBytes: number;
  state: 'waiting' | 'writing' | 'written' | 'ending';
  readonly writer: SnapshotWriter;
}

/** Made by `openJournal`. */
export class Journal {
  readonly path: string;
  readonly #disk: Disk;
  readonly #kind: string;
  readonly #lock: DiskLock;
  readonly #maxQueuedBytes: number;
  readonly #compactionMinBytes: number;

  #file: DiskFile;
  #generation: number;
  #snapshotBytes: number;
  #nextCompactionBytes: number;

  #queue: Pending[] = [];
  #queuedBytes = 0;
  #accepted = 0;
  #durable = 0;
  #writing = false;
  #compaction: Compaction | undefined;
  #failure: MesosError | undefined;
  #closing: JournalDone | undefined;
  #closed = false;

  constructor(parts: JournalParts) {
    this.path = parts.path;
    this.#disk = parts.disk;
    this.#kind = parts.kind;
    this.#lock = parts.lock;
    this.#file = parts.file;
    this.#maxQueuedBytes = parts.maxQueuedBytes ?? defaultMaxQueuedBytes;
    this.#compactionMinBytes = parts.compactionMinBytes ?? defaultCompactionMinBytes;
    this.#generation = parts.contents.generation;
    this.#snapshotBytes = parts.contents.snapshotBytes;
    this.#nextCompactionBytes = this.#suggestedBytes();
  }

  /** Bytes of the file. */
  get sizeBytes(): number {
    return this.#file.sizeBytes;
  }

  /** Why the journal is dead, if it is. */
  get failure(): MesosError | undefined {
    return this.#failure;
  }

  /** Whether it is time to call `compact`. */
  get shouldCompact(): boolean {
    return (
      this.#compaction === undefined &&
      this.#failure === undefined &&
      this.#closing === undefined &&
      this.#file.sizeBytes >= this.#nextCompactionBytes
    );
  }

  /**
   * Appends a record, which must not change afterwards. `done` is called in order of the appends, after the record
   * is durable and never before this returns; a refusal (dead, closed, queue full, record too large) may come
   * at once. Errors: STORAGE_FAILED, LIMIT_EXCEEDED.
   */
  append(record: Uint8Array, done: JournalDone): void {
    const refusal = this.#refusalOf(record.length);
    if (refusal !== undefined) {
      done(refusal);
      return;
    }
    this.#queuedBytes += record.length;
    this.#push({ record, done });
  }

  /** Calls `done` when all that was appended before is durable, never before this returns. */
  barrier(done: JournalDone): void {
    const refusal = this.#refusalOf(0);
    if (refusal !== undefined) {
      done(refusal);
      return;
    }
    this.#push({ record: undefined, done });
  }

  /**
   * Replaces the file by one that begins with these records, which stand for everything appended so far, and frees
   * the old one. The records are taken from the iterable little by little: it must not change with later
   * events. Appends go on meanwhile. When the new file cannot be written the old one stays, `done` gets the error
   * and the journal lives.
   */
  compact(records: Iterable<Uint8Array>, done: JournalDone): void {
    assert(this.#compaction === undefined, 'a journal is being compacted already');
    const refusal = this.#refusalOf(0);
    if (refusal !== undefined) {
      done(refusal);
      return;
    }
    this.#compaction = {
      covers: this.#accepted,
      records,
      done,
      tail: [],
      tailBytes: 0,
      state: 'waiting',
      writer: new SnapshotWriter(this.#disk, this.path, this.#generation + 1),
    };
    this.#advance();
  }

  /** Finishes what was begun, closes the file and frees the lock. */
  close(done: JournalDone): void {
    assert(this.#closing === undefined, 'a journal is closed twice');
    this.#closing = done;
    this.#advance();
  }

  #refusalOf(recordBytes: number): MesosError | undefined {
    if (this.#failure !== undefined) return this.#failure;
    if (this.#closing !== undefined) return new MesosError('STORAGE_FAILED', `${this.path} is closed`);
    if (recordBytes > maxRecordBytes) {
      const message = `a record of ${recordBytes} bytes is larger than the ${maxRecordBytes} that ${this.path} takes`;
      return new MesosError('LIMIT_EXCEEDED', message);
    }
    if (recordBytes > 0 && this.#queuedBytes + recordBytes > this.#maxQueuedBytes) {
      const message = `more than ${this.#maxQueuedBytes} bytes wait to be written to ${this.path}`;
      return new MesosError('LIMIT_EXCEEDED', message, {
        hint: 'the disk is too slow for the load, or hangs',
      });
    }
    return undefined;
  }

  #push(pending: Pending): void {
    this.#accepted += 1;
    this.#queue.push(pending);
    this.#advance();
  }

  /** Starts whatever can start now. Called after everything that happens. */
  #advance(): void {
    if (this.#writing || this.#closed) return;
    const compaction = this.#compaction;
    if (compaction?.state === 'ending') return;
    if (this.#failure !== undefined && (compaction?.state === 'waiting' || compaction?.state === 'written')) {
      this.#abandon(compaction, this.#failure);
    } else if (compaction?.state === 'written') {
      this.#switch(compaction);
    } else if (compaction?.state === 'writing' && compaction.tailBytes > this.#maxQueuedBytes) {
      // The tail is kept in memory: appends wait in the bounded queue until it is written.
    } else if (compaction?.state === 'waiting' && this.#durable >= compaction.covers) {
      this.#writeSnapshot(compaction);
      this.#writeBatch();
    } else if (this.#queue.length > 0) {
      this.#writeBatch();
    } else if (this.#closing !== undefined && compaction === undefined) {
      this.#close(this.#closing);
    }
  }

  #writeBatch(): void {
    const batch = this.#takeBatch();
    if (batch.length === 0) return;
    this.#writing = true;
    const records = batch.flatMap((pending) => pending.record ?? []);
    const sync = (): void => {
      this.#file.sync((error) => {
        if (error !== undefined) return this.#fail('sync', error, batch);
        this.#acknowledge(batch, records);
      });
    };
    if (records.length === 0) {
      sync();
      return;
    }
    const frame = encodeFrame(batchFrame, records, this.#generation, this.#file.sizeBytes);
    this.#file.append(frame, (error) => {
      if (error !== undefined) return this.#fail('write', error, batch);
      sync();
    });
  }

  #takeBatch(): Pending[] {
    const waiting =
      this.#compaction?.state === 'waiting' ? this.#compaction.covers - this.#durable : Infinity;
    let bytes = 0;
    let count = 0;
    while (count < this.#queue.length && count < waiting && bytes < batchBytes) {
      bytes += 4 + (this.#queue[count]?.record?.length ?? 0);
      count += 1;
    }
    const batch = this.#queue.slice(0, count);
    this.#queue = this.#queue.slice(count);
    return batch;
  }

  #acknowledge(batch: readonly Pending[], records: readonly Uint8Array[]): void {
    this.#durable += batch.length;
    const compaction = this.#compaction;
    const tail = compaction !== undefined && this.#durable > compaction.covers ? compaction : undefined;
    for (const record of records) {
      this.#queuedBytes -= record.length;
      if (tail === undefined) continue;
      tail.tail.push(record);
      tail.tailBytes += record.length;
    }
    for (const pending of batch) pending.done(undefined);
    this.#writing = false;
    this.#advance();
  }

  #writeSnapshot(compaction: Compaction): void {
    const { writer } = compaction;
    compaction.state = 'writing';
    const orAbandon =
      (next: () => void): JournalDone =>
      (error) => {
        if (error !== undefined) this.#abandon(compaction, error);
        else next();
      };
    const written = orAbandon(() => {
      compaction.state = 'written';
      this.#advance();
    });
    // The long sync comes while appends go on; the one in `seal` has only the tail left to write.
    const sync = orAbandon(() => writer.sync(written));
    writer.begin(
      this.#kind,
      orAbandon(() => writer.write(compaction.records[Symbol.iterator](), sync)),
    );
  }

  /** With no batch on its way, the tail makes the new file complete, and it takes the place of the old one. */
  #switch(compaction: Compaction): void {
    const { writer } = compaction;
    compaction.state = 'ending';
    writer.write(compaction.tail.values(), (unwritten) => {
      if (unwritten !== undefined) return this.#abandon(compaction, unwritten);
      writer.seal((unsealed) => {
        if (unsealed !== undefined) return this.#abandon(compaction, unsealed);
        writer.install((error, file) => {
          this.#compaction = undefined;
          if (error !== undefined || file === undefined) {
            const failure = error ?? new MesosError('STORAGE_FAILED', `${this.path} has no file`);
            this.#die(failure, []);
            return compaction.done(failure);
          }
          this.#replace(file);
          compaction.done(undefined);
          this.#advance();
        });
      });
    });
  }

  #replace(file: DiskFile): void {
    // Nothing depends on the old file any more; its space is freed with its last descriptor.
    this.#file.close(() => {});
    this.#file = file;
    this.#generation += 1;
    this.#snapshotBytes = file.sizeBytes;
    this.#nextCompactionBytes = this.#suggestedBytes();
  }

  /** The old file is still whole. The next attempt waits until it has doubled: a full disk stays full for a while. */
  #abandon(compaction: Compaction, error: MesosError): void {
    compaction.state = 'ending';
    compaction.writer.abandon(() => {
      this.#nextCompactionBytes = 2 * this.#file.sizeBytes;
      this.#compaction = undefined;
      compaction.done(error);
      this.#advance();
    });
  }

  #fail(action: string, error: DiskError, batch: readonly Pending[]): void {
    this.#die(diskFailure(action, this.path, error), batch);
  }

  #die(failure: MesosError, batch: readonly Pending[]): void {
    this.#failure = failure;
    this.#writing = false;
    const abandoned = [...batch, ...this.#queue];
    this.#queue = [];
    this.#queuedBytes = 0;
    for (const pending of abandoned) pending.done(failure);
    this.#advance();
  }

  #close(done: JournalDone): void {
    this.#closed = true;
    this.#file.close((error) => {
      this.#lock.release((unreleased) => {
        const failed = error ?? unreleased;
        done(failed && diskFailure('close', this.path, failed));
      });
    });
  }

  #suggestedBytes(): number {
    return Math.max(this.#compactionMinBytes, compactionRatio * this.#snapshotBytes);
  }
}
