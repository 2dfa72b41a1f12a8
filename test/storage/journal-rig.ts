// A journal on a simulated disk, driven step by step.
import * as assert from 'uvu/assert';
import type { MesosError } from '../../src/base/errors.ts';
import type { Journal } from '../../src/storage/journal.ts';
import { type JournalRecovery, openJournal } from '../../src/storage/open-journal.ts';
import { SimulatedDisk } from '../simulation/disk.ts';
import { randomOf } from '../support/random.ts';
import { Completions } from './deterministic.ts';
import { text } from './disk-contract.ts';

export const journalPath = '/work/registry/journal';

export interface Opened {
  readonly error: MesosError | undefined;
  readonly journal: Journal | undefined;
  readonly recovery: JournalRecovery | undefined;
  /** The records handed out, as text. */
  readonly records: readonly string[];
}

export interface OpenOptions {
  readonly kind?: string;
  readonly maxQueuedBytes?: number;
  readonly compactionMinBytes?: number;
}

export class JournalRig {
  readonly random: () => number;
  readonly completions: Completions;
  readonly disk: SimulatedDisk;

  constructor(seed = 1) {
    this.random = randomOf(seed);
    this.completions = new Completions(this.random);
    this.disk = new SimulatedDisk({
      schedule: this.completions.schedule,
      random: this.random,
      sectorBytes: 16,
    });
  }

  /** Opens the journal and runs the disk until that is done. */
  open(options: OpenOptions = {}): Opened {
    const records: string[] = [];
    let result: Opened | undefined;
    openJournal(
      {
        disk: this.disk,
        path: journalPath,
        kind: options.kind ?? 'test records',
        maxQueuedBytes: options.maxQueuedBytes,
        compactionMinBytes: options.compactionMinBytes,
        onRecord: (record) => records.push(text(record)),
      },
      (error, opened) => {
        result = { error, journal: opened?.journal, recovery: opened?.recovery, records };
      },
    );
    this.completions.runAll();
    assert.ok(result, 'the journal was neither opened nor refused');
    return result as unknown as Opened;
  }

  /** Opens a journal that must open. */
  mustOpen(options: OpenOptions = {}): Opened & { readonly journal: Journal } {
    const opened = this.open(options);
    assert.is(opened.error?.message, undefined);
    return opened as Opened & { readonly journal: Journal };
  }

  crash(how: { readonly keepCache?: boolean } = {}): void {
    this.disk.crash(how);
    this.completions.clear();
  }

  /** The file's bytes, changed by `damage` and put back. */
  damage(damage: (bytes: Buffer) => Buffer): void {
    this.disk.put(journalPath, damage(Buffer.from(this.disk.bytesOf(journalPath))));
  }
}
