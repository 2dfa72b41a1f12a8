// The commands of recorded tasks, so that they end when the recording comes to their end and not by the clock: each waits
// for a file where it slept, or before all that it does. What it prints and how it ends stays.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mapping } from './mapping.ts';
import type { RecordedEntry } from './recording.ts';

const masterPort = 5050;

interface RecordedTask {
  readonly task_id: { readonly value: string };
  readonly command?: { readonly value?: string };
}

export class HeldTasks {
  readonly #directory: string;
  readonly #mapping: Mapping;
  readonly #held = new Set<string>();

  /** @param directory for the files that are waited for */
  constructor(directory: string, mapping: Mapping) {
    this.#directory = directory;
    this.#mapping = mapping;
  }

  /** To be called before a launch is sent. */
  hold(entry: RecordedEntry): void {
    for (const { task_id, command } of launchedBy(entry)) {
      if (command?.value === undefined) continue;
      this.#held.add(task_id.value);
      const wait = `until [ -e ${this.#fileOf(task_id.value)} ]; do sleep 0.05; done`;
      const slept = /\bsleep \d+/;
      const recorded = command.value;
      const ours = slept.test(recorded) ? recorded.replace(slept, wait) : `${wait}; ${recorded}`;
      this.#mapping.add(inJson(recorded), inJson(ours));
    }
  }

  /** Whether the recording tells the master here that a held task has ended by itself. */
  ends(entry: RecordedEntry): boolean {
    return this.#endedBy(entry) !== undefined;
  }

  /** Lets the task go whose end stands here. */
  end(entry: RecordedEntry): void {
    const taskId = this.#endedBy(entry);
    if (taskId !== undefined) writeFileSync(this.#fileOf(taskId), '');
  }

  #endedBy({ to, message }: RecordedEntry): string | undefined {
    if (to !== masterPort || message === undefined) return undefined;
    const { update } = message.body as {
      readonly update?: { readonly status: RecordedTask & { readonly state: string } };
    };
    if (update === undefined || !/^TASK_(FINISHED|FAILED)$/.test(update.status.state)) return undefined;
    const taskId = update.status.task_id.value;
    return this.#held.has(taskId) ? taskId : undefined;
  }

  #fileOf(taskId: string): string {
    return join(this.#directory, `end-of-${taskId}`);
  }
}

function launchedBy({ message }: RecordedEntry): readonly RecordedTask[] {
  if (message === undefined || !/^mesos\.internal\.RunTask(Group)?Message$/.test(message.name)) return [];
  const { task, task_group } = message.body as {
    readonly task?: RecordedTask;
    readonly task_group?: { readonly tasks: readonly RecordedTask[] };
  };
  return task_group?.tasks ?? (task === undefined ? [] : [task]);
}

/** As it stands between the quotes of JSON. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
