// All executors, of whatever kind: events of containers and requests find the executor's behaviour here. The rule: only
// the behaviour of an executor's kind decides what becomes of it and of its tasks.
import type { KillPolicy, StatusUpdate } from '../protocol/messages.ts';
import type { CheckpointRecord } from './checkpoints.ts';
import { CommandExecutors } from './command-executors.ts';
import type {
  ContainerProcess,
  ContainerTermination,
  KnownContainer,
} from './containerizer/containerizer.ts';
import type { AgentContext } from './context.ts';
import { CustomExecutors } from './custom-executors.ts';
import { DefaultExecutors } from './default-executors.ts';
import { ExecutorApi } from './executor-api.ts';
import type { ExecutorBehaviour } from './executor-behaviour.ts';
import { ExecutorConnections } from './executor-connections.ts';
import { ExecutorDelivery } from './executor-delivery.ts';
import { ExecutorTable } from './executor-table.ts';
import type { Executor, ExecutorKind, ExecutorTask, Framework } from './model.ts';
import type { ReplayedFramework } from './replay.ts';
import type { Novelty } from './status-updates.ts';
import { TaskReports } from './task-reports.ts';

export interface ExecutorsPorts {
  /** Sends the update reliably. */
  emit(update: StatusUpdate): void;
  /** What is known of an update that an executor sends. */
  novelty(frameworkId: string, taskId: string, uuid: Uint8Array): Novelty;
  /** Tells the master that a custom executor is gone: a wait status, or -1. */
  exited(frameworkId: string, executorId: string, status: number): void;
  /** Passes a message of an executor on to its scheduler. */
  message(executor: Executor, data: Uint8Array): void;
  /** An executor launched before a restart of the agent is connected again, or will not be. */
  settled(): void;
  /** The framework has an executor less. */
  released(framework: Framework): void;
}

export class Executors {
  readonly command: CommandExecutors;
  readonly custom: CustomExecutors;
  readonly default: DefaultExecutors;
  readonly delivery: ExecutorDelivery;
  /** For executors that are processes of their own. */
  readonly api: ExecutorApi;
  readonly #context: AgentContext;
  readonly #table: ExecutorTable;
  readonly #behaviours: Readonly<Record<ExecutorKind, ExecutorBehaviour>>;

  constructor(context: AgentContext, ports: ExecutorsPorts) {
    this.#context = context;
    this.#table = new ExecutorTable(context, (framework) => ports.released(framework));
    const reports = new TaskReports(context, (update) => ports.emit(update));
    const connections = new ExecutorConnections(context);
    this.delivery = new ExecutorDelivery(context, reports, connections);
    this.command = new CommandExecutors(context, this.#table, reports);
    const shared = { connections, delivery: this.delivery, settled: () => ports.settled() };
    this.custom = new CustomExecutors(context, {
      ...shared,
      table: this.#table,
      reports,
      exited: (frameworkId, executorId, status) => ports.exited(frameworkId, executorId, status),
    });
    this.default = new DefaultExecutors(context, {
      table: this.#table,
      reports,
      exited: (frameworkId, executorId, status) => ports.exited(frameworkId, executorId, status),
    });
    this.#behaviours = { command: this.command, custom: this.custom, default: this.default };
    this.api = new ExecutorApi(context, {
      ...shared,
      custom: this.custom,
      containerStatus: (executor) => reports.containerStatus(executor),
      novelty: (frameworkId, taskId, uuid) => ports.novelty(frameworkId, taskId, uuid),
      emit: (update) => ports.emit(update),
      message: (executor, data) => ports.message(executor, data),
    });
  }

  /** Puts back what agent processes before this one launched. */
  restore(framework: Framework, replayed: ReplayedFramework): void {
    for (const { launch, kill, updates } of replayed.tasks.values()) {
      if (launch?.place.containerId === undefined) continue;
      const { place, task: info } = launch;
      this.command.restore(framework, place.containerId, { info, isQueued: false, kill, updates });
    }
    this.custom.restore(framework, replayed);
    this.default.restore(framework, replayed);
  }

  /** What the containerizer must find again. */
  knownContainers(): KnownContainer[] {
    return [...this.#context.model.containers.values()].flatMap((executor) =>
      executor.kind === 'default'
        ? this.default.containers(executor)
        : [{ id: executor.containerId, limits: this.#behaviour(executor).limits(executor) }],
    );
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
    const { containers, taskContainers } = this.#context.model;
    const task = taskContainers.get(containerId);
    if (task !== undefined) {
      this.default.taskLaunched(task, pids);
      return;
    }
    const executor = containers.get(containerId);
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
    const task = model.taskContainers.get(containerId);
    if (task !== undefined) {
      this.default.taskTerminated(task, termination);
      return;
    }
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
    const sender = this.#context.model.frameworks
      .get(update.framework_id.value)
      ?.executors.get(update.executor_id?.value ?? '');
    const executor = task?.executor ?? sender;
    if (executor !== undefined) this.#behaviour(executor).updateStored(executor, update);
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
    return this.#behaviours[executor.kind];
  }
}
