// The ports through which the core meets the world. A mailbox (master, agent) gets them once, at
// construction; it must never reach a clock, a random source or I/O by any other way, or the simulator
// would no longer replay it from a seed.

/** Wall-clock time. */
export interface Clock {
  /** Milliseconds since the Unix epoch, with a fraction. */
  now(): number;
}

/** A started timer. Cancelling one that has fired does nothing. */
export interface Timer {
  cancel(): void;
}

/** Timers that run their action as an event of the mailbox that owns them. */
export interface Timers {
  after(delayMs: number, action: () => void): Timer;
}

/** The only source of randomness of the core. */
export interface Random {
  /** A version 4 UUID as text. */
  uuid(): string;
  /** A number in [0, 1). */
  fraction(): number;
}

/** Structured log lines; an implementation never throws. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;
