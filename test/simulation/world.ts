// What every part of a simulated cluster shares: time, chance, the network, the history that the rules look at.
import type { Log, LogFields } from '../../src/base/ports.ts';
import { EventQueue } from './event-queue.ts';
import { History } from './history.ts';
import { HttpServers } from './http-connections.ts';
import type { Mutation } from './mutations.ts';
import { Network } from './network.ts';
import { SeededRandom } from './random.ts';
import { Trace } from './trace.ts';
import { Transports } from './transport.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly mutation?: Mutation | undefined;
  /** Gets every line of the trace. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** The logs of master and agents go into the trace too. */
  readonly isVerbose?: boolean | undefined;
}

/** Lines kept for the report of a failure. */
const keptLines = 200;

export class World {
  readonly queue = new EventQueue();
  readonly history = new History();
  readonly random: SeededRandom;
  readonly network: Network;
  readonly transports: Transports;
  readonly servers: HttpServers;
  readonly mutation: Mutation;
  readonly trace: Trace;
  /** Addresses of agents that a master told to leave: they end whatever runs there. */
  readonly expelledAgents = new Set<string>();
  /** The chance that an operation of a disk fails. */
  diskFaults = 0;
  readonly #isVerbose: boolean;

  constructor(options: WorldOptions) {
    this.random = new SeededRandom(options.seed);
    this.network = new Network(this.queue, this.random.fork('network'));
    this.transports = new Transports(this.network);
    this.servers = new HttpServers(this.network);
    this.mutation = options.mutation ?? {};
    this.trace = new Trace(keptLines, options.onLine);
    this.#isVerbose = options.isVerbose ?? false;
  }

  readonly note = (text: string): void => {
    this.trace.add(this.queue.nowMs, text);
  };

  /** The log of a process; its lines are part of the trace only when asked for. */
  log(name: string): Log {
    const write =
      (level: string) =>
      (message: string, fields: LogFields = {}): void => {
        if (!this.#isVerbose) return;
        const values = Object.entries(fields).flatMap(([key, value]) =>
          value === undefined ? [] : `${key}=${String(value)}`,
        );
        this.note(`    ${name} ${level}: ${[message, ...values].join(' ')}`);
      };
    return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  }
}
