// What custom executors are told of tasks: launches, kills, acknowledgements. The rule: a task is handed over once, after
// its record is on disk and when there is a connection; until then it is queued, and a kill ends it here.
import { droppedState, killedDuringLaunch } from '../executor/outcome.ts';
import type { KillPolicy } from '../protocol/messages.ts';
import { isTerminal } from '../protocol/task-state.ts';
import { executorLimits } from './container-spec.ts';
import type { AgentContext } from './context.ts';
import type { ExecutorConnections } from './executor-connections.ts';
import { type Executor, type ExecutorTask, hasCapability } from './model.ts';
import type { TaskReports } from './task-reports.ts';

export class ExecutorDelivery {
  readonly #context: AgentContext;
  readonly #reports: TaskReports;
  readonly #connections: ExecutorConnections;
  /** Queued tasks whose record is on disk. */
  readonly #stored = new WeakSet<ExecutorTask>();
  /** Those of a task group, of each of them. */
  readonly #groups = new WeakMap<ExecutorTask, readonly ExecutorTask[]>();
  /** Kills that could not be passed on yet. */
  readonly #kills = new Map<ExecutorTask, KillPolicy | undefined>();

  constructor(context: AgentContext, reports: TaskReports, connections: ExecutorConnections) {
    this.#context = context;
    this.#reports = reports;
    this.#connections = connections;
  }

  /** They are a task group: handed over in one event, and none is once another was killed before that. */
  keepTogether(tasks: readonly ExecutorTask[]): void {
    for (const task of tasks) this.#groups.set(task, tasks);
  }

  /** The records of tasks of one executor are on disk. */
  tasksStored(tasks: readonly ExecutorTask[]): void {
    for (const task of tasks) this.#stored.add(task);
    const [first] = tasks;
    if (first !== undefined) this.handOver(first.executor);
  }

  hasQueued(executor: Executor): boolean {
    return [...executor.tasks.values()].some((task) => task.isQueued && !hasEnded(task));
  }

  /** What waits for the executor goes to it. Without a connection it goes on waiting: the executor comes back. */
  handOver(executor: Executor): void {
    if (executor.state !== 'RUNNING' || !this.#connections.isOpen(executor)) return;
    const tasks = [...executor.tasks.values()].filter(
      (task) => task.isQueued && this.#stored.has(task) && !hasEnded(task),
    );
    if (tasks.length > 0) this.updateLimits(executor);
    for (const task of tasks) {
      if (!task.isQueued) continue;
      const group = this.#groups.get(task);
      for (const each of group ?? [task]) each.isQueued = false;
      executor.wasGivenTask = true;
      this.#connections.send(
        executor,
        group === undefined
          ? { type: 'LAUNCH', launch: { task: task.info } }
          : { type: 'LAUNCH_GROUP', launch_group: { task_group: { tasks: group.map(({ info }) => info) } } },
      );
    }
    for (const task of executor.tasks.values()) this.#passKillOn(task);
  }

  kill(task: ExecutorTask, policy: KillPolicy | undefined): void {
    if (hasEnded(task)) return;
    if (task.isQueued) {
      for (const each of this.#groups.get(task) ?? [task]) this.#reports.report(each, killedDuringLaunch);
      return;
    }
    this.#kills.set(task, policy);
    this.#passKillOn(task);
  }

  /** The agent, or the connection, was gone before the executor got tasks that it does not know. */
  dropUnknown(executor: Executor, known: ReadonlySet<string>): void {
    for (const task of [...executor.tasks.values()]) {
      if (task.isQueued || task.reportedState !== undefined || known.has(task.id)) continue;
      this.#reports.report(task, {
        state: droppedState(hasCapability(executor.framework.info, 'PARTITION_AWARE')),
        source: 'SOURCE_AGENT',
        reason: 'REASON_AGENT_RESTARTED',
        message: 'Task launched during agent restart',
      });
    }
  }

  /** The executor need not send the update again. */
  acknowledge(executor: Executor, taskId: string, uuid: Uint8Array): void {
    const acknowledged = { task_id: { value: taskId }, uuid };
    this.#connections.send(executor, { type: 'ACKNOWLEDGED', acknowledged });
  }

  /** From the scheduler. False: it is lost. */
  message(executor: Executor, data: Uint8Array): boolean {
    return (
      executor.state === 'RUNNING' && this.#connections.send(executor, { type: 'MESSAGE', message: { data } })
    );
  }

  /** The container's limits follow its tasks. */
  updateLimits(executor: Executor): void {
    this.#context.containerizer.update(executor.containerId, executorLimits(executor));
  }

  /** The task is over, whatever was asked for it. */
  forget(task: ExecutorTask): void {
    this.#kills.delete(task);
  }

  #passKillOn(task: ExecutorTask): void {
    const { executor, id } = task;
    if (!this.#kills.has(task) || !this.#connections.isOpen(executor)) return;
    const policy = this.#kills.get(task);
    this.#kills.delete(task);
    if (hasEnded(task)) return;
    this.#context.log.info('passing the kill of a task on', {
      task: id,
      executor: executor.id,
      framework: executor.framework.id,
    });
    const kill = { task_id: { value: id }, ...(policy === undefined ? {} : { kill_policy: policy }) };
    this.#connections.send(executor, { type: 'KILL', kill });
  }
}

/** Its end is told, even if that is not on disk yet. */
export function hasEnded({ reportedState }: ExecutorTask): boolean {
  return reportedState !== undefined && isTerminal(reportedState);
}
