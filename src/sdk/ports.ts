// What the clients of this folder need of the world. A program gives nothing and gets the real thing; a test gives
// its own.
import { randomUUID } from 'node:crypto';
import type { Clock, Log, Random, Timers } from '../base/ports.ts';
import { createHttpClient, type HttpClient } from '../http/client.ts';

export interface ClientPorts {
  /** One connection for calls is enough, because they leave one after the other. */
  readonly http: HttpClient;
  readonly timers: Timers;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Log;
}

/** The given ports, and the real ones for the others; nothing is logged unless a log is given. */
export function withRealPorts(given: Partial<ClientPorts> = {}): ClientPorts {
  return {
    http: given.http ?? createHttpClient({ maxSockets: 1 }),
    timers: given.timers ?? timers,
    random: given.random ?? { uuid: randomUUID, fraction: Math.random },
    clock: given.clock ?? { now: Date.now },
    log: given.log ?? silence,
  };
}

const timers: Timers = {
  after: (delayMs, action) => {
    const handle = setTimeout(action, delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
};

const nothing = (): void => undefined;
const silence: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
