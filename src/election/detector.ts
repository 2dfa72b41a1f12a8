// Who leads. An agent hears of the leading master through a detector; without ZooKeeper the master at the
// given address always leads, and all there is to find out is its IP address.
import { lookup } from 'node:dns/promises';
import { describeError } from '../base/errors.ts';
import type { Log, Timer, Timers } from '../base/ports.ts';

export interface Detector {
  /** Calls back with `master@ip:port`, or undefined while no master leads; again whenever that changes. */
  start(onDetected: (master: string | undefined) => void): void;
  stop(): void;
}

/** Between two tries to resolve a name; a name server that restarts is back by then. */
const resolveRetryMs = 1000;
/** A name may come to mean another address (a virtual address that moves): it is asked again this often. */
const resolveAgainMs = 30_000;

export interface StandaloneDetectorOptions {
  readonly host: string;
  readonly port: number;
  readonly timers: Timers;
  readonly log: Log;
  /** For tests; by default the system's resolver, IPv4. */
  readonly resolve?: ((host: string) => Promise<string>) | undefined;
}

/** The master at one address leads. */
export class StandaloneDetector implements Detector {
  readonly #options: StandaloneDetectorOptions;
  #timer: Timer | undefined;
  #detected: string | undefined;
  #isStopped = false;

  constructor(options: StandaloneDetectorOptions) {
    this.#options = options;
  }

  start(onDetected: (master: string | undefined) => void): void {
    const { host, port } = this.#options;
    if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) {
      onDetected(`master@${host}:${port}`);
      return;
    }
    this.#resolve(onDetected);
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  #resolve(onDetected: (master: string | undefined) => void): void {
    const { host, port, log, resolve = resolveIpv4 } = this.#options;
    const again = (delayMs: number): void => {
      if (!this.#isStopped)
        this.#timer = this.#options.timers.after(delayMs, () => this.#resolve(onDetected));
    };
    resolve(host).then(
      (ip) => {
        again(resolveAgainMs);
        const master = `master@${ip}:${port}`;
        if (this.#isStopped || master === this.#detected) return;
        this.#detected = master;
        onDetected(master);
      },
      (error: unknown) => {
        // A resolver that fails for a while does not make the master any other.
        log.warn('cannot resolve the name of the master; trying again', {
          host,
          problem: describeError(error),
        });
        again(resolveRetryMs);
      },
    );
  }
}

async function resolveIpv4(host: string): Promise<string> {
  return (await lookup(host, { family: 4 })).address;
}
