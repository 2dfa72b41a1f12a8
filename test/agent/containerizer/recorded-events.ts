// Records what a containerizer reports, and lets a test wait for it.

import type {
  ContainerizerEvents,
  ContainerTermination,
} from '../../../src/agent/containerizer/containerizer.ts';
import type { Clock, Log } from '../../../src/base/ports.ts';
import type { LaunchedProcess } from '../../../src/launcher/launcher.ts';

/** A holder's. */
const noProcess: LaunchedProcess = { supervisorPid: 0, taskPid: 0 };

/** A test that waits longer than this has failed. */
const patienceMs = 20_000;

export class RecordedEvents implements ContainerizerEvents {
  readonly launched = new Map<string, LaunchedProcess>();
  readonly terminated = new Map<string, ContainerTermination>();
  /** "launched <id>", "terminated <id>" in their order. */
  readonly order: string[] = [];
  #onChange: (() => void)[] = [];

  onLaunched(id: string, process: LaunchedProcess = noProcess): void {
    this.launched.set(id, process);
    this.#note(`launched ${id}`);
  }

  onTerminated(id: string, termination: ContainerTermination): void {
    this.terminated.set(id, termination);
    this.#note(`terminated ${id}`);
  }

  launchOf(id: string): Promise<LaunchedProcess> {
    return this.#wait(`launched ${id}`, () => this.launched.get(id));
  }

  endOf(id: string): Promise<ContainerTermination> {
    return this.#wait(`terminated ${id}`, () => this.terminated.get(id));
  }

  #note(text: string): void {
    this.order.push(text);
    const waiting = this.#onChange;
    this.#onChange = [];
    for (const resume of waiting) resume();
  }

  async #wait<T>(what: string, look: () => T | undefined): Promise<T> {
    const timer = setTimeout(() => {
      console.error(`still waiting for "${what}" after ${patienceMs} ms; so far: ${this.order.join(', ')}`);
      process.exit(1);
    }, patienceMs);
    try {
      for (;;) {
        const found = look();
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => this.#onChange.push(resolve));
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

export class RecordedLog implements Log {
  readonly lines: string[] = [];

  debug(): void {}

  info(message: string): void {
    this.lines.push(`info ${message}`);
  }

  warn(message: string, fields?: object): void {
    this.lines.push(`warn ${message} ${JSON.stringify(fields)}`);
  }

  error(message: string, fields?: object): void {
    this.lines.push(`error ${message} ${JSON.stringify(fields)}`);
  }
}

export const fixedClock: Clock = { now: () => 1_700_000_000_500 };
