// What a master asks for tasks: run, kill, and the answers about tasks that are not here. Every refusal is a status
// update that is sent reliably; what the original drops in silence is dropped with a log line.
import { droppedState } from '../executor/outcome.ts';
import type {
  ExecutorInfo,
  FrameworkInfo,
  KillTaskMessage,
  ReconcileTasksMessage,
  ResourceVersionUUID,
  RunTaskGroupMessage,
  RunTaskMessage,
  StatusUpdate,
  TaskInfo,
} from '../protocol/messages.ts';
import { isCheckpointed } from '../resources/checkpointed.ts';
import { readResources } from '../resources/messages.ts';
import { Resources } from '../resources/resources.ts';
import type { AgentContext } from './context.ts';
import type { Executors } from './executors.ts';
import { type Frameworks, schedulerPid } from './frameworks.ts';
import { type ExecutorKind, type Framework, hasCapability } from './model.ts';
import { isPathComponent } from './sandbox.ts';
import { groupRefusalOf, invalid, type Refusal, refusalOf } from './task-support.ts';
import { UpdateWriter } from './update-message.ts';
import { sameBytes } from './uuid.ts';

export interface TasksPorts {
  emit(update: StatusUpdate): void;
  hasUpdates(frameworkId: string, taskId: string): boolean;
  /** To the master: an executor it takes for launched was not. */
  notLaunched(frameworkId: string, executorId: string): void;
}

export class Tasks {
  readonly #context: AgentContext;
  readonly #frameworks: Frameworks;
  readonly #executors: Executors;
  readonly #ports: TasksPorts;
  readonly #writer: UpdateWriter;

  constructor(context: AgentContext, frameworks: Frameworks, executors: Executors, ports: TasksPorts) {
    this.#context = context;
    this.#frameworks = frameworks;
    this.#executors = executors;
    this.#ports = ports;
    this.#writer = new UpdateWriter(context.clock, context.random);
  }

  run({ framework, task, pid, resource_version_uuids: versions, launch_executor }: RunTaskMessage): void {
    const { executor } = task;
    this.#run({
      info: framework,
      pid,
      versions,
      tasks: [task],
      executor,
      launchesExecutor: launch_executor !== false,
      refusal: (known) =>
        refusalOf(task) ??
        (executor === undefined
          ? commandProblem(known, task)
          : executorProblem(known, executor, 'custom', launch_executor)),
      launch: (known) => {
        if (executor === undefined) this.#executors.command.launch(known, task);
        else this.#executors.custom.run(known, task, executor);
      },
    });
  }

  /** All tasks of the group, or none. */
  runGroup(message: RunTaskGroupMessage): void {
    const { executor, framework, task_group: group, resource_version_uuids: versions } = message;
    const tasks = (group.tasks ?? []).map((task) => ({ ...task, executor }));
    const kind = executor.type === 'DEFAULT' ? 'default' : 'custom';
    this.#run({
      info: framework,
      pid: undefined,
      versions,
      tasks,
      executor,
      launchesExecutor: message.launch_executor !== false,
      refusal: (known) =>
        groupRefusalOf(executor, tasks) ?? executorProblem(known, executor, kind, message.launch_executor),
      launch: (known) => {
        if (kind === 'default') this.#executors.default.run(known, executor, tasks);
        else this.#executors.custom.runGroup(known, tasks, executor);
      },
    });
  }

  kill(message: KillTaskMessage): void {
    const frameworkId = message.framework_id.value;
    const taskId = message.task_id.value;
    const { log, model } = this.#context;
    const framework = model.frameworks.get(frameworkId);
    const isIgnored = model.state === 'RECOVERING' || model.state === 'TERMINATING';
    if (framework === undefined || framework.state === 'TERMINATING' || isIgnored) {
      log.warn('ignoring a kill of a task', {
        task: taskId,
        framework: frameworkId,
        agent_state: model.state,
      });
      return;
    }
    const task = framework.tasks.get(taskId);
    if (task !== undefined) {
      this.#executors.kill(task, message.kill_policy);
    } else if (!this.#ports.hasUpdates(frameworkId, taskId)) {
      this.#refuse(frameworkId, taskId, {
        state: droppedState(hasCapability(framework.info, 'PARTITION_AWARE')),
        reason: 'REASON_EXECUTOR_TERMINATED',
        message: 'Cannot find executor',
      });
    }
  }

  /** The master knows tasks that the agent did not list when it came back. */
  reconcile(messages: readonly ReconcileTasksMessage[]): void {
    for (const { framework_id: frameworkId, framework: info, statuses } of messages) {
      const framework = this.#context.model.frameworks.get(frameworkId.value);
      const described = info ?? framework?.info;
      const isPartitionAware = described !== undefined && hasCapability(described, 'PARTITION_AWARE');
      for (const { task_id: taskId } of statuses ?? []) {
        // Of tasks that are being shut down with their framework no update follows, so this is their end.
        const isRunning = framework?.state === 'RUNNING' && framework.tasks.has(taskId.value);
        if (isRunning || this.#ports.hasUpdates(frameworkId.value, taskId.value)) continue;
        this.#refuse(frameworkId.value, taskId.value, {
          state: droppedState(isPartitionAware),
          reason: 'REASON_RECONCILIATION',
          message: 'Reconciliation: task unknown to the agent',
        });
      }
    }
  }

  #run({ info, pid, versions, tasks, executor, launchesExecutor, refusal, launch }: Run): void {
    const frameworkId = info.id?.value ?? '';
    const ids = tasks.map(({ task_id }) => task_id.value);
    const reason = tasks.map((task) => this.#reasonToIgnore(frameworkId, task)).find(Boolean);
    if (reason !== undefined) {
      this.#context.log.warn('ignoring tasks', { tasks: ids.join(), framework: frameworkId, reason });
      return;
    }
    const framework = this.#frameworks.adopt(frameworkId, info, schedulerPid(pid));
    const problem =
      this.#versionProblem(framework.info, versions) ??
      this.#endingProblem(framework) ??
      refusal(framework) ??
      this.#resourcesProblem(framework.info, tasks, executor);
    if (problem === undefined) {
      launch(framework);
      return;
    }
    for (const id of ids) this.#refuse(frameworkId, id, problem);
    const executorId = executor?.executor_id.value;
    if (executorId === undefined || !launchesExecutor) return;
    const existing = framework.executors.get(executorId);
    // The master has taken off its books one that has ended, and has booked another.
    if (existing === undefined || existing.state === 'TERMINATED') {
      this.#ports.notLaunched(frameworkId, executorId);
    }
  }

  #reasonToIgnore(frameworkId: string, task: TaskInfo): string | undefined {
    const { model } = this.#context;
    const taskId = task.task_id.value;
    if (!isPathComponent(frameworkId)) return 'the framework has no usable id';
    if (model.state === 'RECOVERING' || model.state === 'TERMINATING') return `the agent is ${model.state}`;
    if (task.agent_id.value !== model.info.id?.value) return 'it is meant for another agent';
    const framework = model.frameworks.get(frameworkId);
    const isKnown = framework?.tasks.has(taskId) === true || this.#ports.hasUpdates(frameworkId, taskId);
    return isKnown ? 'it is known already' : undefined;
  }

  /** A new master can have a framework back that the one before it had removed. */
  #endingProblem({ info, state }: Framework): Refusal | undefined {
    if (state === 'RUNNING') return undefined;
    return {
      state: droppedState(hasCapability(info, 'PARTITION_AWARE')),
      reason: 'REASON_FRAMEWORK_REMOVED',
      message: 'The framework is being shut down on the agent',
    };
  }

  #versionProblem(
    info: FrameworkInfo,
    versions: readonly ResourceVersionUUID[] | undefined,
  ): Refusal | undefined {
    const own = versions?.find((version) => version.resource_provider_id === undefined);
    if (own === undefined || sameBytes(own.uuid.value, this.#context.model.resourceVersion)) return undefined;
    return {
      state: droppedState(hasCapability(info, 'PARTITION_AWARE')),
      reason: 'REASON_INVALID_OFFERS',
      message: 'Task launched with invalid offers: the resources of the agent have changed since',
    };
  }

  /** Reservations and volumes the tasks are to use may have been lost on their way. */
  #resourcesProblem(
    info: FrameworkInfo,
    tasks: readonly TaskInfo[],
    executor: ExecutorInfo | undefined,
  ): Refusal | undefined {
    const used = readResources([...tasks, executor].flatMap((each) => each?.resources ?? []));
    const made = used instanceof Resources ? used.filter(isCheckpointed).unallocate() : Resources.none;
    if (this.#context.model.totalResources.contains(made)) return undefined;
    return {
      state: droppedState(hasCapability(info, 'PARTITION_AWARE')),
      reason: 'REASON_RESOURCES_UNKNOWN',
      message: 'The checkpointed resources being used by the task are unknown to the agent',
    };
  }

  #refuse(frameworkId: string, taskId: string, refusal: Refusal): void {
    const agentId = this.#context.model.info.id;
    if (agentId === undefined) return;
    this.#context.log.warn('refusing a task', {
      task: taskId,
      framework: frameworkId,
      reason: refusal.message,
    });
    const content = { ...refusal, source: 'SOURCE_AGENT' } as const;
    this.#ports.emit(this.#writer.write({ agentId, frameworkId, taskId }, content));
  }
}

/** Tasks that a master wants to run, together or not at all. */
interface Run {
  readonly info: FrameworkInfo;
  readonly pid: string | undefined;
  readonly versions: readonly ResourceVersionUUID[] | undefined;
  readonly tasks: readonly TaskInfo[];
  /** Undefined for a command task. */
  readonly executor: ExecutorInfo | undefined;
  /** The master has booked the executor for these tasks. */
  readonly launchesExecutor: boolean;
  readonly refusal: (framework: Framework) => Refusal | undefined;
  readonly launch: (framework: Framework) => void;
}

/** The executor everybody sees beside a command task must not be another one. */
function commandProblem({ executors }: Framework, { task_id: id }: TaskInfo): Refusal | undefined {
  return executors.has(id.value) ? invalid(`An executor has the id ${id.value}`) : undefined;
}

/** Tasks are for the executor that the master has in mind: one that is there, or a new one. */
function executorProblem(
  { executors, info }: Framework,
  { executor_id: { value: id } }: ExecutorInfo,
  kind: ExecutorKind,
  launches: boolean | undefined,
): Refusal | undefined {
  const existing = executors.get(id);
  const dropped = (message: string): Refusal => ({
    state: droppedState(hasCapability(info, 'PARTITION_AWARE')),
    reason: 'REASON_EXECUTOR_TERMINATED',
    message,
  });
  if (existing === undefined) {
    return launches === false
      ? dropped('No executor is expected to launch and there is no executor running')
      : undefined;
  }
  if (existing.kind === 'command') return invalid(`A command task has the executor's id ${id}`);
  if (existing.kind !== kind) return invalid(`The executor ${id} is of another type`);
  const isEnding = existing.state === 'TERMINATING' || existing.state === 'TERMINATED';
  return isEnding ? dropped('Executor is terminating or terminated') : undefined;
}
