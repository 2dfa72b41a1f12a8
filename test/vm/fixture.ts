// The machines of one run and the time it may take: every check asks here for its machine, so that one that cannot
// start, or a run that takes too long, fails each check at once and still leaves its logs.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Documents } from './documents.ts';
import { logDirectory, Machine } from './machine.ts';

/** Less than scripts/run-tests.mjs gives a file; on two cores of its own the whole takes six to seven minutes. */
const runTimeoutMs = 19 * 60 * 1000;

/** Prints a measurement, on a line of its own, which scripts/test shows. */
export function figure(text: string): void {
  console.log(`\nFIGURE ${text}`);
}

export class Fixture {
  readonly documents = new Documents();
  readonly #socketDirectory = mkdtempSync(join(tmpdir(), 'mesos-vm-'));
  readonly #machines = new Map<string, Promise<Machine>>();
  readonly #deadline: NodeJS.Timeout;
  #late = false;

  constructor() {
    rmSync(logDirectory, { recursive: true, force: true });
    mkdirSync(logDirectory, { recursive: true });
    this.#deadline = setTimeout(() => {
      this.#late = true;
      void this.stop();
    }, runTimeoutMs);
  }

  first(): Promise<Machine> {
    return this.#machine('first', 2048);
  }

  second(): Promise<Machine> {
    return this.#machine('second', 1024);
  }

  /** The second machine is not needed any more; it would take processor time from the first. */
  async endSecond(): Promise<void> {
    const starting = this.#machines.get('second');
    this.#machines.delete('second');
    if (starting !== undefined) await end(starting);
  }

  /** Keeps the journals, ends the machines. */
  async stop(): Promise<void> {
    clearTimeout(this.#deadline);
    for (const starting of this.#machines.values()) await end(starting);
    rmSync(this.#socketDirectory, { recursive: true, force: true });
  }

  #machine(name: 'first' | 'second', memoryMb: number): Promise<Machine> {
    if (this.#late) throw new Error(`the run took longer than ${runTimeoutMs / 60_000} minutes`);
    const known = this.#machines.get(name);
    if (known !== undefined) return known;
    const starting = Machine.boot({ name, memoryMb, socketDirectory: this.#socketDirectory });
    starting.catch(() => {});
    this.#machines.set(name, starting);
    return starting;
  }
}

async function end(starting: Promise<Machine>): Promise<void> {
  const machine = await starting.catch(() => undefined);
  await machine?.keepJournal().catch(() => {});
  await machine?.stop();
}
