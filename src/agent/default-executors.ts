// Default executors: the agent runs the tasks of task groups itself, each in a container of its own within that of the
// executor, which has no process. The rules: a group is on disk before anything of it is launched; a task's last update
// comes after its container is gone; the executor ends when the last updates of all its tasks are on disk.
import { executorOutcome } from '../executor/executor-outcome.ts';
import { killedDuringLaunch, type Outcome, unknownContainer } from '../executor/outcome.ts';
import {
  endsGroup,
  groupKillGraceMs,
  groupTaskOutcome,
  shutdownTaskGraceMs,
} from '../executor/task-group.ts';
import type { ExecutorInfo, KillPolicy, StatusUpdate, TaskInfo } from '../protocol/messages.ts';
import { isTerminal } from '../protocol/task-state.ts';
import type { CheckpointRecord } from './checkpoints.ts';
import { executorGraceMs, executorLimits } from './container-spec.ts';
import type {
  ContainerLimits,
  ContainerProcess,
  ContainerTermination,
  KnownContainer,
} from './containerizer/containerizer.ts';
import type { AgentContext } from './context.ts';
import type { ExecutorBehaviour } from './executor-behaviour.ts';
import type { ExecutorTable } from './executor-table.ts';
import { groupTaskLimits, groupTaskSpec, holderSpec, sharesCgroups } from './group-spec.ts';
import { Kills, killRecord } from './kills.ts';
import {
  type Executor,
  type ExecutorTask,
  type Framework,
  hasCapability,
  hasEnded,
  type TaskContainer,
} from './model.ts';
import type { TaskLaunch } from './new-executor.ts';
import type { ReplayedFramework } from './replay.ts';
import type { TaskReports } from './task-reports.ts';

/** Wait status of an executor that was killed with its container. */
const killedStatus = 9;

export interface DefaultExecutorsParts {
  readonly table: ExecutorTable;
  readonly reports: TaskReports;
  /** To the master: the executor is gone. `status` is a wait status, or -1. */
  exited(frameworkId: string, executorId: string, status: number): void;
}

export class DefaultExecutors implements ExecutorBehaviour {
  readonly #context: AgentContext;
  readonly #parts: DefaultExecutorsParts;
  readonly #kills: Kills;

  constructor(context: AgentContext, parts: DefaultExecutorsParts) {
    this.#context = context;
    this.#parts = parts;
    this.#kills = new Kills(context, (task) =>
      parts.reports.report(task, { state: 'TASK_KILLING', source: 'SOURCE_EXECUTOR' }),
    );
  }

  /** Runs a group that was found to be runnable, with its executor, which is launched if it is not there. */
  run(framework: Framework, described: ExecutorInfo, infos: readonly TaskInfo[]): void {
    const executor = framework.executors.get(described.executor_id.value) ?? this.#add(framework, described);
    const group: ExecutorTask[] = [];
    for (const info of infos) {
      const id = this.#context.random.uuid();
      group.push(this.#addTask(executor, { info, isQueued: true }, { id, group, isRecovered: false }));
    }
    this.#context.checkpoints.append(groupRecord(executor, group), () => this.#groupStored(executor, group));
  }

  /** Puts back what agent processes before this one launched. */
  restore(framework: Framework, replayed: ReplayedFramework): void {
    for (const [id, { launch, wasGivenTask, hasEnded: isOver }] of replayed.executors) {
      const tasks = [...replayed.tasks.values()].filter((task) => task.launch?.place.executorId === id);
      if (launch.kind !== 'default' || (isOver && tasks.length === 0)) continue;
      const executor = this.#parts.table.add(framework, launch, true);
      executor.wasGivenTask = wasGivenTask;
      const groups = new Map<string, ExecutorTask[]>();
      for (const { launch: given, kill, updates } of tasks) {
        const member = given?.place.executorId === undefined ? undefined : given.place.member;
        if (given === undefined || member === undefined) continue;
        const group = groups.get(member.groupId) ?? [];
        groups.set(member.groupId, group);
        const place = { id: member.containerId, group, isRecovered: true };
        group.push(this.#addTask(executor, { info: given.task, isQueued: false, kill, updates }, place));
      }
      if (isOver) this.#parts.table.restoreTerminated(executor);
    }
  }

  limits(executor: Executor): ContainerLimits {
    return executorLimits(executor);
  }

  /** Its container and those in it, as the containerizer must find them again. */
  containers(executor: Executor): KnownContainer[] {
    const tasks = [...executor.tasks.values()].filter((task) => !hasEnded(task));
    return [
      { id: executor.containerId, limits: executorLimits(executor), isHolder: true },
      ...tasks.map((task) => ({
        id: task.container?.id ?? '',
        limits: groupTaskLimits(task),
        parent: { id: executor.containerId, sharesCgroups: task.container?.sharesCgroups ?? true },
      })),
    ];
  }

  launched(executor: Executor): void {
    if (executor.state === 'REGISTERING') executor.state = 'RUNNING';
    this.#launchTasks(executor);
  }

  taskLaunched(task: ExecutorTask, process: ContainerProcess | undefined): void {
    const { container } = task;
    if (container === undefined) return;
    container.supervisorPid = process?.supervisorPid;
    // One that is being killed during its launch is never reported as running.
    if (task.kill !== undefined) return;
    const { reports } = this.#parts;
    if (task.reportedState === undefined)
      reports.report(task, { state: 'TASK_STARTING', source: 'SOURCE_EXECUTOR' });
    if (task.reportedState === 'TASK_STARTING')
      reports.report(task, { state: 'TASK_RUNNING', source: 'SOURCE_EXECUTOR' });
    this.#kills.watchCompletionTime(task);
  }

  taskTerminated(task: ExecutorTask, termination: ContainerTermination): void {
    const { container, executor } = task;
    const sharesLimits = container?.sharesCgroups ?? true;
    const outcome = groupTaskOutcome({
      ...termination,
      hasStarted: task.reportedState !== undefined && task.reportedState !== 'TASK_STARTING',
      isFromBefore: container?.isRecovered ?? false,
      killCause: task.kill?.cause,
      isPartitionAware: hasCapability(executor.framework.info, 'PARTITION_AWARE'),
      sharesLimits,
    });
    if (outcome.reason === 'REASON_CONTAINER_LAUNCH_FAILED')
      this.#context.metrics.count('container_launch_errors');
    this.#endTask(task, outcome);
    // A limit that is shared is met by all: they are ending for the same reason.
    const isShared = termination.limitation !== undefined && sharesLimits;
    if (!isShared) this.#endGroupOf(task);
    this.#endIfDone(executor);
  }

  terminated(executor: Executor, termination: ContainerTermination): void {
    const { failure, limitation } = termination;
    const hasStarted = executor.state !== 'REGISTERING' || executor.isRecovered;
    const outcome = executorOutcome({ ...termination, hasStarted });
    if (outcome.reason === 'REASON_CONTAINER_LAUNCH_FAILED')
      this.#context.metrics.count('container_launch_errors');
    const wasAsked = executor.state === 'TERMINATING' && limitation === undefined;
    for (const task of executor.tasks.values()) this.#endTask(task, outcome);
    this.#end(executor, failure !== undefined ? -1 : wasAsked ? 0 : killedStatus);
  }

  lost(executor: Executor): void {
    for (const task of executor.tasks.values()) this.#endTask(task, unknownContainer);
    this.#end(executor, -1);
  }

  /** A second one changes nothing, as with the original. */
  kill(task: ExecutorTask, policy: KillPolicy | undefined): void {
    const { container, executor } = task;
    if (executor.state === 'TERMINATING' || executor.state === 'TERMINATED') return;
    if (hasEnded(task) || task.kill !== undefined) return;
    if (!task.isQueued) {
      this.#kills.kill(task, policy);
      return;
    }
    for (const member of container?.group ?? []) this.#endTask(member, killedDuringLaunch);
    this.#endIfDone(executor);
  }

  shutdown(executor: Executor): void {
    executor.state = 'TERMINATING';
    const { clock, config } = this.#context;
    const graceMs = executorGraceMs(config, executor.info);
    for (const task of executor.tasks.values()) {
      if (hasEnded(task)) {
        // If the framework is being removed, what is on its way to the disk is not told any more.
        if (executor.framework.state === 'TERMINATING') this.#forgetContainer(task);
      } else if (task.isQueued) {
        this.#endTask(task, killedDuringLaunch);
      } else if (task.kill === undefined) {
        this.#kills.end(task, shutdownTaskGraceMs(graceMs), 'shutdown');
      } else {
        // It goes on ending, but not for longer than the executor is given.
        const untilMs = clock.now() + graceMs - task.kill.requestedAtMs;
        this.#kills.end(task, Math.min(task.kill.graceMs, untilMs), 'shutdown');
      }
    }
    this.#endIfDone(executor);
  }

  resume(executor: Executor): void {
    for (const task of executor.tasks.values()) {
      if (hasEnded(task)) this.#endGroupOf(task);
      else this.#kills.resume(task);
    }
    this.#endIfDone(executor);
  }

  updateStored(executor: Executor, { status }: StatusUpdate): void {
    if (!isTerminal(status.state)) return;
    const task = executor.tasks.get(status.task_id.value);
    if (task !== undefined) this.#forgetContainer(task);
    this.#updateLimits(executor);
    this.#endIfDone(executor);
  }

  taskCompleted({ executor }: ExecutorTask): void {
    if (executor.state === 'TERMINATED' && executor.tasks.size === 0) this.#parts.table.complete(executor);
  }

  records(executor: Executor): CheckpointRecord[] {
    const records: CheckpointRecord[] = [executorRecord(executor)];
    const tasks = [...executor.tasks.values()];
    for (const group of new Set(tasks.map(({ container }) => container?.group ?? []))) {
      records.push(
        groupRecord(
          executor,
          group.filter(({ id }) => executor.tasks.has(id)),
        ),
      );
    }
    for (const task of tasks)
      if (task.kill !== undefined && !task.isQueued) records.push(killRecord(task, task.kill));
    if (executor.state === 'TERMINATED') records.push(endedRecord(executor));
    return records;
  }

  #add(framework: Framework, info: ExecutorInfo): Executor {
    const { checkpoints, random } = this.#context;
    const launch = { kind: 'default', containerId: random.uuid(), info } as const;
    const executor = this.#parts.table.add(framework, launch, false);
    checkpoints.append(executorRecord(executor));
    return executor;
  }

  #addTask(
    executor: Executor,
    launch: Omit<TaskLaunch, 'container'>,
    place: Pick<TaskContainer, 'id' | 'group' | 'isRecovered'>,
  ): ExecutorTask {
    const container: TaskContainer = {
      ...place,
      sharesCgroups: sharesCgroups(launch.info),
      isStored: place.isRecovered,
      supervisorPid: undefined,
    };
    const task = this.#parts.table.addTask(executor, { ...launch, container });
    if (!hasEnded(task)) this.#context.model.taskContainers.set(container.id, task);
    return task;
  }

  #groupStored(executor: Executor, group: readonly ExecutorTask[]): void {
    const { config, containerizer, log, model } = this.#context;
    for (const { container } of group) if (container !== undefined) container.isStored = true;
    // The process is about to end; the next one finds a launch that never came to pass.
    if (model.state === 'TERMINATING' && executor.framework.state === 'RUNNING') return;
    if (group.every(hasEnded)) {
      this.#endIfDone(executor);
    } else if (executor.isLaunched) {
      this.#updateLimits(executor);
      this.#launchTasks(executor);
    } else {
      executor.isLaunched = true;
      log.info('launching an executor of task groups', logFields(executor));
      containerizer.launch(holderSpec(config, executor));
    }
  }

  /** Those that wait for their executor. */
  #launchTasks(executor: Executor): void {
    if (executor.state !== 'RUNNING') return;
    const { config, containerizer, log } = this.#context;
    for (const task of executor.tasks.values()) {
      if (!task.isQueued || task.container?.isStored !== true || hasEnded(task)) continue;
      task.isQueued = false;
      executor.wasGivenTask = true;
      log.info('launching a task', { task: task.id, ...logFields(executor), container: task.container.id });
      this.#parts.reports.report(task, { state: 'TASK_STARTING', source: 'SOURCE_EXECUTOR' });
      containerizer.launch(groupTaskSpec(config, task));
    }
  }

  /** One of a group has failed or was killed: the others go the same way. */
  #endGroupOf({ container, executor, reportedState }: ExecutorTask): void {
    if (executor.state === 'TERMINATING' || executor.state === 'TERMINATED') return;
    if (reportedState === undefined || !endsGroup(reportedState)) return;
    for (const other of container?.group ?? []) {
      if (!hasEnded(other) && other.kill === undefined) this.#kills.end(other, groupKillGraceMs, 'request');
    }
  }

  #endTask(task: ExecutorTask, outcome: Outcome): void {
    if (hasEnded(task)) return;
    const { container, executor } = task;
    const { log, model } = this.#context;
    task.killTimer?.cancel();
    task.completionTimer?.cancel();
    if (container !== undefined) {
      container.supervisorPid = undefined;
      model.taskContainers.delete(container.id);
    }
    log.info('a task ended', {
      task: task.id,
      ...logFields(executor),
      state: outcome.state,
      message: outcome.message,
    });
    this.#parts.reports.report(task, outcome);
    // A framework that is being removed is told nothing, so there is nothing to wait for.
    if (executor.framework.state === 'TERMINATING') this.#forgetContainer(task);
  }

  #updateLimits(executor: Executor): void {
    if (executor.isLaunched && executor.state !== 'TERMINATED')
      this.#context.containerizer.update(executor.containerId, executorLimits(executor));
  }

  #forgetContainer({ container, isQueued }: ExecutorTask): void {
    if (container !== undefined && !isQueued) this.#context.containerizer.forget(container.id);
  }

  /** An executor without tasks has nothing left to do. */
  #endIfDone(executor: Executor): void {
    if (executor.state === 'TERMINATED') return;
    const isTold = executor.framework.state === 'RUNNING';
    const isDone = (task: ExecutorTask): boolean =>
      hasEnded(task) && (!isTold || isTerminal(task.message.state));
    if (![...executor.tasks.values()].every(isDone)) return;
    executor.state = 'TERMINATING';
    if (executor.isLaunched) this.#context.containerizer.destroy(executor.containerId);
    else this.#end(executor, -1);
  }

  #end(executor: Executor, status: number): void {
    const { table, exited } = this.#parts;
    const { framework, id } = executor;
    table.terminate(executor);
    this.#context.log.info('an executor of task groups ended', logFields(executor));
    this.#context.checkpoints.append(endedRecord(executor), () => {
      table.forgetContainer(executor);
      exited(framework.id, id, status);
    });
    if (framework.state === 'TERMINATING' || executor.tasks.size === 0) table.complete(executor);
  }
}

function executorRecord(executor: Executor): CheckpointRecord {
  const { containerId, framework, info, wasGivenTask } = executor;
  return { type: 'executor', frameworkId: framework.id, kind: 'default', containerId, info, wasGivenTask };
}

function groupRecord(executor: Executor, group: readonly ExecutorTask[]): CheckpointRecord {
  return {
    type: 'task-group',
    frameworkId: executor.framework.id,
    executorId: executor.id,
    members: group.map(({ container, info }) => ({ containerId: container?.id ?? '', task: info })),
  };
}

function endedRecord({ framework, id }: Executor): CheckpointRecord {
  return { type: 'executor-ended', frameworkId: framework.id, executorId: id };
}

function logFields({ containerId, framework, id }: Executor): Record<string, string> {
  return { executor: id, framework: framework.id, container: containerId };
}
