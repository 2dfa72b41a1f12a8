// The life of a framework: subscription, failover, disconnection. A framework that was removed can never come
// back under its id.

import type { FrameworkDescription } from '../allocator/allocator.ts';
import { describeFramework } from '../allocator/framework-state.ts';
import type { FrameworkInfo, SchedulerCallSubscribe } from '../protocol/messages.ts';
import { masterInfo } from './config.ts';
import { type Core, forEachAgent } from './core.ts';
import type { EventStream } from './event-stream.ts';
import { removeFramework } from './framework-removal.ts';
import { Framework } from './model.ts';
import { compileConstraints } from './offer-constraints.ts';
import { discardOffer, rescindOffer } from './offers.ts';
import { dropStream, sendEvent } from './status.ts';
import { validateFrameworkInfo, validateFrameworkUpdate } from './validation/framework-info.ts';
import type { Problem } from './validation/problem.ts';

/** Shown to agents as the address of a scheduler that is connected over HTTP; the original sends this text. */
export const httpFrameworkPid = '@0.0.0.0:0';

/** 292 years: what a 64-bit count of nanoseconds can say. */
const maxTimeoutMs = 9_223_372_036_854;

/**
 * Subscribes a framework on a fresh stream. Returns it, or undefined after an ERROR event and the end of the
 * stream when the subscription is refused.
 */
export function subscribe(
  core: Core,
  call: SchedulerCallSubscribe,
  stream: EventStream,
): Framework | undefined {
  const { framework_info: info, suppressed_roles: suppressed = [] } = call;
  const id = info.id?.value ?? '';
  core.metrics.increment(id === '' ? 'messages_register_framework' : 'messages_reregister_framework');
  const problem = validateSubscription(core, call, id);
  if (problem !== undefined) return refuse(core, info, stream, problem.message);
  if (id === '') {
    const framework = createFramework(core, info, 'active');
    framework.suppressedRoles = new Set(suppressed);
    framework.offerConstraints = call.offer_constraints;
    core.allocator.addFramework(framework.id, description(framework), true);
    core.log.info('framework subscribed', { framework: framework.id, name: info.name });
    welcome(core, framework, stream);
    return framework;
  }
  const framework = core.model.frameworks.get(id) ?? recoverFramework(core, { ...info, id: { value: id } });
  if ((framework.info.principal ?? '') !== (info.principal ?? ''))
    return refuse(core, info, stream, "Changing framework's principal is not allowed.");
  resubscribe(core, framework, call, stream);
  return framework;
}

function validateSubscription(core: Core, call: SchedulerCallSubscribe, id: string): Problem | undefined {
  const { framework_info: info, suppressed_roles: suppressed = [], offer_constraints: constraints } = call;
  const problem = validateFrameworkInfo(info, suppressed, constraints, core.config);
  if (problem !== undefined) return problem;
  if (!core.model.completedFrameworks.has(id)) return undefined;
  return { path: 'framework_info.id', message: 'Framework has been removed' };
}

function refuse(core: Core, info: FrameworkInfo, stream: EventStream, message: string): undefined {
  core.log.info('refusing the subscription of a framework', {
    name: info.name,
    id: info.id?.value,
    problem: message,
  });
  stream.send({ type: 'ERROR', error: { message } });
  stream.end();
  return undefined;
}

function createFramework(core: Core, info: FrameworkInfo, state: Framework['state']): Framework {
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
  core.allocator.addFramework(framework.id, description(framework), false);
  core.log.info('framework recovered', { framework: framework.id, name: info.name });
  return framework;
}

function description(framework: Framework): FrameworkDescription {
  return {
    ...describeFramework(framework.info, [...framework.suppressedRoles]),
    excludes: compileConstraints(framework.offerConstraints),
  };
}

/** Over HTTP every resubscription is a failover: the newest scheduler wins. */
function resubscribe(
  core: Core,
  framework: Framework,
  call: SchedulerCallSubscribe,
  stream: EventStream,
): void {
  if (framework.isConnected) {
    sendEvent(framework, { type: 'ERROR', error: { message: 'Framework failed over' } });
    dropStream(framework);
  }
  framework.failoverTimer?.cancel();
  framework.failoverTimer = undefined;
  // The new scheduler knows nothing of the old one's offers and filters.
  if (framework.isActive) core.allocator.deactivateFramework(framework.id);
  for (const offer of [...framework.offers]) discardOffer(core, offer);
  framework.state = 'active';
  framework.reregisteredMs = core.clock.now();
  describe(core, framework, call);
  core.allocator.activateFramework(framework.id);
  core.log.info('framework resubscribed', { framework: framework.id, name: framework.info.name });
  welcome(core, framework, stream);
  broadcastUpdate(core, framework);
}

/** Takes over what a framework says about itself; user, checkpoint and principal stay what they were. */
function describe(
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
  core.allocator.updateFramework(framework.id, description(framework));
}

function broadcastUpdate(core: Core, framework: Framework): void {
  core.operatorEvents.frameworkUpdated(framework);
  const message = {
    framework_id: { value: framework.id },
    pid: httpFrameworkPid,
    framework_info: framework.info,
  };
  forEachAgent(core, (agent) => {
    if (agent.isConnected) core.peers.send(agent.pid, 'internal.UpdateFrameworkMessage', message);
  });
}

/** SUBSCRIBED, then the first HEARTBEAT at once. */
function welcome(core: Core, framework: Framework, stream: EventStream): void {
  framework.stream = stream;
  framework.metrics.count(framework.metrics.calls, 'SUBSCRIBE');
  sendEvent(framework, {
    type: 'SUBSCRIBED',
    subscribed: {
      framework_id: { value: framework.id },
      heartbeat_interval_seconds: core.config.heartbeatIntervalMs / 1000,
      master_info: masterInfo(core.config),
    },
  });
  beat(core, framework, stream);
}

function beat(core: Core, framework: Framework, stream: EventStream): void {
  if (framework.stream !== stream) return;
  framework.metrics.count(framework.metrics.events, 'HEARTBEAT');
  stream.heartbeat();
  framework.heartbeatTimer = core.after(core.config.heartbeatIntervalMs, () => beat(core, framework, stream));
}

/** A stream was closed; one that a newer subscription replaced means nothing. */
export function streamClosed(core: Core, framework: Framework, stream: EventStream): void {
  if (framework.stream !== stream) return;
  core.log.info('framework disconnected', { framework: framework.id });
  dropStream(framework);
  if (framework.isActive) deactivate(core, framework);
  framework.state = 'disconnected';
  const timeoutMs = Math.min((framework.info.failover_timeout ?? 0) * 1000, maxTimeoutMs);
  framework.failoverTimer = core.after(timeoutMs, () => {
    core.log.info('framework did not come back in time', { framework: framework.id });
    removeFramework(core, framework);
  });
}

/** No more offers; what is offered is rescinded. */
function deactivate(core: Core, framework: Framework): void {
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
    validateFrameworkInfo(info, suppressed, constraints, core.config) ??
    validateFrameworkUpdate(framework.info, info);
  if (problem !== undefined) return problem;
  describe(core, framework, call);
  for (const offer of [...framework.offers]) {
    if (!framework.roles.includes(offer.role)) rescindOffer(core, offer);
  }
  broadcastUpdate(core, framework);
  return undefined;
}
