// A program of ours on a third-party client library, run as a child: one JSON object a line on its standard output
// is what it reports, one word a line on its standard input is what it is told. It ends with its input.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Requirement } from '../support/needs.ts';

/** What a program reports; exactly one of these. */
export interface Report {
  /** The framework's id, at every subscription. */
  readonly subscribed?: string;
  readonly update?: Update;
  /** Data a custom executor sent. */
  readonly message?: string;
  /** The type of an event on the operator's stream. */
  readonly operator?: string;
  readonly error?: string;
}

export interface Update {
  readonly task: string;
  readonly state: string;
  readonly reason?: string | null;
  readonly message?: string | null;
}

/** Where `test/interop/prepare` put a client. */
export function preparedPath(client: string): string {
  return resolve('.cache/interop', client);
}

/** The client was fetched and built by `test/interop/prepare`. */
export function prepared(client: string): Requirement {
  return () => {
    if (existsSync(join(preparedPath(client), 'prepared'))) return undefined;
    const missing = join(preparedPath(client), 'missing');
    const reason = existsSync(missing) ? readFileSync(missing, 'utf8').trim() : 'run test/interop/prepare';
    return `needs ${client}: ${reason}`;
  };
}

export class ClientProgram {
  readonly reports: Report[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  /** What it says on standard error goes to the log. */
  constructor(file: string, args: readonly string[], logFile: string) {
    const log = openSync(logFile, 'a');
    this.#child = spawn(file, args, { stdio: ['pipe', 'pipe', log] });
    closeSync(log);
    this.#ended = new Promise((settle) => this.#child.once('close', settle));
    this.#child.on('error', (error) => this.reports.push({ error: error.message }));
    this.#child.stdin?.on('error', () => undefined);
    const lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
    lines.on('line', (line) => {
      if (line.startsWith('{')) this.reports.push(JSON.parse(line) as Report);
    });
  }

  tell(order: string): void {
    this.#child.stdin?.write(`${order}\n`);
  }

  get updates(): Update[] {
    return this.reports.flatMap(({ update }) => update ?? []);
  }

  get subscriptions(): string[] {
    return this.reports.flatMap(({ subscribed }) => subscribed ?? []);
  }

  get errors(): string[] {
    return this.reports.flatMap(({ error }) => error ?? []);
  }

  async stop(): Promise<void> {
    this.#child.stdin?.end();
    const patience = setTimeout(() => this.#child.kill('SIGKILL'), 3000);
    await this.#ended;
    clearTimeout(patience);
  }
}
