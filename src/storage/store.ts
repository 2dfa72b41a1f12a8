// What the master keeps over its own death: text values under keys, changed in atomic groups. The backends (a
// journal here, an ensemble elsewhere) know nothing of what the values mean.
import type { MesosError } from '../base/errors.ts';

/**
 * Sets a key, or removes it when there is no value. A key is of printable ASCII without space, with slashes
 * between its parts; a value is text without line breaks.
 */
export interface StoreChange {
  readonly key: string;
  readonly value: string | undefined;
}

export interface StoreEntry {
  readonly key: string;
  readonly value: string;
}

/** Changes that become visible together or not at all. */
export type StoreGroup = readonly StoreChange[];

export type StoreDone = (error: MesosError | undefined) => void;

/** Callbacks are called exactly once; successful ones never before the method returns. */
export interface Store {
  /**
   * Opens the store and hands out what is in it as changes that lead from nothing to the last state, in order.
   * To be called once, first. After an error nothing is held.
   */
  load(onChange: (change: StoreChange) => void, done: StoreDone): void;

  /**
   * Makes the groups durable, in order, each as a whole. After an error the last groups may or may not be there:
   * only loading again tells, so the owner must exit.
   */
  append(groups: readonly StoreGroup[], done: StoreDone): void;

  /** Whether it is time to call `compact`. */
  readonly shouldCompact: boolean;

  /**
   * Tells the store all that is in it after everything appended so far, so that it can forget how that came to be.
   * The iterable is read little by little and must not change meanwhile. An error leaves the store as it was.
   */
  compact(entries: Iterable<StoreEntry>, done: StoreDone): void;

  /** Waits for what was begun, then frees the store for another owner. */
  close(done: StoreDone): void;
}
