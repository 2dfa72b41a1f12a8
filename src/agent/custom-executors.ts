// Custom executors: a process of the framework in a container, from its launch to its end. The rule: executor and task
// are on disk before the one is launched and the other handed over; tasks end when the executor says so, or by the
// agent's word once the container is gone.
import { formatDuration } from '../base/duration.ts';
import type { Timer } from '../base/ports.ts';
import { executorOutcome, type PendingTermination } from '../executor/executor-outcome.ts';
import { killedDuringLaunch, type Outcome, unknownContainer } from '../executor/outcome.ts';
import type { ExecutorInfo, KillPolicy, StatusUpdate, TaskInfo } from '../protocol/messages.ts';
import { isTerminal } from '../protocol/task-state.ts';
import type { CheckpointRecord } from './checkpoints.ts';
import { executorGraceMs, executorLimits, executorSpec } from './container-spec.ts';
import type { ContainerLimits, ContainerTermination } from './containerizer/containerizer.ts';
import type { AgentContext } from './context.ts';
import type { ExecutorBehaviour } from './executor-behaviour.ts';
import type { ExecutorConnections } from './executor-connections.ts';
import { type ExecutorDelivery, hasEnded } from './executor-delivery.ts';
import type { ExecutorTable } from './executor-table.ts';
import type { Executor, ExecutorTask, Framework } from './model.ts';
import type { ReplayedFramework } from './replay.ts';
import type { TaskReports } from './task-reports.ts';

export interface CustomExecutorsParts {
  readonly table: ExecutorTable;
  readonly reports: TaskReports;
  readonly connections: ExecutorConnections;
  readonly delivery: ExecutorDelivery;
  /** To the master: the executor is gone. `status` is a wait status, or -1. */
  exited(frameworkId: string, executorId: string, status: number): void;
  /** One that an agent process before this one launched is connected again, or will not be. */
  settled(): void;
}

export class CustomExecutors implements ExecutorBehaviour {
  readonly #context: AgentContext;
  readonly #parts: CustomExecutorsParts;
  /** Until when an executor must be connected, or gone. */
  readonly #timers = new Map<Executor, Timer>();
  readonly #pending = new Map<Executor, PendingTermination>();

  constructor(context: AgentContext, parts: CustomExecutorsParts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** Gives a task that was found to be runnable to its executor, which is launched if it is not there. */
  run(framework: Framework, info: TaskInfo, described: ExecutorInfo): void {
    this.#queue(framework, described, [info], false);
  }

  /** The same with the tasks of a group, which go to the executor together. */
  runGroup(framework: Framework, infos: readonly TaskInfo[], described: ExecutorInfo): void {
    this.#queue(framework, described, infos, true);
  }

  /** Puts back what agent processes before this one launched. */
  restore(framework: Framework, replayed: ReplayedFramework): void {
    const { table } = this.#parts;
    for (const [id, { launch, connection, wasGivenTask, hasEnded: isOver }] of replayed.executors) {
      const tasks = [...replayed.tasks.values()].filter((task) => task.launch?.place.executorId === id);
      if (launch.kind !== 'custom' || (isOver && tasks.length === 0)) continue;
      const executor = table.add(framework, launch, true);
      executor.connection = connection;
      executor.wasGivenTask = wasGivenTask;
      for (const { launch: given, updates } of tasks) {
        if (given !== undefined) table.addTask(executor, { info: given.task, isQueued: false, updates });
      }
      if (isOver) table.restoreTerminated(executor);
    }
  }

  /** Executors of an agent process before this one that are still to come back. */
  awaited(): Executor[] {
    return [...this.#context.model.containers.values()].filter(
      ({ isRecovered, kind, state }) => kind === 'custom' && isRecovered && state === 'REGISTERING',
    );
  }

  /** They have had their time. */
  giveUpAwaited(): void {
    const timeout = formatDuration(this.#context.config.executorReregistrationTimeoutMs);
    for (const executor of this.awaited()) {
      this.#destroy(executor, {
        state: 'TASK_FAILED',
        reason: 'REASON_EXECUTOR_REREGISTRATION_TIMEOUT',
        message: `Executor did not reregister within ${timeout}`,
      });
    }
  }

  /** The executor's process is connected. */
  connected(executor: Executor): void {
    this.#timers.get(executor)?.cancel();
    executor.state = 'RUNNING';
  }

  limits(executor: Executor): ContainerLimits {
    return executorLimits(executor);
  }

  launched(executor: Executor): void {
    this.#context.log.debug('the process of an executor runs', logFields(executor));
  }

  terminated(executor: Executor, termination: ContainerTermination): void {
    const hasStarted = executor.isRecovered || executor.taskPid !== undefined;
    const outcome = executorOutcome({ ...termination, hasStarted, pending: this.#pending.get(executor) });
    if (outcome.reason === 'REASON_CONTAINER_LAUNCH_FAILED') {
      this.#context.metrics.count('container_launch_errors');
    }
    this.#end(executor, outcome, termination.status);
  }

  lost(executor: Executor): void {
    this.#end(executor, unknownContainer);
  }

  kill(task: ExecutorTask, policy: KillPolicy | undefined): void {
    const { state } = task.executor;
    if (state === 'REGISTERING' || state === 'RUNNING') this.#parts.delivery.kill(task, policy);
  }

  shutdown(executor: Executor): void {
    if (executor.state === 'TERMINATING' || executor.state === 'TERMINATED') return;
    executor.state = 'TERMINATING';
    // Otherwise its launch finds it so.
    if (!executor.isLaunched) return;
    const { config, containerizer, log } = this.#context;
    log.info('shutting an executor down', logFields(executor));
    this.#parts.connections.send(executor, { type: 'SHUTDOWN' });
    this.#limitTime(executor, executorGraceMs(config, executor.info), () =>
      containerizer.destroy(executor.containerId),
    );
    if (executor.isRecovered) this.#parts.settled();
  }

  /** It comes back by itself, or its time ends. */
  resume(): void {}

  updateStored(executor: Executor, update: StatusUpdate): void {
    const { delivery } = this.#parts;
    const { source, state, task_id: taskId } = update.status;
    if (source === 'SOURCE_EXECUTOR' && update.uuid !== undefined) {
      delivery.acknowledge(executor, taskId.value, update.uuid);
    }
    if (isTerminal(state) && executor.state === 'RUNNING') delivery.updateLimits(executor);
  }

  taskCompleted(task: ExecutorTask): void {
    const { executor } = task;
    this.#parts.delivery.forget(task);
    if (executor.state === 'TERMINATED' && executor.tasks.size === 0) this.#parts.table.complete(executor);
  }

  records(executor: Executor): CheckpointRecord[] {
    const { connection, framework, id, state, tasks } = executor;
    const about = { frameworkId: framework.id, executorId: id };
    const records: CheckpointRecord[] = [executorRecord(executor)];
    if (connection !== undefined) records.push({ type: 'connection', ...about, connection });
    for (const task of tasks.values()) records.push({ type: 'task', ...about, task: task.info });
    if (state === 'TERMINATED') records.push({ type: 'executor-ended', ...about });
    return records;
  }

  #queue(framework: Framework, described: ExecutorInfo, infos: readonly TaskInfo[], isGroup: boolean): void {
    const { delivery, table } = this.#parts;
    const executorId = described.executor_id.value;
    const executor = framework.executors.get(executorId) ?? this.#add(framework, described);
    const tasks = infos.map((info) => table.addTask(executor, { info, isQueued: true }));
    if (isGroup) delivery.keepTogether(tasks);
    // Records are written in order: with the last one all are on disk.
    const stored = (): void => {
      this.#launchOnce(executor);
      delivery.tasksStored(tasks);
    };
    infos.forEach((task, index) => {
      const record = { type: 'task', frameworkId: framework.id, executorId, task } as const;
      this.#context.checkpoints.append(record, index === infos.length - 1 ? stored : undefined);
    });
  }

  #add(framework: Framework, described: ExecutorInfo): Executor {
    const { checkpoints, random } = this.#context;
    const info = { ...described, framework_id: described.framework_id ?? { value: framework.id } };
    const launch = { kind: 'custom', containerId: random.uuid(), info } as const;
    const executor = this.#parts.table.add(framework, launch, false);
    checkpoints.append(executorRecord(executor));
    return executor;
  }

  /** With its first task, which is on disk now. */
  #launchOnce(executor: Executor): void {
    if (executor.isLaunched || executor.state === 'TERMINATED') return;
    const { config, containerizer, log, model } = this.#context;
    const isUnwanted = executor.state === 'TERMINATING' || executor.framework.state === 'TERMINATING';
    if (isUnwanted || !this.#parts.delivery.hasQueued(executor)) {
      this.#end(executor, killedDuringLaunch);
      return;
    }
    // The process is about to end; the next one finds a launch that never came to pass.
    if (model.state === 'TERMINATING') return;
    executor.isLaunched = true;
    log.info('launching an executor', logFields(executor));
    containerizer.launch(executorSpec(config, model.info.id?.value ?? '', executor));
    const timeoutMs = config.executorRegistrationTimeoutMs;
    this.#limitTime(executor, timeoutMs, () =>
      this.#destroy(executor, {
        state: 'TASK_FAILED',
        reason: 'REASON_EXECUTOR_REGISTRATION_TIMEOUT',
        message: `Executor did not register within ${formatDuration(timeoutMs)}`,
      }),
    );
  }

  #limitTime(executor: Executor, delayMs: number, action: () => void): void {
    this.#timers.get(executor)?.cancel();
    this.#timers.set(executor, this.#context.timers.after(delayMs, action));
  }

  #destroy(executor: Executor, pending: PendingTermination): void {
    this.#context.log.warn('ending an executor', { ...logFields(executor), reason: pending.message });
    executor.state = 'TERMINATING';
    this.#pending.set(executor, pending);
    this.#context.containerizer.destroy(executor.containerId);
  }

  #end(executor: Executor, outcome: Outcome, status = -1): void {
    const { connections, delivery, exited, reports, settled, table } = this.#parts;
    const { framework, id } = executor;
    connections.close(executor);
    this.#timers.get(executor)?.cancel();
    this.#timers.delete(executor);
    this.#pending.delete(executor);
    table.terminate(executor);
    this.#context.log.info('an executor ended', { ...logFields(executor), status, message: outcome.message });
    for (const task of [...executor.tasks.values()]) {
      delivery.forget(task);
      if (!hasEnded(task)) reports.report(task, outcome);
    }
    // After the last updates of its tasks: a crash in between repeats both.
    const record = { type: 'executor-ended', frameworkId: framework.id, executorId: id } as const;
    this.#context.checkpoints.append(record, () => table.forgetContainer(executor));
    exited(framework.id, id, status);
    if (framework.state === 'TERMINATING' || executor.tasks.size === 0) table.complete(executor);
    if (executor.isRecovered) settled();
  }
}

function executorRecord({ containerId, framework, info, wasGivenTask }: Executor): CheckpointRecord {
  return { type: 'executor', frameworkId: framework.id, kind: 'custom', containerId, info, wasGivenTask };
}

function logFields({ containerId, framework, id }: Executor): Record<string, string> {
  return { executor: id, framework: framework.id, container: containerId };
}
