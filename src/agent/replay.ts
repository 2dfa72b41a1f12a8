// What the records on disk say about the state before a restart. Pure: it replays them and decides nothing.

import type { KillPlan } from '../executor/kill-plan.ts';
import type { AgentInfo, FrameworkInfo, StatusUpdate, TaskInfo } from '../protocol/messages.ts';
import { isTerminal } from '../protocol/task-state.ts';
import type { CheckpointRecord } from './checkpoints.ts';
import { schedulerPid } from './frameworks.ts';
import type { ExecutorConnection } from './model.ts';
import type { ExecutorLaunch } from './new-executor.ts';
import {
  forgetOperations,
  noOperations,
  type ReplayedOperations,
  replayOperation,
} from './replay-operations.ts';
import { sameBytes } from './uuid.ts';

/** Where a task was launched: as a command task in a container of its own, or with an executor. */
export type ReplayedPlace =
  | { readonly containerId: string; readonly executorId?: undefined }
  | { readonly executorId: string; readonly containerId?: undefined; readonly member?: ReplayedMember };

/** The place of a task in its group. */
export interface ReplayedMember {
  readonly containerId: string;
  /** The same for all that were launched together. */
  readonly groupId: string;
}

export interface ReplayedTask {
  /** Undefined for a task that was refused. */
  readonly launch: { readonly place: ReplayedPlace; readonly task: TaskInfo } | undefined;
  kill: KillPlan | undefined;
  readonly updates: StatusUpdate[];
  acknowledged: number;
}

/** An executor that is no command task's. */
export interface ReplayedExecutor {
  readonly launch: ExecutorLaunch;
  connection: ExecutorConnection | undefined;
  wasGivenTask: boolean;
  /** The container is gone. */
  hasEnded: boolean;
}

export interface ReplayedFramework {
  info: FrameworkInfo;
  pid: string | undefined;
  isShutDown: boolean;
  /** By id, the newest of each. */
  readonly executors: Map<string, ReplayedExecutor>;
  readonly tasks: Map<string, ReplayedTask>;
}

export interface Replayed {
  agent: { readonly bootId: string; readonly info: AgentInfo } | undefined;
  readonly frameworks: Map<string, ReplayedFramework>;
  readonly operations: ReplayedOperations;
}

export function replay(records: readonly CheckpointRecord[]): Replayed {
  const replayed: Replayed = { agent: undefined, frameworks: new Map(), operations: noOperations() };
  for (const record of records) apply(replayed, record);
  return replayed;
}

function apply(replayed: Replayed, record: CheckpointRecord): void {
  const { frameworks } = replayed;
  switch (record.type) {
    case 'agent':
      replayed.agent = { bootId: record.bootId, info: record.info };
      return;
    case 'framework':
      addFramework(frameworks, record.info, record.pid);
      return;
    case 'framework-shutdown': {
      const framework = frameworks.get(record.frameworkId);
      if (framework !== undefined) framework.isShutDown = true;
      return;
    }
    case 'framework-removed':
      frameworks.delete(record.frameworkId);
      return;
    case 'launch':
      addTask(frameworks.get(record.frameworkId), record.task, { containerId: record.containerId });
      return;
    case 'executor':
      addExecutor(frameworks.get(record.frameworkId), record);
      return;
    case 'task': {
      const { executorId, frameworkId, task } = record;
      const framework = frameworks.get(frameworkId);
      const executor = framework?.executors.get(executorId);
      if (executor === undefined) return;
      executor.wasGivenTask = true;
      addTask(framework, task, { executorId });
      return;
    }
    case 'task-group': {
      const { executorId, frameworkId, members } = record;
      const framework = frameworks.get(frameworkId);
      const executor = framework?.executors.get(executorId);
      if (executor === undefined) return;
      executor.wasGivenTask = true;
      const groupId = members[0]?.containerId ?? '';
      for (const { containerId, task } of members)
        addTask(framework, task, { executorId, member: { containerId, groupId } });
      return;
    }
    case 'connection': {
      const executor = frameworks.get(record.frameworkId)?.executors.get(record.executorId);
      if (executor !== undefined) executor.connection = record.connection;
      return;
    }
    case 'executor-ended': {
      const executor = frameworks.get(record.frameworkId)?.executors.get(record.executorId);
      if (executor !== undefined) executor.hasEnded = true;
      return;
    }
    case 'kill': {
      const task = frameworks.get(record.frameworkId)?.tasks.get(record.taskId);
      const { cause, requestedAtMs, graceMs } = record;
      if (task !== undefined) task.kill = { cause, requestedAtMs, graceMs };
      return;
    }
    case 'update':
      addUpdate(frameworks, record.update);
      return;
    case 'acknowledged':
      acknowledge(frameworks, record);
      return;
    case 'forget':
      replayed.agent = undefined;
      frameworks.clear();
      forgetOperations(replayed.operations);
      return;
    case 'resources':
    case 'operation':
    case 'operation-done':
    case 'operation-acknowledged':
      replayOperation(replayed.operations, record);
  }
}

function addFramework(frameworks: Map<string, ReplayedFramework>, info: FrameworkInfo, pid: string): void {
  const id = info.id?.value ?? '';
  const framework = frameworks.get(id);
  if (framework === undefined) {
    frameworks.set(id, {
      info,
      pid: schedulerPid(pid),
      isShutDown: false,
      executors: new Map(),
      tasks: new Map(),
    });
    return;
  }
  framework.info = info;
  framework.pid = schedulerPid(pid);
}

function addTask(framework: ReplayedFramework | undefined, task: TaskInfo, place: ReplayedPlace): void {
  framework?.tasks.set(task.task_id.value, {
    launch: { place, task },
    kill: undefined,
    updates: [],
    acknowledged: 0,
  });
}

function addExecutor(
  framework: ReplayedFramework | undefined,
  record: Extract<CheckpointRecord, { type: 'executor' }>,
): void {
  const { kind, containerId, info, wasGivenTask } = record;
  framework?.executors.set(info.executor_id.value, {
    launch: { kind, containerId, info },
    connection: undefined,
    wasGivenTask,
    hasEnded: false,
  });
}

/** Updates for frameworks that run nothing here answered a master's questions; it will ask again. */
function addUpdate(frameworks: Map<string, ReplayedFramework>, update: StatusUpdate): void {
  const tasks = frameworks.get(update.framework_id.value)?.tasks;
  if (tasks === undefined) return;
  const taskId = update.status.task_id.value;
  let task = tasks.get(taskId);
  if (task === undefined) {
    task = { launch: undefined, kill: undefined, updates: [], acknowledged: 0 };
    tasks.set(taskId, task);
  }
  task.updates.push(update);
}

function acknowledge(
  frameworks: Map<string, ReplayedFramework>,
  record: Extract<CheckpointRecord, { type: 'acknowledged' }>,
): void {
  const tasks = frameworks.get(record.frameworkId)?.tasks;
  const task = tasks?.get(record.taskId);
  const update = task?.updates[task.acknowledged];
  if (task === undefined || update?.uuid === undefined || !sameBytes(update.uuid, record.uuid)) return;
  task.acknowledged += 1;
  if (isTerminal(update.status.state)) tasks?.delete(record.taskId);
}
