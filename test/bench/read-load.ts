// Starts read-load.main.ts as a process and takes its figures.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ReadFigures, ReadOrder } from './read-load.main.ts';

export type { ReadFigures, ReadOrder };

export class ReadLoad {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(fileURLToPath(new URL('./read-load.main.cjs', import.meta.url)), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  start(order: ReadOrder): void {
    this.#child.send(order);
  }

  async stop(): Promise<ReadFigures> {
    const figures = once(this.#child, 'message');
    this.#child.send('stop');
    return (await figures)[0] as ReadFigures;
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  end(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}
