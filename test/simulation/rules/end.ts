// When nothing breaks any more and time has passed, everybody agrees: every agent and framework is back, every task
// has ended and its scheduler knows how, or it runs and scheduler, master and agent know it; what nobody knows any
// more, reconciliation has said.

import { volumePlaces } from '../../../src/agent/volumes.ts';
import type { Agent, Model } from '../../../src/master/model.ts';
import { formatResources } from '../../../src/resources/text.ts';
import type { AgentNode } from '../agent-node.ts';
import { isTerminal, type TaskHistory } from '../history.ts';
import type { MasterNode } from '../master-node.ts';
import type { SimulatedScheduler } from '../scheduler.ts';
import type { World } from '../world.ts';

export interface Settling {
  readonly world: World;
  readonly master: MasterNode;
  readonly agents: readonly AgentNode[];
  readonly schedulers: readonly SimulatedScheduler[];
}

/** What is not as it should be, or undefined. */
export function unsettled(cluster: Settling): string | undefined {
  const model = cluster.master.master?.model;
  if (model?.isRecovered !== true) return 'the master does not lead';
  for (const node of cluster.agents) {
    const problem = unsettledAgent(model, node) ?? unsettledExecutors(model, node);
    if (problem !== undefined) return problem;
  }
  for (const scheduler of cluster.schedulers) {
    const problem = unsettledScheduler(cluster, model, scheduler);
    if (problem !== undefined) return problem;
  }
  return unsettledContainers(cluster, model);
}

function unsettledAgent(model: Model, node: AgentNode): string | undefined {
  const agent = node.agent?.model;
  if (agent?.state !== 'RUNNING') return `${node.name} is ${agent?.state ?? 'down'}`;
  const known = model.agents.get(agent.info.id?.value ?? '');
  if (known?.isConnected !== true || !known.isActive) return `the master has lost ${node.name}`;
  if (known.pid !== `slave(1)@${node.address}`) return `the master has ${node.name} at ${known.pid}`;
  return unsettledOperations(model, node, known);
}

/** Every operation is acknowledged, and master, agent and disk have the same reservations and volumes. */
function unsettledOperations(model: Model, node: AgentNode, known: Agent): string | undefined {
  const agent = node.agent!.model;
  const left = model.operations.onAgent(known.id).length + agent.operations.size;
  if (left > 0) return `${left} operations on ${node.name} are not acknowledged`;
  if (!known.total.equals(agent.totalResources)) {
    return `${node.name} has ${formatResources(agent.totalResources)}, the master counts on ${formatResources(known.total)}`;
  }
  const volumes = volumePlaces(node.agent!.config.workDir, agent.totalResources).map(({ path }) => path);
  const directories = [...node.volumes.directories.keys()];
  if (volumes.sort().join() === directories.sort().join()) return undefined;
  return `${node.name} has the volumes ${volumes.join(', ')} and the directories ${directories.join(', ')}`;
}

function unsettledScheduler(
  cluster: Settling,
  model: Model,
  scheduler: SimulatedScheduler,
): string | undefined {
  const framework = model.frameworks.get(scheduler.frameworkId ?? '');
  if (!scheduler.isSubscribed || framework?.isActive !== true) return `${scheduler.name} is not subscribed`;
  for (const task of cluster.world.history.tasks.values()) {
    if (task.frameworkId !== scheduler.frameworkId) continue;
    const problem = unsettledTask(cluster, model, task);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function unsettledTask(cluster: Settling, model: Model, task: TaskHistory): string | undefined {
  const known = model.frameworks.get(task.frameworkId)?.tasks.get(task.id);
  const runners = cluster.agents.filter((node) =>
    node.agent?.model.frameworks.get(task.frameworkId)?.tasks.has(task.id),
  );
  if (task.final !== undefined) {
    if (known !== undefined) return `${task.id} has ended, and the master has it as ${known.state}`;
    if (runners.length > 0) return `${task.id} has ended, and ${runners[0]?.name} still has it`;
    return undefined;
  }
  if (known === undefined && runners.length === 0) {
    // Lost on its way: the scheduler must have been told that nobody knows it, or that an agent which lost its id
    // before it ran anything is away for ever.
    const isTold =
      task.told !== undefined &&
      (isTerminal(task.told) ||
        task.told === 'TASK_UNKNOWN' ||
        (task.told === 'TASK_UNREACHABLE' && model.unreachableAgents.has(task.agentId)));
    return isTold ? undefined : `${task.id} is known to nobody, its scheduler believes ${task.told}`;
  }
  if (known === undefined) return `${task.id} is on ${runners[0]?.name}, and the master does not know it`;
  if (runners.length === 0) return `${task.id} is ${known.state} in the master and on no agent`;
  const node = runners[0]!;
  const { message } = node.agent!.model.frameworks.get(task.frameworkId)!.tasks.get(task.id)!;
  if (isTerminal(message.state)) return `${task.id} has ended on ${node.name} as ${message.state}`;
  if (known.state !== message.state)
    return `${task.id} is ${known.state} in the master, ${message.state} on ${node.name}`;
  if (task.told !== known.state)
    return `${task.id} is ${known.state} in the master, its scheduler believes ${task.told}`;
  const container = node.machine.containers.get(task.containerId ?? '');
  if (container?.state !== 'running')
    return `${task.id} is ${known.state}, its container on ${node.name} is ${container?.state ?? 'gone'}`;
  return undefined;
}

/** Executors of task groups are there as long as they have tasks, for the master and on the agent. */
function unsettledExecutors(model: Model, node: AgentNode): string | undefined {
  const agent = node.agent?.model;
  const known = model.agents.get(agent?.info.id?.value ?? '');
  const booked = [...(known?.executors ?? [])].flatMap(([frameworkId, executors]) =>
    [...executors.keys()].map((id) => `${id} of ${frameworkId}`),
  );
  const running = [...(agent?.frameworks.values() ?? [])].flatMap((framework) =>
    [...framework.executors.values()]
      .filter(({ kind, state, tasks }) => kind === 'default' && state !== 'TERMINATED' && tasks.size > 0)
      .map(({ id }) => `${id} of ${framework.id}`),
  );
  const text = (names: readonly string[]): string => [...names].sort().join(', ');
  if (text(booked) === text(running)) return undefined;
  return `executors on ${node.name} are [${text(running)}], the master has [${text(booked)}]`;
}

/** Nothing runs that the master does not know, whosever it is. */
function unsettledContainers(cluster: Settling, model: Model): string | undefined {
  for (const node of cluster.agents) {
    for (const container of node.machine.containers.values()) {
      if (container.state === 'ended') continue;
      if (container.isHolder) {
        const owner = node.agent?.model.containers.get(container.id);
        if (owner === undefined) return `${node.name} has a container of an executor that it does not know`;
        continue;
      }
      const task = model.frameworks.get(container.frameworkId)?.tasks.get(container.taskId);
      if (task === undefined || isTerminal(task.state)) {
        return `the container of ${container.taskId} on ${node.name} is ${container.state}, the master has ${
          task === undefined ? 'no such task' : `the task as ${task.state}`
        }`;
      }
    }
  }
  return undefined;
}
