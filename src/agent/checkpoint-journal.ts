// The checkpoint store on a journal: one file in the work directory. It is the only owner of that file while it lives;
// another agent with the same work directory is refused when it opens it.
import { MesosError } from '../base/errors.ts';
import type { Log } from '../base/ports.ts';
import type { Disk } from '../storage/disk.ts';
import type { Journal } from '../storage/journal.ts';
import { openJournal } from '../storage/open-journal.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint-encoding.ts';
import type { CheckpointDone, CheckpointRecord, CheckpointStore, CheckpointsRead } from './checkpoints.ts';

export interface CheckpointJournalOptions {
  readonly disk: Disk;
  /** The file: `<work dir>/agent.journal`. */
  readonly path: string;
  /** Whether a record that cannot be understood is an error; otherwise it is left out, with a log line. */
  readonly strict: boolean;
  readonly log: Log;
  /** See `openJournal`. */
  readonly compactionMinBytes?: number | undefined;
}

/** The journal's file in a work directory. */
export function checkpointPath(workDir: string): string {
  return `${workDir}/agent.journal`;
}

export class CheckpointJournal implements CheckpointStore {
  readonly #options: CheckpointJournalOptions;
  #journal: Journal | undefined;

  constructor(options: CheckpointJournalOptions) {
    this.#options = options;
  }

  get shouldCompact(): boolean {
    return this.#journal?.shouldCompact ?? false;
  }

  recover(done: CheckpointsRead): void {
    const { compactionMinBytes, disk, log, path } = this.#options;
    const records: CheckpointRecord[] = [];
    const unreadable: MesosError[] = [];
    const onRecord = (bytes: Uint8Array): void => {
      try {
        records.push(decodeCheckpoint(bytes));
      } catch (error) {
        if (!(error instanceof MesosError)) throw error;
        unreadable.push(error);
      }
    };
    openJournal({ disk, path, kind: 'mesos agent', onRecord, compactionMinBytes }, (error, opened) => {
      if (opened === undefined) {
        done(error ?? new MesosError('STORAGE_FAILED', `${path} cannot be opened`), [], 0);
        return;
      }
      this.#journal = opened.journal;
      const { tornBytes } = opened.recovery;
      if (tornBytes > 0) log.warn('cut a torn write off the checkpoints', { path, bytes: tornBytes });
      if (unreadable.length > 0)
        log.warn('checkpoint records cannot be read', { path, count: unreadable.length });
      done(this.#refusal(unreadable[0]), records, unreadable.length);
    });
  }

  append(record: CheckpointRecord, done: CheckpointDone): void {
    if (this.#journal === undefined) done(this.#notOpen());
    else this.#journal.append(encodeCheckpoint(record), done);
  }

  compact(records: readonly CheckpointRecord[], done: CheckpointDone): void {
    // Encoded at once: the messages in the records may change with the next event.
    if (this.#journal === undefined) done(this.#notOpen());
    else this.#journal.compact(records.map(encodeCheckpoint), done);
  }

  /** Finishes what was begun and frees the file for the next agent. */
  close(done: CheckpointDone): void {
    if (this.#journal === undefined) done(undefined);
    else this.#journal.close(done);
  }

  #refusal(unreadable: MesosError | undefined): MesosError | undefined {
    if (unreadable === undefined || !this.#options.strict) return undefined;
    return new MesosError('STORAGE_CORRUPT', `${this.#options.path}: ${unreadable.message}`, {
      cause: unreadable,
      hint: '--no-strict goes on without the records that cannot be read',
    });
  }

  #notOpen(): MesosError {
    return new MesosError('STORAGE_FAILED', `${this.#options.path} is not open`);
  }
}
