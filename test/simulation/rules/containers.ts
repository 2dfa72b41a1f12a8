// A task has one container in its life; those of checkpointing frameworks outlive the agent's process, those of
// others do not; and no container is ended that nobody wanted to end.
import type { ContainerSpec, KnownContainer } from '../../../src/agent/containerizer/containerizer.ts';
import { type SimulatedContainer, subjectOf } from '../containers.ts';
import { type History, Violation } from '../history.ts';

const rule = 'containers';

export function containerLaunched(history: History, machine: string, spec: ContainerSpec): void {
  if (spec.isHolder === true) {
    history.count('containers of executors');
    return;
  }
  const { taskId } = subjectOf(spec);
  const task = history.task(taskId);
  if (task === undefined) throw new Violation(rule, `${machine} launches ${taskId}, which nobody asked for`);
  if (task.acceptedBy === undefined)
    throw new Violation(rule, `${machine} launches ${taskId}, which no master has sent`);
  if (task.containerId !== undefined)
    throw new Violation(rule, `${machine} launches ${taskId} again: ${task.containerId}, now ${spec.id}`);
  if (task.final !== undefined)
    throw new Violation(rule, `${machine} launches ${taskId}, which has ended as ${task.final.state}`);
  task.containerId = spec.id;
  history.count('containers');
}

/** An agent's process says after its start which containers it knows. */
export function containersRecovered(
  history: History,
  machine: string,
  known: readonly KnownContainer[],
  found: readonly SimulatedContainer[],
): void {
  const ids = new Set(known.map((container) => container.id));
  for (const container of found) {
    const task = history.task(container.taskId);
    if (task === undefined || container.state === 'ended') continue;
    const name = `the container of ${task.id} on ${machine}`;
    if (ids.has(container.id)) history.count('containers that outlived their agent');
    if (!task.isCheckpointing && ids.has(container.id))
      throw new Violation(rule, `${name} survives its agent, and its framework does not checkpoint`);
    const isAbandoned = history.removedFrameworks.has(task.frameworkId);
    if (task.isCheckpointing && !ids.has(container.id) && !isAbandoned)
      throw new Violation(rule, `${name} is forgotten by its agent after a restart`);
  }
}

export function containerKilled(history: History, machine: string, container: SimulatedContainer): void {
  const task = history.task(container.taskId);
  if (task === undefined || history.removedFrameworks.has(task.frameworkId)) return;
  const others = task.group.flatMap((id) => history.task(id) ?? []);
  if (task.isKillWanted || others.some(({ hasFailed, isKillWanted }) => hasFailed || isKillWanted)) return;
  throw new Violation(rule, `${machine} kills ${task.id}, and nobody asked for it`);
}

/** The end of a container may be forgotten when the task's last update is on disk. */
export function containerForgotten(history: History, machine: string, container: SimulatedContainer): void {
  const task = history.task(container.taskId);
  if (task === undefined || history.removedFrameworks.has(task.frameworkId)) return;
  if (container.state !== 'ended')
    throw new Violation(
      rule,
      `${machine} forgets the container of ${task.id} while it is ${container.state}`,
    );
}
