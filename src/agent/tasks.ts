// What a master asks for tasks: run, kill, and the answers about tasks that are not here. Every refusal is a status
// update that is sent reliably; what the original drops in silence is dropped with a log line.
import { droppedState } from '../executor/outcome.ts';
import type {
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
import { type Framework, hasCapability } from './model.ts';
import { isPathComponent } from './sandbox.ts';
import { invalid, type Refusal, refusalOf, taskGroupRefusal } from './task-support.ts';
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

  run(message: RunTaskMessage): void {
    const { framework, task, pid, resource_version_uuids: versions, launch_executor: launches } = message;
    this.#run(
      framework,
      pid,
      task,
      versions,
      (known) => refusalOf(task) ?? this.#executorProblem(known, task, launches),
    );
  }

  runGroup(message: RunTaskGroupMessage): void {
    const { framework, task_group: group, resource_version_uuids: versions } = message;
    for (const task of group.tasks ?? []) {
      this.#run(framework, undefined, task, versions, () => taskGroupRefusal);
    }
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

  #run(
    info: FrameworkInfo,
    pid: string | undefined,
    task: TaskInfo,
    versions: readonly ResourceVersionUUID[] | undefined,
    refusal: (framework: Framework) => Refusal | undefined,
  ): void {
    const frameworkId = info.id?.value ?? '';
    const taskId = task.task_id.value;
    const reason = this.#reasonToIgnore(frameworkId, task);
    if (reason !== undefined) {
      this.#context.log.warn('ignoring a task', { task: taskId, framework: frameworkId, reason });
      return;
    }
    const framework = this.#frameworks.adopt(frameworkId, info, schedulerPid(pid));
    const problem =
      this.#versionProblem(framework.info, versions) ??
      this.#endingProblem(framework) ??
      refusal(framework) ??
      this.#resourcesProblem(framework.info, task);
    if (problem !== undefined) {
      this.#refuse(frameworkId, taskId, problem);
      const executorId = task.executor?.executor_id.value;
      if (executorId === undefined || framework.executors.has(executorId)) return;
      this.#ports.notLaunched(frameworkId, executorId);
    } else if (task.executor === undefined) this.#executors.command.launch(framework, task);
    else this.#executors.custom.run(framework, task, task.executor);
  }

  /** A task is for the executor that the master has in mind: one that is there, or a new one. */
  #executorProblem(
    { executors, info }: Framework,
    task: TaskInfo,
    launches: boolean | undefined,
  ): Refusal | undefined {
    const id = task.executor?.executor_id.value ?? task.task_id.value;
    const existing = executors.get(id);
    const dropped = (message: string): Refusal => ({
      state: droppedState(hasCapability(info, 'PARTITION_AWARE')),
      reason: 'REASON_EXECUTOR_TERMINATED',
      message,
    });
    if (task.executor === undefined)
      return existing === undefined ? undefined : invalid(`An executor has the id ${id}`);
    if (existing === undefined) {
      return launches === false
        ? dropped('No executor is expected to launch and there is no executor running')
        : undefined;
    }
    if (existing.kind !== 'custom') return invalid(`A command task has the executor's id ${id}`);
    const isEnding = existing.state === 'TERMINATING' || existing.state === 'TERMINATED';
    return isEnding ? dropped('Executor is terminating or terminated') : undefined;
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

  /** Reservations and volumes the task is to use may have been lost on their way. */
  #resourcesProblem(info: FrameworkInfo, { resources, executor }: TaskInfo): Refusal | undefined {
    const used = readResources([...(resources ?? []), ...(executor?.resources ?? [])]);
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
