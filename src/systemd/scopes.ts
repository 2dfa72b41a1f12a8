// Scopes of systemd: delegated cgroups made by it at run time, one for each thing that gets one. A scope lasts while a
// process is in it, so each gets a holder, which outlives the process that asked for it.
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { describeError, MesosError } from '../base/errors.ts';
import { askSystemctl, findUnitCgroup, runSystemctl, type Systemctl } from './unit-cgroup.ts';

/** A scope begins within some ten milliseconds; a manager that is busy or reloads needs seconds. */
const startTimeoutMs = 30_000;
const firstPauseMs = 5;
const lastPauseMs = 250;
const listTimeoutMs = 10_000;

export interface ScopeOptions {
  /** Units are called `<prefix><name>.scope`. */
  readonly prefix: string;
  readonly slice: string;
  /** Program and arguments of the holder: it must end by SIGTERM. */
  readonly holder: readonly string[];
  /** For tests. */
  readonly systemctl?: Systemctl | undefined;
}

export class Scopes {
  readonly #options: ScopeOptions;
  readonly #systemctl: Systemctl;

  constructor(options: ScopeOptions) {
    this.#options = options;
    this.#systemctl = options.systemctl ?? runSystemctl;
  }

  /** Starts a scope; its cgroup, without a slash in front. Throws MesosError CGROUP_FAILED. */
  async start(name: string): Promise<string> {
    const unit = this.#unit(name);
    const properties = ['Delegate=yes', 'TasksMax=infinity', 'OOMPolicy=continue'];
    const args = ['--quiet', '--scope', '--collect', `--unit=${unit}`, `--slice=${this.#options.slice}`];
    // systemd-run makes the scope, enters it and becomes the holder. What it has to say goes to our log.
    const child = spawn(
      'systemd-run',
      [...args, ...properties.map((property) => `--property=${property}`), '--', ...this.#options.holder],
      { detached: true, stdio: ['ignore', 'ignore', 'inherit'], env: { PATH: process.env['PATH'] } },
    );
    child.unref();
    let failure: string | undefined;
    child.once('error', (error) => {
      failure = describeError(error);
    });
    child.once('exit', (code, signal) => {
      failure ??= `systemd-run ended with ${code ?? signal}`;
    });
    const deadlineMs = performance.now() + startTimeoutMs;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, lastPauseMs)) {
      const path = await findUnitCgroup(unit, this.#systemctl);
      if (path !== undefined) return path;
      if (performance.now() >= deadlineMs) failure ??= `it was not there after ${startTimeoutMs / 1000} s`;
      if (failure !== undefined) {
        child.kill();
        throw new MesosError('CGROUP_FAILED', `cannot start the scope ${unit}: ${failure}`, {
          hint: 'see journalctl; --cgroups_driver=delegated needs no scopes',
        });
      }
      await delay(pauseMs);
    }
  }

  /** Names of the scopes there are, and their cgroups. Throws MesosError CGROUP_FAILED. */
  async list(): Promise<ReadonlyMap<string, string>> {
    const { prefix } = this.#options;
    const args = ['list-units', '--plain', '--no-legend', '--no-pager', '--full', `${prefix}*.scope`];
    const text = await askSystemctl(this.#systemctl, args, listTimeoutMs);
    const found = new Map<string, string>();
    for (const line of text.split('\n')) {
      const [unit = ''] = line.trim().split(/\s+/);
      if (!unit.startsWith(prefix) || !unit.endsWith('.scope')) continue;
      const path = await findUnitCgroup(unit, this.#systemctl);
      if (path !== undefined) found.set(unit.slice(prefix.length, -'.scope'.length), path);
    }
    return found;
  }

  #unit(name: string): string {
    return `${this.#options.prefix}${name}.scope`;
  }
}
