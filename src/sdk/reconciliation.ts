// Explicit reconciliation: asks the master for the states of named tasks until each was answered. Answers are best
// effort and a master that has just started to lead does not answer for agents it has not seen yet, so what is left
// is asked for again, ever less often.
import { jitteredBackoffMs } from '../base/backoff.ts';
import type { Random, Timer, Timers } from '../base/ports.ts';
import type { AgentID, TaskID } from '../protocol/messages.ts';

export interface TaskToReconcile {
  readonly task_id: TaskID;
  /** With it the master can answer even while other agents are missing. */
  readonly agent_id?: AgentID | undefined;
}

export interface ReconciliationOptions {
  readonly tasks: readonly TaskToReconcile[];
  readonly timers: Timers;
  readonly random: Random;
  /** Sends one RECONCILE; a failure is the same as no answer. */
  send(tasks: readonly TaskToReconcile[]): void;
  onDone(): void;
}

const firstRetryMs = 1000;
const longestRetryMs = 60_000;
/** Tasks in one call. */
const batchSize = 1000;

export class Reconciliation {
  readonly #options: ReconciliationOptions;
  readonly #left: Map<string, TaskToReconcile>;
  #timer: Timer | undefined;
  #attempt = 0;

  constructor(options: ReconciliationOptions) {
    this.#options = options;
    this.#left = new Map(options.tasks.map((task) => [task.task_id.value, task]));
  }

  /** On the first subscription and on each new one. */
  subscribed(): void {
    this.#attempt = 0;
    this.#ask();
  }

  disconnected(): void {
    this.#timer?.cancel();
  }

  /** An update of that task arrived, whatever for. */
  heardOf(taskId: string): void {
    if (this.#left.delete(taskId) && this.#left.size === 0) this.#finish();
  }

  #ask(): void {
    this.#timer?.cancel();
    if (this.#left.size === 0) {
      this.#finish();
      return;
    }
    const left = [...this.#left.values()];
    for (let at = 0; at < left.length; at += batchSize) this.#options.send(left.slice(at, at + batchSize));
    const { random, timers } = this.#options;
    const delayMs = jitteredBackoffMs(random, firstRetryMs, longestRetryMs, this.#attempt++);
    this.#timer = timers.after(delayMs, () => this.#ask());
  }

  #finish(): void {
    this.#timer?.cancel();
    this.#options.onDone();
  }
}
