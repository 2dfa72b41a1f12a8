// Opens a journal: takes its lock, reads it, cuts a torn tail, or makes a fresh one. When this succeeds the
// caller is the only one in the file and has seen every record that was ever acknowledged.
import { dirname } from 'node:path';
import { MesosError } from '../base/errors.ts';
import type { Disk, DiskFile, DiskLock } from './disk.ts';
import { diskFailure } from './disk-failure.ts';
import { Journal, type JournalDone } from './journal.ts';
import { type JournalContents, readJournal } from './journal-reader.ts';
import { SnapshotWriter } from './snapshot-writer.ts';
import { temporaryName } from './whole-file.ts';

export interface OpenJournalOptions {
  readonly disk: Disk;
  /** The file. Its directory is made; the lock is `<path>.lock`. */
  readonly path: string;
  /** What it holds, in the file's header and in messages, for example "mesos registry". */
  readonly kind: string;
  /** Gets the records in order, the snapshot's first. They are views of a read buffer: copy what is kept. */
  readonly onRecord: (record: Uint8Array) => void;
  /** Records may wait for the disk up to this many bytes (64 MB). */
  readonly maxQueuedBytes?: number | undefined;
  /** A smaller file is never worth compacting (4 MB). */
  readonly compactionMinBytes?: number | undefined;
}

/** What was found at opening. */
export interface JournalRecovery {
  /** There was no file, or an empty one. */
  readonly isFresh: boolean;
  readonly recordCount: number;
  /** Bytes of a write that a crash had torn: cut, and never acknowledged to anybody. */
  readonly tornBytes: number;
}

export interface OpenedJournal {
  readonly journal: Journal;
  readonly recovery: JournalRecovery;
}

export type OpenJournalDone = (error: MesosError | undefined, opened: OpenedJournal | undefined) => void;

/**
 * Errors: STORAGE_FAILED (the disk, or another process has the journal), STORAGE_CORRUPT (damage other than a torn
 * last write), STORAGE_INCOMPATIBLE (another kind of journal, or one written by a newer version). After an error
 * nothing is held.
 */
export function openJournal(options: OpenJournalOptions, done: OpenJournalDone): void {
  const { disk, path } = options;
  disk.makeDirectory(dirname(path), (unmade) => {
    if (unmade !== undefined) return done(diskFailure('make the directory of', path, unmade), undefined);
    disk.lock(`${path}.lock`, (error, outcome) => {
      if (error !== undefined || outcome === undefined) {
        return done(diskFailure('lock', path, error ?? new Error('no outcome')), undefined);
      }
      if ('heldBy' in outcome) {
        const message = `${path} is in use by ${outcome.heldBy}`;
        const hint = 'stop that process, or give this one a work directory of its own';
        return done(new MesosError('STORAGE_FAILED', message, { hint }), undefined);
      }
      const { lock } = outcome;
      openLocked(options, lock, (failed, opened) => {
        if (failed === undefined) return done(undefined, opened);
        lock.release(() => done(failed, undefined));
      });
    });
  });
}

function openLocked(options: OpenJournalOptions, lock: DiskLock, done: OpenJournalDone): void {
  const { disk, path } = options;
  // A compaction or first start that a crash cut short left this; it was never in use.
  disk.remove(temporaryName(path), (unremoved) => {
    if (unremoved !== undefined)
      return done(diskFailure('remove', temporaryName(path), unremoved), undefined);
    disk.openExisting(path, (error, file) => {
      if (error !== undefined) return done(diskFailure('open', path, error), undefined);
      if (file === undefined) return makeFresh(options, lock, done);
      if (file.sizeBytes === 0) return file.close(() => makeFresh(options, lock, done));
      readJournal(file, path, options.kind, options.onRecord, (unread, contents) => {
        if (contents === undefined) return file.close(() => done(unread, undefined));
        settle(disk, path, file, contents, (unsettled) => {
          if (unsettled !== undefined) return file.close(() => done(unsettled, undefined));
          const { recordCount, tornBytes } = contents;
          done(undefined, {
            journal: new Journal({ ...options, file, lock, contents }),
            recovery: { isFresh: false, recordCount, tornBytes },
          });
        });
      });
    });
  });
}

/**
 * Makes what was read durable. A process may have died before the sync of the last batch, or of its failure: then
 * the kernel holds the batch in memory as if it had been written, and only writing it again writes it. Or it died
 * between a compaction's rename and the sync of the directory.
 */
function settle(
  disk: Disk,
  path: string,
  file: DiskFile,
  contents: JournalContents,
  done: JournalDone,
): void {
  const sync = (): void => {
    file.sync((error) => {
      if (error !== undefined) return done(diskFailure('sync', path, error));
      disk.syncDirectory(dirname(path), (failed) => {
        done(failed && diskFailure('sync the directory of', path, failed));
      });
    });
  };
  const writeAgain = (): void => {
    if (contents.lastBatch === undefined) {
      sync();
      return;
    }
    const { offset, frame } = contents.lastBatch;
    file.overwrite(offset, frame, (error) => {
      if (error !== undefined) return done(diskFailure('write', path, error));
      sync();
    });
  };
  if (contents.tornBytes === 0) {
    writeAgain();
    return;
  }
  file.truncate(contents.validBytes, (error) => {
    if (error !== undefined) return done(diskFailure('cut the torn end of', path, error));
    writeAgain();
  });
}

function makeFresh(options: OpenJournalOptions, lock: DiskLock, done: OpenJournalDone): void {
  const writer = new SnapshotWriter(options.disk, options.path, 1);
  const abandon = (error: MesosError): void => writer.abandon(() => done(error, undefined));
  writer.begin(options.kind, (error) => {
    if (error !== undefined) return abandon(error);
    writer.seal((unsealed) => {
      if (unsealed !== undefined) return abandon(unsealed);
      writer.install((uninstalled, file) => {
        if (file === undefined) return abandon(uninstalled ?? new MesosError('STORAGE_FAILED', 'no file'));
        done(undefined, {
          journal: new Journal({
            ...options,
            file,
            lock,
            contents: { generation: 1, snapshotBytes: file.sizeBytes },
          }),
          recovery: { isFresh: true, recordCount: 0, tornBytes: 0 },
        });
      });
    });
  });
}
