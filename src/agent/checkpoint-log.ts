// The checkpoint store as the mailbox's concerns use it: a failed write is fatal, because nothing that depends on
// it may happen any more, and the log is shortened when the store asks for it.
import type { MesosError } from '../base/errors.ts';
import type { Log } from '../base/ports.ts';
import type { CheckpointRecord, CheckpointStore } from './checkpoints.ts';

export class CheckpointLog {
  readonly #store: CheckpointStore;
  readonly #log: Log;
  readonly #fatal: (error: MesosError) => void;
  readonly #snapshot: () => readonly CheckpointRecord[];
  #hasFailed = false;

  /** `snapshot` gives the records that stand for everything appended so far. */
  constructor(
    store: CheckpointStore,
    log: Log,
    fatal: (error: MesosError) => void,
    snapshot: () => readonly CheckpointRecord[],
  ) {
    this.#store = store;
    this.#log = log;
    this.#fatal = fatal;
    this.#snapshot = snapshot;
  }

  /** Runs `then` once the record is durable; never when it cannot be made so. */
  append(record: CheckpointRecord, then: () => void = () => {}): void {
    this.#store.append(record, (error) => {
      if (error !== undefined) {
        this.#fail(error);
      } else if (!this.#hasFailed) {
        then();
        this.#compactIfDue();
      }
    });
  }

  /** Between two events the model and what was appended say the same. */
  #compactIfDue(): void {
    if (this.#hasFailed || !this.#store.shouldCompact) return;
    this.#store.compact(this.#snapshot(), (error) => {
      if (error !== undefined)
        this.#log.warn('cannot shorten the checkpoint journal', { problem: error.message });
    });
  }

  /** Only the first failure is told: the others follow from it. */
  #fail(error: MesosError): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#fatal(error);
  }
}
