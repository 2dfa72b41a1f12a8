// What runs on an agent that comes back: the agent knows what is there, the master what was asked for. Here the
// two are compared, and each side is told what it does not know.
import type {
  FrameworkInfo,
  ReconcileTasksMessage,
  ReregisterAgentMessage,
  Task as TaskMessage,
} from '../protocol/messages.ts';
import { isTerminal } from '../protocol/task-state.ts';
import { resourcesOf } from '../resources/messages.ts';
import type { Resources } from '../resources/resources.ts';
import { loseTask, tellAllocator, type Workload } from './agent-lifecycle.ts';
import type { Core } from './core.ts';
import { recoverFramework } from './frameworks.ts';
import { type Agent, type Framework, schedulerPid } from './model.ts';
import { rescindOffer } from './offers.ts';
import { masterStatus, restatedStatus, sendStatus } from './status.ts';
import { holdsNothing, reportedTask, type Task } from './task.ts';
import { addExecutor, addTask, findExecutor, forgetUnreachableTask, removeExecutor } from './tasks.ts';

/**
 * Tasks and executors the agent runs and this master gave up: their holdings are booked anew, the schedulers told.
 * A task that has ended is left out: its acknowledgement may be under way, and nobody would end it a second time.
 */
export function takeUnknownWork(core: Core, agent: Agent, message: ReregisterAgentMessage): void {
  const tasks = reportedTasks(core, message.tasks ?? []).filter(
    ({ framework, task }) => !framework.tasks.has(task.id) && !isTerminal(task.state),
  );
  const executors = reportedExecutors(core, message).filter(
    ({ framework, info }) => findExecutor(agent, framework, info.executor_id.value) === undefined,
  );
  if (tasks.length === 0 && executors.length === 0) return;
  // The allocator learns of holdings only with the agent, and offers do not outlive it there.
  for (const offer of [...agent.offers]) rescindOffer(core, offer);
  core.allocator.removeAgent(agent.id);
  for (const { framework, task } of tasks) {
    forgetUnreachable(core, framework, task);
    addTask(core, framework, agent, task);
    restate(core, framework, task, 'Disconnected agent');
  }
  for (const { framework, info } of executors) addExecutor(framework, agent, info);
  tellAllocator(core, agent);
}

export function dropUnknownExecutors(core: Core, agent: Agent, message: ReregisterAgentMessage): void {
  const running = new Set(
    (message.executor_infos ?? []).map((info) => `${info.framework_id?.value}\n${info.executor_id.value}`),
  );
  for (const [frameworkId, executors] of [...agent.executors]) {
    const framework = core.model.frameworks.get(frameworkId);
    for (const executorId of [...executors.keys()]) {
      if (framework !== undefined && !running.has(`${frameworkId}\n${executorId}`))
        removeExecutor(core, framework, agent, executorId);
    }
  }
}

/**
 * Tasks the master has on the agent and the agent did not list: it answers with their end. Those that have ended are
 * done with, for their last update was acknowledged or is lost: the agent would only give them another end.
 */
export function missingTasks(
  core: Core,
  agent: Agent,
  listed: readonly TaskMessage[],
): ReconcileTasksMessage[] {
  const known = new Set(listed.map((task) => `${task.framework_id.value}\n${task.task_id.value}`));
  const reconciliations: ReconcileTasksMessage[] = [];
  for (const [frameworkId, tasks] of [...agent.tasks]) {
    const missing = [...tasks].filter((task) => !known.has(`${frameworkId}\n${task.id}`));
    for (const task of missing) if (isTerminal(task.state)) forgetEnded(core, agent, task);
    const statuses = missing
      .filter((task) => !isTerminal(task.state))
      .map((task) =>
        masterStatus(core, {
          taskId: task.id,
          agentId: agent.id,
          state: task.state,
          message: 'Reconciliation request',
          reason: 'REASON_RECONCILIATION',
        }),
      );
    const framework = core.model.frameworks.get(frameworkId)?.info;
    if (statuses.length > 0) {
      reconciliations.push({
        framework_id: { value: frameworkId },
        statuses,
        ...(framework === undefined ? {} : { framework }),
      });
    }
  }
  return reconciliations;
}

/**
 * Tasks the agent did not list, on reservations or volumes it does not have: both were lost on their way. Nothing of
 * what they seem to hold is there, so they end before the agent's resources are counted anew.
 */
export function loseUnfounded(
  core: Core,
  agent: Agent,
  listed: readonly TaskMessage[],
  total: Resources,
): void {
  const known = new Set(listed.map((task) => `${task.framework_id.value}\n${task.task_id.value}`));
  for (const [frameworkId, tasks] of [...agent.tasks]) {
    const framework = core.model.frameworks.get(frameworkId);
    if (framework === undefined) continue;
    for (const task of [...tasks]) {
      if (known.has(`${frameworkId}\n${task.id}`) || holdsNothing(task.state)) continue;
      if (total.contains(task.resources.unallocate())) continue;
      loseTask(core, framework, agent, task, {
        state: framework.isPartitionAware ? 'TASK_DROPPED' : 'TASK_LOST',
        reason: 'REASON_RESOURCES_UNKNOWN',
        message: 'The agent does not have the resources the task was launched on',
      });
    }
  }
}

function forgetEnded(core: Core, agent: Agent, task: Task): void {
  const framework = core.model.frameworks.get(task.frameworkId);
  if (framework === undefined) return;
  loseTask(core, framework, agent, task, {
    state: task.state,
    reason: 'REASON_RECONCILIATION',
    message: 'Reconciliation: the agent has forgotten how the task ended',
  });
}

/** Kills that were asked for while the agent was away. */
export function repeatKills(core: Core, agent: Agent, tasks: readonly TaskMessage[]): void {
  for (const { framework_id, task_id, state } of tasks) {
    if (isTerminal(state) || agent.killedTasks.get(framework_id.value)?.has(task_id.value) !== true) continue;
    const kill_policy = core.model.frameworks.get(framework_id.value)?.tasks.get(task_id.value)
      ?.details?.kill_policy;
    core.peers.send(agent.pid, 'internal.KillTaskMessage', {
      framework_id,
      task_id,
      ...(kill_policy === undefined ? {} : { kill_policy }),
    });
  }
}

/** Tells a scheduler that a task it believes lost or unreachable is there. */
export function restate(core: Core, framework: Framework, task: Task, why: string): void {
  sendStatus(
    framework,
    restatedStatus(core, task, {
      state: task.state,
      message: `${why} reregistered`,
      reason: 'REASON_AGENT_REREGISTERED',
    }),
  );
}

export function recoverFrameworks(core: Core, infos: readonly FrameworkInfo[]): void {
  for (const info of infos) {
    const id = info.id!.value;
    if (!core.model.frameworks.has(id) && !core.model.completedFrameworks.has(id))
      recoverFramework(core, info);
  }
}

/** A task that is back is not lost any more. */
export function forgetUnreachable(core: Core, framework: Framework, task: Task): void {
  const before = framework.unreachableTasks.get(task.id);
  if (before !== undefined) forgetUnreachableTask(core, framework, before);
  framework.completedTasks.removeLast(({ id, state }) => id === task.id && state === 'TASK_LOST');
}

/** Tasks of frameworks that live; those of completed frameworks are shut down by the agent when it is told. */
export function reportedTasks(core: Core, messages: readonly TaskMessage[]): Workload['tasks'] {
  return messages.flatMap((message) => {
    const framework = core.model.frameworks.get(message.framework_id.value);
    if (framework === undefined) return [];
    const resources = allocated(framework, resourcesOf(message.resources));
    // It holds nothing any more, but its last update is still to be acknowledged.
    const state = holdsNothing(message.state) && !isTerminal(message.state) ? 'TASK_RUNNING' : message.state;
    return [{ framework, task: reportedTask({ ...message, state }, resources) }];
  });
}

export function reportedExecutors(core: Core, message: ReregisterAgentMessage): Workload['executors'] {
  return (message.executor_infos ?? []).flatMap((info) => {
    const framework = core.model.frameworks.get(info.framework_id!.value);
    return framework === undefined ? [] : [{ framework, info: withAllocation(framework, info) }];
  });
}

/** Agents from before roles had names do not say for which role something is allocated. */
function allocated(framework: Framework, resources: Resources): Resources {
  const isMissing = resources.some((kind) => kind.allocationRole === undefined);
  return isMissing ? resources.allocate(framework.roles[0] ?? '*') : resources;
}

function withAllocation<Info extends NonNullable<ReregisterAgentMessage['executor_infos']>[number]>(
  framework: Framework,
  info: Info,
): Info {
  const role = framework.roles[0] ?? '*';
  const resources = (info.resources ?? []).map((resource) => ({
    ...resource,
    allocation_info: { role: resource.allocation_info?.role ?? role },
  }));
  return { ...info, resources };
}

/** The agent learns which frameworks changed meanwhile and which ended. */
export function tellFrameworks(core: Core, agent: Agent, message: ReregisterAgentMessage): void {
  for (const { id } of message.frameworks ?? []) {
    const framework = core.model.frameworks.get(id!.value);
    if (framework === undefined) {
      core.peers.send(agent.pid, 'internal.ShutdownFrameworkMessage', { framework_id: id! });
    } else if (framework.isConnected) {
      core.peers.send(agent.pid, 'internal.UpdateFrameworkMessage', {
        framework_id: id!,
        pid: schedulerPid(framework),
        framework_info: framework.info,
      });
    }
  }
}
