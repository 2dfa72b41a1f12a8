// Virtual time and what is going to happen in it. Events run one at a time in the order of their times, those of
// one time in the order they were asked for, so a run is decided by nothing but its seed.

/** Who an event happens to: it is left out when they are dead and waits while they are stopped. */
export interface Owner {
  readonly isAlive: boolean;
  /** Virtual milliseconds until which nothing happens to them. */
  readonly stoppedUntilMs: number;
  /** Something happens to them now. */
  touch(): void;
}

/** Gives false when nothing happened after all, so that nobody need look. */
export type Action = () => unknown;

export interface QueuedEvent {
  cancel(): void;
}

export interface NextEvent {
  readonly label: string;
  readonly run: Action;
}

class Entry implements QueuedEvent {
  atMs: number;
  readonly sequence: number;
  readonly owner: Owner | undefined;
  readonly label: string;
  action: Action | undefined;

  constructor(atMs: number, sequence: number, owner: Owner | undefined, label: string, action: Action) {
    this.atMs = atMs;
    this.sequence = sequence;
    this.owner = owner;
    this.label = label;
    this.action = action;
  }

  cancel(): void {
    this.action = undefined;
  }
}

export class EventQueue {
  #nowMs = 0;
  #sequence = 0;
  readonly #heap: Entry[] = [];

  /** Virtual milliseconds since the beginning. */
  get nowMs(): number {
    return this.#nowMs;
  }

  get size(): number {
    return this.#heap.length;
  }

  after(delayMs: number, owner: Owner | undefined, label: string, action: Action): QueuedEvent {
    return this.at(this.#nowMs + Math.max(0, delayMs), owner, label, action);
  }

  at(atMs: number, owner: Owner | undefined, label: string, action: Action): QueuedEvent {
    this.#sequence += 1;
    const entry = new Entry(Math.max(atMs, this.#nowMs), this.#sequence, owner, label, action);
    this.#push(entry);
    return entry;
  }

  /** The next event that really happens, its time being now; undefined when none is left before `untilMs`. */
  next(untilMs: number): NextEvent | undefined {
    for (let entry = this.#heap[0]; entry !== undefined; entry = this.#heap[0]) {
      if (entry.atMs > untilMs) break;
      this.#pop();
      const { owner, action } = entry;
      if (action === undefined || owner?.isAlive === false) continue;
      if (owner !== undefined && owner.stoppedUntilMs > entry.atMs) {
        // Its sequence keeps it before whatever was asked for later.
        entry.atMs = owner.stoppedUntilMs;
        this.#push(entry);
        continue;
      }
      this.#nowMs = entry.atMs;
      entry.action = undefined;
      owner?.touch();
      return { label: entry.label, run: action };
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
    return undefined;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(heap[parent]!, entry)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (isBefore(last, heap[child]!)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}

function isBefore(left: Entry, right: Entry): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.sequence < right.sequence);
}
