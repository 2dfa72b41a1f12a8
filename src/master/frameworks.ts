// The life of a framework between its subscriptions (subscription.ts): what it says about itself, disconnection, and
// what is left of it in the agents after a failover of the master.

import type { FrameworkDescription } from '../allocator/allocator.ts';
import { describeFramework } from '../allocator/framework-state.ts';
import type { FrameworkInfo, SchedulerCallSubscribe } from '../protocol/messages.ts';
import { type Core, forEachAgent } from './core.ts';
import { removeFramework } from './framework-removal.ts';
import { Framework, schedulerPid } from './model.ts';
import { rescindOffer } from './offers.ts';
import type { SchedulerConnection } from './scheduler-connection.ts';
import { dropConnection, sendEvent } from './status.ts';
import { validateFrameworkInfo, validateFrameworkUpdate } from './validation/framework-info.ts';
import type { Problem } from './validation/problem.ts';

/** 292 years: what a 64-bit count of nanoseconds can say. */
const maxTimeoutMs = 9_223_372_036_854;

/** A framework of this master's from now on; without an id it gets one. The allocator does not know it yet. */
export function createFramework(core: Core, info: FrameworkInfo, state: Framework['state']): Framework {
  const id =
    info.id?.value === undefined || info.id.value === ''
      ? `${core.config.id}-${String(core.model.nextFramework++).padStart(4, '0')}`
      : info.id.value;
  const framework = new Framework(id, { ...info, id: { value: id } }, state, core.clock.now());
  core.model.frameworks.set(id, framework);
  core.operatorEvents.frameworkAdded(framework);
  return framework;
}

/** A framework that agents or its own scheduler know from before this master: shown, but without offers. */
export function recoverFramework(core: Core, info: FrameworkInfo): Framework {
  const framework = createFramework(core, info, 'recovered');
  core.allocator.addFramework(framework.id, description(core, framework), false);
  core.log.info('framework recovered', { framework: framework.id, name: info.name });
  return framework;
}

export function description(core: Core, framework: Framework): FrameworkDescription {
  return {
    ...describeFramework(framework.info, [...framework.suppressedRoles]),
    constraints: core.constraintFilters.of(framework.offerConstraints),
  };
}

/** Takes over what a framework says about itself; user, checkpoint and principal stay what they were. */
export function describe(
  core: Core,
  framework: Framework,
  call: Pick<SchedulerCallSubscribe, 'framework_info' | 'suppressed_roles' | 'offer_constraints'>,
): void {
  const { user, checkpoint, principal } = framework.info;
  framework.describe({
    ...call.framework_info,
    id: { value: framework.id },
    user,
    checkpoint,
    principal,
  });
  framework.suppressedRoles = new Set(call.suppressed_roles ?? []);
  framework.offerConstraints = call.offer_constraints;
  core.allocator.updateFramework(framework.id, description(core, framework));
}

/** Agents and operators learn what the framework is now, and where its scheduler is. */
export function broadcastUpdate(core: Core, framework: Framework): void {
  core.operatorEvents.frameworkUpdated(framework);
  const message = {
    framework_id: { value: framework.id },
    pid: schedulerPid(framework),
    framework_info: framework.info,
  };
  forEachAgent(core, (agent) => {
    if (agent.isConnected) core.peers.send(agent.pid, 'internal.UpdateFrameworkMessage', message);
  });
}

/** A connection was closed; one that a newer subscription replaced means nothing. */
export function connectionClosed(core: Core, framework: Framework, connection: SchedulerConnection): void {
  if (framework.connection !== connection) return;
  core.log.info('framework disconnected', { framework: framework.id });
  dropConnection(framework);
  if (framework.isActive) deactivate(core, framework);
  framework.state = 'disconnected';
  const timeoutMs = Math.min(Math.max(0, framework.info.failover_timeout ?? 0) * 1000, maxTimeoutMs);
  framework.failoverTimer = core.after(timeoutMs, () => {
    core.log.info('framework did not come back in time', { framework: framework.id });
    removeFramework(core, framework);
  });
}

/**
 * The link to native drivers broke. A scheduler that lives nevertheless would not find out by itself: it has nothing
 * but this message, after which it has to begin anew.
 */
export function schedulersExited(core: Core, address: string): void {
  for (const framework of [...(core.model.frameworksByAddress.get(address) ?? [])]) {
    const { connection } = framework;
    if (connection === undefined) continue;
    sendEvent(framework, { type: 'ERROR', error: { message: 'Framework disconnected' } });
    connectionClosed(core, framework, connection);
  }
}

/** No more offers; what is offered is rescinded. */
export function deactivate(core: Core, framework: Framework): void {
  framework.state = 'inactive';
  core.allocator.deactivateFramework(framework.id);
  for (const offer of [...framework.offers]) rescindOffer(core, offer);
}

/** UPDATE_FRAMEWORK: like a resubscription without failover, but nothing is silently kept. */
export function updateFramework(
  core: Core,
  framework: Framework,
  call: SchedulerCallSubscribe,
): Problem | undefined {
  const { framework_info: info, suppressed_roles: suppressed = [], offer_constraints: constraints } = call;
  const problem =
    validateFrameworkInfo(info, suppressed, constraints, core.config, core.constraintFilters) ??
    validateFrameworkUpdate(framework.info, info);
  if (problem !== undefined) return problem;
  describe(core, framework, call);
  for (const offer of [...framework.offers]) {
    if (!framework.roles.includes(offer.role)) rescindOffer(core, offer);
  }
  broadcastUpdate(core, framework);
  return undefined;
}
