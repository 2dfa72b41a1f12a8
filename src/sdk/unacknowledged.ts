// What an executor must be able to tell an agent that has forgotten it: the tasks of which no update was acknowledged
// yet, and the updates without an acknowledgement, in the order they were made.
import type {
  ExecutorCallSubscribe,
  ExecutorCallUpdate,
  TaskInfo,
  TaskStatus,
} from '../protocol/messages.ts';

export class Unacknowledged {
  readonly #tasks = new Map<string, TaskInfo>();
  readonly #updates = new Map<string, ExecutorCallUpdate>();

  addTask(task: TaskInfo): void {
    this.#tasks.set(task.task_id.value, task);
  }

  addUpdate(status: TaskStatus): void {
    this.#updates.set(keyOf(status.uuid), { status });
  }

  acknowledged(taskId: string, uuid: Uint8Array): void {
    this.#updates.delete(keyOf(uuid));
    // Its state is with the agent now.
    this.#tasks.delete(taskId);
  }

  get hasUpdates(): boolean {
    return this.#updates.size > 0;
  }

  forSubscribe(): ExecutorCallSubscribe {
    const subscribe: ExecutorCallSubscribe = {};
    if (this.#tasks.size > 0) subscribe.unacknowledged_tasks = [...this.#tasks.values()];
    if (this.#updates.size > 0) subscribe.unacknowledged_updates = [...this.#updates.values()];
    return subscribe;
  }
}

function keyOf(uuid: Uint8Array | undefined): string {
  return Buffer.from(uuid ?? []).toString('hex');
}
