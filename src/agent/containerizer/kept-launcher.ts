// Keeps a launcher process there: starts another one when it is lost, at a bounded rate. The containers go on
// meanwhile; whoever uses this must watch them again when `onRestarted` says so.
import { setTimeout as delay } from 'node:timers/promises';
import { describeError, MesosError } from '../../base/errors.ts';
import type { Log } from '../../base/ports.ts';
import type { Launcher, LauncherEvents } from '../../launcher/launcher.ts';
import { Deferred, within } from './deferred.ts';

/** Starts a launcher process; rejects with MesosError LAUNCHER_FAILED. */
export type StartLauncher = (events: LauncherEvents) => Promise<Launcher>;

export interface KeptLauncherOptions {
  readonly start: StartLauncher;
  readonly events: Omit<LauncherEvents, 'onLauncherLost'> & {
    /** A new launcher is there and knows no container yet. */
    onRestarted(): void;
  };
  readonly log: Log;
}

const firstPauseMs = 100;
/** A launcher that cannot start must neither fill the log nor the process table. */
const maxPauseMs = 10_000;
/** One that lived longer than this is restarted at once. */
const stableMs = 60_000;
/** How long a launch waits for a new launcher before it fails; the restart goes on. */
const patienceMs = 15_000;

export class KeptLauncher {
  readonly #options: KeptLauncherOptions;
  #current: Launcher | undefined;
  /** Resolves with the next launcher. */
  #waiting = new Deferred<Launcher>();
  #isClosed = false;
  #startedAtMs = 0;
  #pauseMs = firstPauseMs;

  constructor(options: KeptLauncherOptions) {
    this.#options = options;
  }

  /** The first start; its failure is the caller's. */
  async start(): Promise<void> {
    await this.#startOnce();
  }

  /** The launcher that is there, or the next one. Rejects with MesosError LAUNCHER_FAILED. */
  async current(): Promise<Launcher> {
    const launcher = this.#current ?? (await within(this.#waiting.promise, performance.now() + patienceMs));
    if (launcher !== undefined) return launcher;
    throw new MesosError('LAUNCHER_FAILED', 'there is no launcher process', {
      hint: 'see the agent log for why it could not be started',
    });
  }

  isCurrent(launcher: Launcher): boolean {
    return launcher === this.#current;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#current?.close();
    this.#current = undefined;
  }

  async #startOnce(): Promise<void> {
    const { start, events } = this.#options;
    // A launcher may be lost before its start has resolved.
    let isLost = false;
    let launcher: Launcher | undefined;
    launcher = await start({
      onExited: (id, exit) => events.onExited(id, exit),
      onMemoryEvent: (id) => events.onMemoryEvent(id),
      onLauncherLost: (message) => {
        isLost = true;
        if (launcher !== undefined && this.isCurrent(launcher)) this.#restart(message);
      },
    });
    if (isLost) throw new MesosError('LAUNCHER_FAILED', 'the launcher ended at its start');
    if (this.#isClosed) {
      await launcher.close();
      return;
    }
    this.#startedAtMs = performance.now();
    this.#current = launcher;
    this.#waiting.resolve(launcher);
  }

  #restart(message: string): void {
    this.#current = undefined;
    if (this.#isClosed) return;
    this.#options.log.error('launcher lost, starting another one', { reason: message });
    this.#waiting = new Deferred();
    if (performance.now() - this.#startedAtMs > stableMs) this.#pauseMs = firstPauseMs;
    void this.#startUntilThere();
  }

  async #startUntilThere(): Promise<void> {
    while (!this.#isClosed) {
      await delay(this.#pauseMs, undefined, { ref: false });
      this.#pauseMs = Math.min(this.#pauseMs * 2, maxPauseMs);
      if (this.#isClosed) return;
      try {
        await this.#startOnce();
        this.#options.events.onRestarted();
        return;
      } catch (error) {
        this.#options.log.error('cannot start the launcher', { error: describeError(error) });
      }
    }
  }
}
