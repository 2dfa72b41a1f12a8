// The store of a cluster with one master: a journal in the work directory.
import { assert } from '../base/assert.ts';
import { MesosError } from '../base/errors.ts';
import { decodeGroup, encodeGroup } from './change-lines.ts';
import type { Disk } from './disk.ts';
import type { Journal } from './journal.ts';
import { type JournalRecovery, openJournal } from './open-journal.ts';
import type { Store, StoreChange, StoreDone, StoreEntry, StoreGroup } from './store.ts';

export interface FileStoreOptions {
  readonly disk: Disk;
  /** The journal's file; see `openJournal` for what lies beside it. */
  readonly path: string;
  readonly kind: string;
  /** See `openJournal`. */
  readonly compactionMinBytes?: number | undefined;
  /** Called once, before `load` is done. */
  readonly onRecovery?: ((recovery: JournalRecovery) => void) | undefined;
}

export class FileStore implements Store {
  readonly #options: FileStoreOptions;
  #journal: Journal | undefined;

  constructor(options: FileStoreOptions) {
    this.#options = options;
  }

  load(onChange: (change: StoreChange) => void, done: StoreDone): void {
    const { onRecovery, ...options } = this.#options;
    let unreadable: MesosError | undefined;
    const onRecord = (record: Uint8Array): void => {
      const group = decodeGroup(record);
      if (group !== undefined) {
        group.forEach(onChange);
        return;
      }
      unreadable ??= new MesosError(
        'STORAGE_INCOMPATIBLE',
        `${options.path} holds records that are not changes of a store`,
        {
          hint: 'start the version that wrote it',
        },
      );
    };
    openJournal({ ...options, onRecord }, (error, opened) => {
      if (opened === undefined) return done(error);
      if (unreadable !== undefined) return opened.journal.close(() => done(unreadable));
      this.#journal = opened.journal;
      onRecovery?.(opened.recovery);
      done(undefined);
    });
  }

  append(groups: readonly StoreGroup[], done: StoreDone): void {
    const journal = this.#open();
    let failure: MesosError | undefined;
    for (const group of groups) {
      journal.append(encodeGroup(group), (error) => {
        failure ??= error;
      });
    }
    if (failure !== undefined) {
      done(failure);
      return;
    }
    journal.barrier((error) => done(failure ?? error));
  }

  get shouldCompact(): boolean {
    return this.#journal?.shouldCompact ?? false;
  }

  compact(entries: Iterable<StoreEntry>, done: StoreDone): void {
    this.#open().compact(encodeEntries(entries), done);
  }

  close(done: StoreDone): void {
    if (this.#journal === undefined) {
      done(undefined);
      return;
    }
    this.#journal.close(done);
  }

  #open(): Journal {
    assert(this.#journal !== undefined, 'a store is used before it was loaded');
    return this.#journal;
  }
}

function* encodeEntries(entries: Iterable<StoreEntry>): Iterable<Uint8Array> {
  for (const entry of entries) yield encodeGroup([entry]);
}
