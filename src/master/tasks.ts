// The life of a task in the master. Its resources are given back exactly once, when it stops holding them, and
// a terminal state never changes: both rules are kept here and nowhere else.
import type { ExecutorInfo, TaskState, TaskStatus } from '../protocol/messages.ts';
import { isTerminal } from '../protocol/task-state.ts';
import { resourcesOf } from '../resources/messages.ts';
import { Resources } from '../resources/resources.ts';
import type { Core } from './core.ts';
import type { Agent, Framework } from './model.ts';
import { holdsNothing, pack, type Task } from './task.ts';

/** Books resources for what runs; the allocator has them booked since the offer. */
function hold(framework: Framework, agent: Agent, resources: Resources): void {
  const held = (framework.used.get(agent.id) ?? Resources.none).add(resources);
  framework.used.set(agent.id, held);
  agent.used.set(framework.id, held);
}

/**
 * Gives back what ended, to the allocator too. An agent may have reported two tasks on the same port: that is held
 * once, and given back with the first.
 */
function release(core: Core, framework: Framework, agent: Agent, resources: Resources): void {
  const held = framework.used.get(agent.id) ?? Resources.none;
  const left = held.subtract(resources);
  const freed = held.contains(resources) ? resources : held.subtract(left);
  if (left.isEmpty) {
    framework.used.delete(agent.id);
    agent.used.delete(framework.id);
  } else {
    framework.used.set(agent.id, left);
    agent.used.set(framework.id, left);
  }
  if (!freed.isEmpty)
    core.allocator.recoverResources(framework.id, agent.id, freed, undefined, core.clock.now());
}

export function addTask(core: Core, framework: Framework, agent: Agent, task: Task): void {
  framework.tasks.set(task.id, task);
  let there = agent.tasks.get(framework.id);
  if (there === undefined) {
    there = new Set();
    agent.tasks.set(framework.id, there);
  }
  there.add(task);
  core.model.countTask(task.state, 1);
  if (!holdsNothing(task.state)) hold(framework, agent, task.resources);
  core.operatorEvents.taskAdded(task);
}

export interface StateChange {
  readonly status: TaskStatus;
  /** The newest state the agent knows, when the status is an older one that was not acknowledged yet. */
  readonly latestState?: TaskState | undefined;
}

/** Takes a status into account: state, history, resources, counters. */
export function updateTask(
  core: Core,
  framework: Framework,
  agent: Agent,
  task: Task,
  { status, latestState }: StateChange,
): void {
  const before = task.state;
  if (!isTerminal(before)) {
    const next = latestState ?? status.state;
    if (next !== before) {
      core.model.countTask(before, -1);
      task.state = next;
      core.model.countTask(next, 1);
      if (!holdsNothing(before) && holdsNothing(next)) release(core, framework, agent, task.resources);
      if (isTerminal(next)) {
        core.metrics.taskEnded(next, status);
        framework.metrics.count(framework.metrics.terminalTasks, next);
      } else if (next === 'TASK_UNREACHABLE') {
        core.metrics.taskStateCause(next, status);
      }
    }
  }
  // A repetition is no news; another end of a task that has ended already is, as in the original.
  const isNews = task.state !== before || status.state !== task.lastStatusState || isCheckUpdate(status);
  task.addStatus(status);
  if (isNews) core.operatorEvents.taskUpdated(task, status);
}

function isCheckUpdate({ reason }: TaskStatus): boolean {
  return (
    reason === 'REASON_TASK_CHECK_STATUS_UPDATED' || reason === 'REASON_TASK_HEALTH_CHECK_STATUS_UPDATED'
  );
}

/** Notes what a scheduler was sent, which is what its acknowledgement and its reconciliation refer to. */
export function noteSent(task: Task, state: TaskState, uuid: Uint8Array): void {
  task.noteSent(state, pack(uuid));
}

/** Forgets a task as a live one; it goes to the framework's unreachable tasks or to its history. */
export function removeTask(
  core: Core,
  framework: Framework,
  agent: Agent,
  task: Task,
  isUnreachable = false,
): void {
  if (!holdsNothing(task.state)) {
    core.log.warn('removing a task that still holds resources', { task: task.id, state: task.state });
    release(core, framework, agent, task.resources);
  }
  framework.tasks.delete(task.id);
  agent.killedTasks.get(framework.id)?.delete(task.id);
  const there = agent.tasks.get(framework.id);
  there?.delete(task);
  if (there?.size === 0) agent.tasks.delete(framework.id);
  if (!isUnreachable) {
    core.model.countTask(task.state, -1);
    completeTask(core, framework, task);
    return;
  }
  framework.unreachableTasks.set(task.id, task);
  if (framework.unreachableTasks.size > core.config.maxUnreachableTasksPerFramework) {
    for (const oldest of framework.unreachableTasks.values()) {
      forgetUnreachableTask(core, framework, oldest);
      break;
    }
  }
}

/** An unreachable task was heard of again, or is too old to be remembered. */
export function forgetUnreachableTask(core: Core, framework: Framework, task: Task): void {
  if (framework.unreachableTasks.delete(task.id)) core.model.countTask(task.state, -1);
}

export function completeTask(core: Core, framework: Framework, task: Task): void {
  framework.completedTasks.add(task, core.config.maxCompletedTasksPerFramework);
}

/** Live tasks of a framework on an agent; a copy, because callers remove them. */
export function tasksOn(agent: Agent, framework: Framework): Task[] {
  return [...(agent.tasks.get(framework.id) ?? [])];
}

export function findExecutor(
  agent: Agent,
  framework: Framework,
  executorId: string,
): ExecutorInfo | undefined {
  return agent.executors.get(framework.id)?.get(executorId);
}

/** Registers a custom executor; its resources, allocated in the message, are held while it lives. */
export function addExecutor(framework: Framework, agent: Agent, info: ExecutorInfo): void {
  let there = agent.executors.get(framework.id);
  if (there === undefined) {
    there = new Map();
    agent.executors.set(framework.id, there);
  }
  there.set(info.executor_id.value, info);
  hold(framework, agent, resourcesOf(info.resources));
}

/** False when there is no such executor. */
export function removeExecutor(core: Core, framework: Framework, agent: Agent, executorId: string): boolean {
  const there = agent.executors.get(framework.id);
  const info = there?.get(executorId);
  if (there === undefined || info === undefined) return false;
  there.delete(executorId);
  if (there.size === 0) agent.executors.delete(framework.id);
  release(core, framework, agent, resourcesOf(info.resources));
  return true;
}

export function removeExecutors(core: Core, framework: Framework, agent: Agent): void {
  for (const id of [...(agent.executors.get(framework.id)?.keys() ?? [])])
    removeExecutor(core, framework, agent, id);
}
