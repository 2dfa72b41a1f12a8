// All executors, of whatever kind: events of containers and requests find the executor's behaviour here. The rule: only
// the behaviour of an executor's kind decides what becomes of it and of its tasks.
import { assert } from '../base/assert.ts';
import type { KillPolicy, StatusUpdate } from '../protocol/messages.ts';
import type { CheckpointRecord } from './checkpoints.ts';
import { CommandExecutors } from './command-executors.ts';
import type {
  ContainerProcess,
  ContainerTermination,
  KnownContainer,
} from './containerizer/containerizer.ts';
import type { AgentContext } from './context.ts';
import type { ExecutorBehaviour } from './executor-behaviour.ts';
import { ExecutorTable } from './executor-table.ts';
import type { Executor, ExecutorKind, ExecutorTask, Framework } from './model.ts';
import type { ReplayedFramework } from './replay.ts';
import { TaskReports } from './task-reports.ts';

export interface ExecutorsPorts {
  /** Sends the update reliably. */
  emit(update: StatusUpdate): void;
  /** The framework has an executor less. */
  released(framework: Framework): void;
}

export class Executors {
  readonly command: CommandExecutors;
  readonly #context: AgentContext;
  readonly #table: ExecutorTable;
  readonly #behaviours: Readonly<Partial<Record<ExecutorKind, ExecutorBehaviour>>>;

  constructor(context: AgentContext, ports: ExecutorsPorts) {
    this.#context = context;
    this.#table = new ExecutorTable(context, (framework) => ports.released(framework));
    const reports = new TaskReports(context, (update) => ports.emit(update));
    this.command = new CommandExecutors(context, this.#table, reports);
    this.#behaviours = { command: this.command };
  }

  /** Puts back what agent processes before this one launched. */
  restore(framework: Framework, replayed: ReplayedFramework): void {
    for (const { launch, kill, updates } of replayed.tasks.values()) {
      if (launch?.place.containerId === undefined) continue;
      const { place, task: info } = launch;
      this.command.restore(framework, place.containerId, { info, isQueued: false, kill, updates });
    }
  }

  /** What the containerizer must find again. */
  knownContainers(): KnownContainer[] {
    return [...this.#context.model.containers.values()].map((executor) => ({
      id: executor.containerId,
      limits: this.#behaviour(executor).limits(executor),
    }));
  }

  /** Goes on with what an agent process before this one had begun. */
  resume(): void {
    for (const executor of this.#context.model.containers.values())
      this.#behaviour(executor).resume(executor);
  }

  /** The machine was restarted: there are no containers any more. */
  loseContainers(): void {
    for (const executor of [...this.#context.model.containers.values()]) {
      this.#behaviour(executor).lost(executor);
    }
  }

  onLaunched(containerId: string, pids?: ContainerProcess): void {
    const executor = this.#context.model.containers.get(containerId);
    if (executor === undefined) {
      this.#context.log.debug('a container that is not known was launched', { container: containerId });
      return;
    }
    executor.supervisorPid = pids?.supervisorPid;
    executor.taskPid = pids?.taskPid;
    this.#behaviour(executor).launched(executor);
  }

  onTerminated(containerId: string, termination: ContainerTermination): void {
    const { containerizer, log, model } = this.#context;
    const executor = model.containers.get(containerId);
    if (executor === undefined) {
      log.debug('a container that is not known ended', { container: containerId });
      containerizer.forget(containerId);
      return;
    }
    this.#behaviour(executor).terminated(executor, termination);
  }

  kill(task: ExecutorTask, policy: KillPolicy | undefined): void {
    this.#behaviour(task.executor).kill(task, policy);
  }

  shutdown(executor: Executor): void {
    if (executor.state !== 'TERMINATED') this.#behaviour(executor).shutdown(executor);
  }

  /** At once and for good. */
  destroy(executor: Executor): void {
    if (executor.isLaunched) this.#context.containerizer.destroy(executor.containerId);
  }

  /** The update is on disk. */
  updateStored(update: StatusUpdate): void {
    const task = this.#table.record(update);
    if (task !== undefined) this.#behaviour(task.executor).updateStored(task);
  }

  /** The update leaves for the master. */
  updateSent(update: StatusUpdate): void {
    this.#table.recordSent(update);
  }

  /** The last update of a task was acknowledged. False: no executor has the task. */
  taskCompleted(update: StatusUpdate): boolean {
    const task = this.#table.completeTask(update);
    if (task !== undefined) this.#behaviour(task.executor).taskCompleted(task);
    return task !== undefined;
  }

  /** The executor becomes history. */
  complete(executor: Executor): void {
    this.#table.complete(executor);
  }

  /** The records that stand for an executor in a snapshot, without its updates. */
  records(executor: Executor): CheckpointRecord[] {
    return this.#behaviour(executor).records(executor);
  }

  #behaviour(executor: Executor): ExecutorBehaviour {
    const behaviour = this.#behaviours[executor.kind];
    assert(behaviour !== undefined, `nothing runs executors of the kind ${executor.kind}`);
    return behaviour;
  }
}
