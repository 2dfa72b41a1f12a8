// Subscriptions of frameworks, over HTTP and by native drivers: who may come, who comes back, who takes over from whom.
// A framework that was removed can never come back under its id, and an address has one framework.
import type { FrameworkInfo, SchedulerV0CallSubscribe } from '../protocol/messages.ts';
import { masterInfo } from './config.ts';
import type { Core } from './core.ts';
import { broadcastUpdate, createFramework, describe, description, recoverFramework } from './frameworks.ts';
import { addressOf, type Framework } from './model.ts';
import { discardOffer, rescindOffer } from './offers.ts';
import type { SchedulerConnection } from './scheduler-connection.ts';
import { dropConnection, sendEvent } from './status.ts';
import { validateFrameworkInfo } from './validation/framework-info.ts';
import type { Problem } from './validation/problem.ts';

/**
 * Subscribes a framework on a fresh connection. Returns it, or undefined after an ERROR event and the end of the
 * connection when the subscription is refused. Over HTTP the newest scheduler always wins; a driver that is another
 * one than before wins with `force` only.
 */
export function subscribe(
  core: Core,
  call: SchedulerV0CallSubscribe,
  connection: SchedulerConnection,
): Framework | undefined {
  const { framework_info: info } = call;
  const { pid } = connection;
  const id = info.id?.value ?? '';
  core.metrics.increment(id === '' ? 'messages_register_framework' : 'messages_reregister_framework');
  const problem = validateSubscription(core, call, id);
  if (problem !== undefined) return refuse(core, info, connection, problem.message);
  const there = pid === undefined ? undefined : core.model.frameworksByPid.get(pid);
  if (id === '') {
    if (there !== undefined) return repeat(core, there, call, connection);
    return subscribeNew(core, call, connection);
  }
  if (there !== undefined && there.id !== id) {
    // Without an answer, because that would reach the framework which is there.
    core.log.warn('dropping the subscription of a framework from the address of another one', {
      framework: id,
      other: there.id,
      pid,
    });
    return undefined;
  }
  const framework = core.model.frameworks.get(id) ?? recoverFramework(core, { ...info, id: { value: id } });
  if ((framework.info.principal ?? '') !== (info.principal ?? ''))
    return refuse(core, info, connection, "Changing framework's principal is not allowed.");
  const isForced = call.force === true || pid === undefined;
  if (!isForced && !framework.isRecovered && framework.pid !== pid)
    return refuse(core, info, connection, 'Framework failed over');
  resubscribe(core, framework, call, connection, isForced);
  return framework;
}

function validateSubscription(core: Core, call: SchedulerV0CallSubscribe, id: string): Problem | undefined {
  const { framework_info: info, suppressed_roles: suppressed = [], offer_constraints: constraints } = call;
  const problem = validateFrameworkInfo(info, suppressed, constraints, core.config, core.constraintFilters);
  if (problem !== undefined) return problem;
  if (!core.model.completedFrameworks.has(id)) return undefined;
  return { path: 'framework_info.id', message: 'Framework has been removed' };
}

function refuse(
  core: Core,
  info: FrameworkInfo,
  connection: SchedulerConnection,
  message: string,
): undefined {
  core.log.info('refusing the subscription of a framework', {
    name: info.name,
    id: info.id?.value,
    pid: connection.pid,
    problem: message,
  });
  connection.send({ type: 'ERROR', error: { message } });
  connection.end();
  return undefined;
}

function subscribeNew(
  core: Core,
  call: SchedulerV0CallSubscribe,
  connection: SchedulerConnection,
): Framework {
  const framework = createFramework(core, call.framework_info, 'active');
  framework.suppressedRoles = new Set(call.suppressed_roles ?? []);
  framework.offerConstraints = call.offer_constraints;
  core.allocator.addFramework(framework.id, description(core, framework), true);
  core.log.info('framework subscribed', {
    framework: framework.id,
    name: framework.info.name,
    pid: connection.pid,
  });
  attach(core, framework, connection);
  welcome(core, framework, connection, false);
  return framework;
}

/** A driver asks again because it has not heard its id yet. */
function repeat(
  core: Core,
  framework: Framework,
  call: SchedulerV0CallSubscribe,
  connection: SchedulerConnection,
): Framework {
  const { connection: current } = framework;
  if (current === undefined) resubscribe(core, framework, call, connection, true);
  else welcome(core, framework, current, false);
  return framework;
}

function resubscribe(
  core: Core,
  framework: Framework,
  call: SchedulerV0CallSubscribe,
  connection: SchedulerConnection,
  isForced: boolean,
): void {
  const isSameDriver = connection.pid !== undefined && connection.pid === framework.pid;
  const isContinued = isSameDriver && !isForced;
  if (framework.isConnected && !isSameDriver)
    sendEvent(framework, { type: 'ERROR', error: { message: 'Framework failed over' } });
  // A scheduler that goes on is told that its offers are void; a new one knows nothing of the old one's offers and
  // filters.
  if (isContinued) for (const offer of [...framework.offers]) rescindOffer(core, offer);
  dropConnection(framework);
  framework.failoverTimer?.cancel();
  framework.failoverTimer = undefined;
  if (framework.isActive && !isContinued) core.allocator.deactivateFramework(framework.id);
  for (const offer of [...framework.offers]) discardOffer(core, offer);
  const isActivated = !framework.isActive || !isContinued;
  framework.state = 'active';
  framework.reregisteredMs = core.clock.now();
  attach(core, framework, connection);
  describe(core, framework, call);
  if (isActivated) core.allocator.activateFramework(framework.id);
  core.log.info('framework resubscribed', {
    framework: framework.id,
    name: framework.info.name,
    pid: connection.pid,
  });
  welcome(core, framework, connection, isContinued);
  broadcastUpdate(core, framework);
}

/** The scheduler is reached by this connection from now on. */
function attach(core: Core, framework: Framework, connection: SchedulerConnection): void {
  const { model, peers } = core;
  const before = framework.pid;
  model.moveScheduler(framework, connection.pid);
  framework.connection = connection;
  if (connection.pid !== undefined) peers.link(connection.pid);
  if (before !== undefined && !model.isInUse(addressOf(before))) peers.unlink(before);
}

/** The first word, and the first heartbeat at once where there are heartbeats. */
function welcome(
  core: Core,
  framework: Framework,
  connection: SchedulerConnection,
  isContinued: boolean,
): void {
  const { metrics } = framework;
  metrics.count(metrics.calls, 'SUBSCRIBE');
  metrics.count(metrics.events, 'SUBSCRIBED');
  const subscribed = {
    framework_id: { value: framework.id },
    heartbeat_interval_seconds: core.config.heartbeatIntervalMs / 1000,
    master_info: masterInfo(core.config),
  };
  connection.welcome(subscribed, isContinued);
  if (connection.heartbeat !== undefined) beat(core, framework, connection);
}

function beat(core: Core, framework: Framework, connection: SchedulerConnection): void {
  if (framework.connection !== connection) return;
  framework.metrics.count(framework.metrics.events, 'HEARTBEAT');
  connection.heartbeat?.();
  framework.heartbeatTimer = core.after(core.config.heartbeatIntervalMs, () =>
    beat(core, framework, connection),
  );
}
