// Puts operations on the registry into its store. The document is changed at once, so that the next operation is
// judged by it; nobody is told before it is durable. After a failure the owner must exit: what the store holds
// is then only known by loading it again.
import { assert } from '../base/assert.ts';
import { describeError, MesosError } from '../base/errors.ts';
import type { Clock, Log, Timer, Timers } from '../base/ports.ts';
import { commit, emptyDocument, type RegistryDocument } from '../registry/document.ts';
import { DocumentLoader, encodeChange, formatEntry, snapshotEntries } from '../registry/entries.ts';
import { plan, type RegistryOperation } from '../registry/operations.ts';
import type { Store, StoreChange, StoreGroup } from '../storage/store.ts';
import { RegistrarMetrics } from './registrar-metrics.ts';

export type OperationResult = { readonly changed: boolean } | { readonly problem: string };

export interface RegistrarOptions {
  readonly store: Store;
  readonly log: Log;
  readonly timers: Timers;
  readonly clock: Clock;
  /** `--registry_fetch_timeout`. */
  readonly fetchTimeoutMs: number;
  /** `--registry_store_timeout`, for one batch. */
  readonly storeTimeoutMs: number;
  /** Called at most once, when a batch failed or took too long. No callback of an operation comes after it. */
  readonly onFailure: (error: MesosError) => void;
}

interface Pending {
  readonly group: StoreGroup;
  readonly sizeChars: number;
  readonly result: OperationResult;
  readonly done: (result: OperationResult) => void;
}

/** Larger than any AgentInfo that fits into a message (8 MB bodies), far from what a record of a store takes. */
const maxOperationChars = 12 * 1024 * 1024;

/** One batch takes a disk tens of milliseconds. */
const maxBatchChars = 4 * 1024 * 1024;

/**
 * Twenty thousand agents may register while the store hangs; more are told to come again. As UTF-8 it is at most
 * three times as many bytes, which is what a store takes at once.
 */
const maxPendingChars = 20 * 1024 * 1024;

export class Registrar {
  /** Includes what is not durable yet. Nobody else changes it. */
  readonly document: RegistryDocument = emptyDocument();

  readonly metrics: RegistrarMetrics;

  readonly #options: RegistrarOptions;
  readonly #loader: DocumentLoader;
  #pending: Pending[] = [];
  #pendingChars = 0;
  #isRecovered = false;
  #isStoring = false;
  #isCompacting = false;
  #hasFailed = false;

  constructor(options: RegistrarOptions) {
    this.#options = options;
    this.metrics = new RegistrarMetrics(options.clock);
    this.#loader = new DocumentLoader(this.document);
  }

  /** Operations that wait for the store. */
  get pendingCount(): number {
    return this.#pending.length;
  }

  /**
   * Loads the registry; to be called once, first. An empty store is given its first entry, so that one which
   * cannot be written is found now. `onFailure` is not called for what fails here.
   */
  recover(done: (error: MesosError | undefined) => void): void {
    const { store, timers, fetchTimeoutMs, storeTimeoutMs } = this.#options;
    const finish = (error: MesosError | undefined): void => {
      this.#isRecovered = error === undefined;
      done(error);
    };
    const fetchEnds = this.metrics.startFetch();
    const fetched = withTimeout(
      timers,
      fetchTimeoutMs,
      'loading the registry',
      'registry_fetch_timeout',
      (error) => {
        fetchEnds();
        const failure = error ?? this.#loader.finish();
        if (failure !== undefined || !this.#loader.isEmpty) return finish(failure);
        const storeEnds = this.metrics.startStore();
        const stored = withTimeout(
          timers,
          storeTimeoutMs,
          'storing the registry',
          'registry_store_timeout',
          (problem) => {
            storeEnds();
            finish(problem);
          },
        );
        this.metrics.changed(formatEntry);
        store.append([[formatEntry]], stored);
      },
    );
    const take = (change: StoreChange): void => {
      this.metrics.changed(change);
      this.#loader.add(change);
    };
    store.load(take, fetched);
  }

  /**
   * Carries an operation out. `done` comes when it is durable, in order of submission, never before this returns;
   * a problem too waits for what it was judged by. It never comes after a failure.
   */
  submit(operation: RegistryOperation, done: (result: OperationResult) => void): void {
    assert(this.#isRecovered, 'an operation on a registry that was not recovered');
    if (this.#hasFailed) return;
    const { group, sizeChars, result } = this.#prepare(operation);
    this.#pending.push({ group, sizeChars, result, done });
    this.#pendingChars += sizeChars;
    this.#storeNext();
  }

  #prepare(operation: RegistryOperation): Omit<Pending, 'done'> {
    const changes = plan(this.document, operation);
    if ('problem' in changes) return { group: [], sizeChars: 0, result: changes };
    const group = changes.map(encodeChange);
    const sizeChars = group.reduce((sum, { key, value }) => sum + key.length + (value?.length ?? 0), 0);
    if (sizeChars > maxOperationChars) {
      const problem = `an operation of ${sizeChars} characters is larger than the ${maxOperationChars} the registry takes`;
      return { group: [], sizeChars: 0, result: { problem } };
    }
    if (sizeChars > 0 && this.#pendingChars + sizeChars > maxPendingChars) {
      const problem = `${this.#pendingChars} characters already wait to be stored in the registry`;
      return { group: [], sizeChars: 0, result: { problem } };
    }
    commit(this.document, changes);
    for (const change of group) this.metrics.changed(change);
    return { group, sizeChars, result: { changed: changes.length > 0 } };
  }

  /** One batch at a time; what comes meanwhile is the next one. */
  #storeNext(): void {
    if (this.#isStoring || this.#hasFailed || this.#pending.length === 0) return;
    this.#isStoring = true;
    const isTimeToCompact = !this.#isCompacting && this.#options.store.shouldCompact;
    const batch = this.#takeBatch(isTimeToCompact ? Number.POSITIVE_INFINITY : maxBatchChars);
    this.#append(batch, () => {
      for (const { result, done } of batch) done(result);
      this.#isStoring = false;
      this.#storeNext();
    });
    // Now the store has been given all that is in the document, which is what a snapshot must stand for.
    if (isTimeToCompact && !this.#hasFailed) this.#compact();
  }

  #takeBatch(maxChars: number): Pending[] {
    let chars = 0;
    let count = 0;
    while (count < this.#pending.length && chars < maxChars) {
      chars += this.#pending[count]?.sizeChars ?? 0;
      count += 1;
    }
    const batch = this.#pending.slice(0, count);
    this.#pending = this.#pending.slice(count);
    this.#pendingChars -= chars;
    return batch;
  }

  #append(batch: readonly Pending[], stored: () => void): void {
    const { store, timers, storeTimeoutMs } = this.#options;
    const groups = batch.flatMap(({ group }) => (group.length === 0 ? [] : [group]));
    const storeEnds = this.metrics.startStore();
    const done = withTimeout(
      timers,
      storeTimeoutMs,
      'storing the registry',
      'registry_store_timeout',
      (error) => {
        storeEnds();
        if (this.#hasFailed) return;
        if (error === undefined) return stored();
        this.#hasFailed = true;
        this.#options.onFailure(error);
      },
    );
    store.append(groups, done);
  }

  #compact(): void {
    const { store, log } = this.#options;
    this.#isCompacting = true;
    store.compact(snapshotEntries(this.document, this.#loader.kept), (error) => {
      this.#isCompacting = false;
      if (error === undefined) log.info('the registry was compacted', { agents: this.document.agents.size });
      else log.warn(`the registry was not compacted: ${describeError(error)}`);
    });
  }
}

/** A callback that gets what comes first, an answer or the timeout, and nothing after it. */
function withTimeout(
  timers: Timers,
  timeoutMs: number,
  what: string,
  flag: string,
  done: (error: MesosError | undefined) => void,
): (error: MesosError | undefined) => void {
  let timer: Timer | undefined;
  let isOver = false;
  const end = (error: MesosError | undefined): void => {
    if (isOver) return;
    isOver = true;
    timer?.cancel();
    done(error);
  };
  timer = timers.after(timeoutMs, () => {
    const message = `${what} took longer than ${timeoutMs} ms (--${flag})`;
    end(new MesosError('STORAGE_FAILED', message, { hint: 'look at the disk; the flag gives it more time' }));
  });
  return end;
}
