// The verbosity of the log as operators see and change it: 0 is what was configured up to INFO, 1 and above are
// DEBUG. A change has an end: when its time is over, the level is what it was.

import { parseDuration } from '../base/duration.ts';
import type { Timer, Timers } from '../base/ports.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { invalidRequest, textResponse } from '../http/responses.ts';

type Level = 'error' | 'warn' | 'info' | 'debug';

/** The part of a logger that is changed. */
export interface LevelledLog {
  level(): Level;
  setLevel(level: Level): void;
}

/** Longest change: what a timer of the operating system's clock can be asked for, a hundred years. */
const maxDurationMs = 100 * 365 * 24 * 3600_000;

export class LoggingLevel {
  readonly #log: LevelledLog;
  readonly #timers: Timers;
  /** What to go back to, and when; undefined while nothing was changed. */
  #change: { readonly before: Level; readonly verbosity: number; readonly timer: Timer } | undefined;

  constructor(log: LevelledLog, timers: Timers) {
    this.#log = log;
    this.#timers = timers;
  }

  get verbosity(): number {
    return this.#change?.verbosity ?? this.#configured;
  }

  get #configured(): number {
    return (this.#change?.before ?? this.#log.level()) === 'debug' ? 1 : 0;
  }

  /** The problem of a level that cannot be set, or undefined once it is. */
  set(verbosity: number, durationMs: number): string | undefined {
    const configured = this.#configured;
    if (verbosity < configured) return `'${verbosity}' < original level.\n`;
    if (!(durationMs >= 0)) return 'Expecting a duration that is not negative.\n';
    const before = this.#change?.before ?? this.#log.level();
    this.#change?.timer.cancel();
    this.#change = undefined;
    this.#log.setLevel(verbosity === 0 ? before : 'debug');
    if (verbosity === configured) return undefined;
    const timer = this.#timers.after(Math.min(durationMs, maxDurationMs), () => {
      this.#change = undefined;
      this.#log.setLevel(before);
    });
    this.#change = { before, verbosity, timer };
    return undefined;
  }

  /** `/logging/toggle`. */
  respond({ query }: HttpRequest): HttpResponse {
    const level = query.get('level');
    const duration = query.get('duration');
    if (level === null && duration === null) return textResponse(200, `${this.verbosity}\n`);
    if (duration === null) return invalidRequest("Expecting 'duration=value' in query.\n");
    if (level === null) return invalidRequest("Expecting 'level=value' in query.\n");
    if (!/^\d{1,9}$/.test(level)) return invalidRequest(`Invalid level '${level}'.\n`);
    const durationMs = parseDuration(duration);
    if (durationMs === undefined) return invalidRequest(`Invalid duration '${duration}'.\n`);
    const problem = this.set(Number(level), durationMs);
    return problem === undefined ? { status: 200 } : invalidRequest(problem);
  }
}
