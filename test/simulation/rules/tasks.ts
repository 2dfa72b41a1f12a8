// No launched task is forgotten by the master that launched it, and in no model does a terminal state change.
import type { AgentModel } from '../../../src/agent/model.ts';
import type { Framework, Model } from '../../../src/master/model.ts';
import type { Task } from '../../../src/master/task.ts';
import type { TaskState } from '../../../src/protocol/messages.ts';
import { type History, isTerminal, Violation } from '../history.ts';

/** Watches one life of a master. */
export class MasterTasks {
  readonly #history: History;
  readonly #life: string;
  readonly #model: Model;
  /** Ends that this master has seen. */
  readonly #ends = new Map<string, TaskState>();
  /** Of this master's launches, those whose scheduler may not have been told an end. */
  readonly #launched = new Set<string>();

  constructor(history: History, life: string, model: Model) {
    this.#history = history;
    this.#life = life;
    this.#model = model;
  }

  taskSent(taskId: string): void {
    this.#launched.add(taskId);
  }

  check(): void {
    for (const framework of this.#model.frameworks.values()) {
      for (const task of framework.tasks.values()) this.#checkEnd(task);
    }
    for (const id of this.#launched) this.#checkKnown(id);
  }

  #checkEnd(task: Task): void {
    const before = this.#ends.get(task.id);
    if (before === undefined) {
      if (isTerminal(task.state)) this.#ends.set(task.id, task.state);
      return;
    }
    if (before === task.state) return;
    // Lost was only what the master believed: the agent is back.
    if (before === 'TASK_LOST') this.#ends.delete(task.id);
    else
      throw new Violation('terminal states', `${task.id} was ${before} in ${this.#life}, is ${task.state}`);
  }

  #checkKnown(id: string): void {
    const task = this.#history.task(id);
    if (task === undefined || task.final !== undefined) {
      this.#launched.delete(id);
      return;
    }
    const framework =
      this.#model.frameworks.get(task.frameworkId) ?? this.#model.completedFrameworks.get(task.frameworkId);
    if (framework !== undefined && isRemembered(framework, id)) return;
    throw new Violation(
      'forgotten tasks',
      `${id} was launched by ${this.#life}, which does not know it any more`,
    );
  }
}

function isRemembered(framework: Framework, id: string): boolean {
  return (
    framework.tasks.has(id) ||
    framework.unreachableTasks.has(id) ||
    framework.completedTasks.some((task) => task.id === id)
  );
}

/** Watches one life of an agent. */
export class AgentTasks {
  readonly #name: string;
  readonly #model: AgentModel;
  readonly #ends = new Map<string, TaskState>();

  constructor(name: string, model: AgentModel) {
    this.#name = name;
    this.#model = model;
  }

  check(): void {
    for (const framework of this.#model.frameworks.values()) {
      for (const { id, message } of framework.tasks.values()) {
        const before = this.#ends.get(id);
        if (before === undefined) {
          if (isTerminal(message.state)) this.#ends.set(id, message.state);
        } else if (before !== message.state) {
          throw new Violation('terminal states', `${id} was ${before} on ${this.#name}, is ${message.state}`);
        }
      }
    }
  }
}
