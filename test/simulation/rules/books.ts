// No resource is allocated twice: what is offered and what tasks hold on an agent is within what it has, and
// master, allocator and agent agree on it after every event. What a removed framework held is free from that moment
// on, as the original has it, while its tasks are still being ended; a new master may see both, the old tasks and
// the new ones in their place, so the tasks of removed frameworks are not counted.
import type { AgentModel } from '../../../src/agent/model.ts';
import type { Allocator } from '../../../src/allocator/allocator.ts';
import type { Agent, Model } from '../../../src/master/model.ts';
import { holdsNothing } from '../../../src/master/task.ts';
import { resourcesOf } from '../../../src/resources/messages.ts';
import { Resources } from '../../../src/resources/resources.ts';
import { formatResources } from '../../../src/resources/text.ts';
import { isTerminal, Violation } from '../history.ts';

const rule = 'resources';

export function checkMasterBooks(
  model: Model,
  allocator: Allocator,
  nowMs: number,
  removed: ReadonlySet<string>,
): void {
  const booked = new Map<string, number>();
  for (const agent of model.agents.values()) {
    const held = checkAgent(model, agent, removed);
    for (const [name, amount] of held.scalarQuantities()) booked.set(name, (booked.get(name) ?? 0) + amount);
  }
  for (const offer of model.offers.values()) {
    if (model.agents.get(offer.agent.id) !== offer.agent)
      throw new Violation(rule, `${offer.id} is on ${offer.agent.id}, which is gone`);
    if (model.frameworks.get(offer.framework.id) !== offer.framework)
      throw new Violation(rule, `${offer.id} is for ${offer.framework.id}, which is gone`);
  }
  const { offeredOrAllocated } = allocator.statistics(nowMs);
  for (const name of new Set([...booked.keys(), ...offeredOrAllocated.keys()])) {
    const own = booked.get(name) ?? 0;
    const theirs = offeredOrAllocated.get(name) ?? 0;
    if (own !== theirs)
      throw new Violation(
        rule,
        `the master has booked ${own} thousandths of ${name}, the allocator ${theirs}`,
      );
  }
}

/** Operations change what resources are, never how much of them there is. */
function expectSameAmounts(name: string, total: Resources, plain: Resources): void {
  for (const { kind } of [...total.entries, ...plain.entries]) {
    if (total.quantity(kind.name) === plain.quantity(kind.name)) continue;
    throw new Violation(rule, `${name} has ${formatResources(total)} of ${formatResources(plain)}`);
  }
}

/** All that is offered or held on the agent. */
function checkAgent(model: Model, agent: Agent, removed: ReadonlySet<string>): Resources {
  expectSameAmounts(agent.id, agent.total, resourcesOf(agent.info.resources));
  let offered = Resources.none;
  for (const offer of agent.offers) {
    if (model.offers.get(offer.id) !== offer) throw new Violation(rule, `${offer.id} is on an agent only`);
    offered = offered.add(offer.resources);
  }
  expectSame(`offered on ${agent.id}`, agent.offered, offered);
  let held = Resources.none;
  let heldByRemoved = Resources.none;
  for (const frameworkId of new Set([
    ...agent.used.keys(),
    ...agent.tasks.keys(),
    ...agent.executors.keys(),
  ])) {
    let used = Resources.none;
    for (const task of agent.tasks.get(frameworkId) ?? []) {
      if (!holdsNothing(task.state)) used = used.add(task.resources);
    }
    for (const { resources } of agent.executors.get(frameworkId)?.values() ?? [])
      used = used.add(resourcesOf(resources));
    expectSame(`used by ${frameworkId} on ${agent.id}`, agent.used.get(frameworkId) ?? Resources.none, used);
    held = held.add(used);
    if (removed.has(frameworkId)) heldByRemoved = heldByRemoved.add(used);
  }
  const all = offered.add(held);
  if (!agent.total.contains(all.subtract(heldByRemoved).unallocate())) {
    throw new Violation(
      rule,
      `${agent.id} has ${formatResources(agent.total)}, offered or held are ${formatResources(all)}`,
    );
  }
  return all;
}

function expectSame(what: string, said: Resources, counted: Resources): void {
  if (said.equals(counted)) return;
  throw new Violation(
    rule,
    `${what}: ${formatResources(said)} in the books, ${formatResources(counted)} counted`,
  );
}

/** What runs on the machine, whatever the master believes; tasks of a framework that is being ended do not count. */
export function checkAgentBooks(name: string, model: AgentModel, plain: Resources): void {
  const total = model.totalResources;
  expectSameAmounts(name, total, plain);
  let held = Resources.none;
  for (const framework of model.frameworks.values()) {
    if (framework.state === 'TERMINATING') continue;
    for (const executor of framework.executors.values()) {
      if (executor.state === 'TERMINATED') continue;
      if (executor.kind !== 'command') held = held.add(executor.resources);
      for (const { resources, message } of executor.tasks.values()) {
        if (executor.kind === 'command' || !isTerminal(message.state)) held = held.add(resources);
      }
    }
  }
  if (!total.contains(held.unallocate())) {
    throw new Violation(
      rule,
      `${name} has ${formatResources(total)} and runs tasks with ${formatResources(held)}`,
    );
  }
}
