// What native drivers say to the master: calls as libprocess messages, and the older messages from before there were
// calls. Both become the calls of calls.ts. Only the scheduler that subscribed a framework is listened to: what comes
// from another address is dropped without an answer.
import type { Upid } from '../libprocess/transport.ts';
import type {
  FrameworkInfo,
  LaunchTasksMessage,
  SchedulerCall,
  SchedulerV0Call,
  SchedulerV0CallSubscribe,
  StatusUpdateAcknowledgementMessage,
} from '../protocol/messages.ts';
import { isUuid } from '../protocol/uuid.ts';
import { schedulerCall } from './calls.ts';
import type { Core } from './core.ts';
import { DriverConnection } from './driver-connection.ts';
import { deactivate } from './frameworks.ts';
import type { CounterName } from './metrics.ts';
import { addressOf, type Framework } from './model.ts';
import { subscribe } from './subscription.ts';
import { validateCall } from './validation/call.ts';

/** `mesos.scheduler.Call`. */
export function driverCall(core: Core, call: SchedulerV0Call, from: Upid): void {
  const problem = validateCall(call, undefined);
  if (problem !== undefined) {
    if (call.type === 'ACKNOWLEDGE') core.metrics.increment('invalid_status_update_acknowledgements');
    drop(core, call.type ?? 'UNKNOWN', from, problem.message);
    return;
  }
  if (call.type === 'SUBSCRIBE') {
    subscribeDriver(core, call.subscribe!, from);
    return;
  }
  const framework = frameworkAt(core, call.framework_id!.value, call.type ?? 'UNKNOWN', from);
  if (framework === undefined) return;
  if (!framework.isConnected) {
    // The link to the scheduler broke and it does not know: there is no other way to tell it.
    sendError(core, from, 'Framework disconnected');
    return;
  }
  if (call.type === 'ACKNOWLEDGE_OPERATION_STATUS' || call.type === 'RECONCILE_OPERATIONS') {
    drop(core, call.type, from, 'operations have no feedback in the v0 API');
    return;
  }
  const refused = schedulerCall(core, framework, call);
  if (refused !== undefined) sendError(core, from, refused.message);
}

export function registerFramework(core: Core, framework_info: FrameworkInfo, from: Upid): void {
  if ((framework_info.id?.value ?? '') !== '') {
    sendError(core, from, "Registering with 'id' already set");
    return;
  }
  subscribeDriver(core, { framework_info }, from);
}

export function reregisterFramework(
  core: Core,
  framework_info: FrameworkInfo,
  force: boolean,
  from: Upid,
): void {
  if ((framework_info.id?.value ?? '') === '') {
    sendError(core, from, "Re-registering without an 'id'");
    return;
  }
  subscribeDriver(core, { framework_info, force }, from);
}

function subscribeDriver(core: Core, call: SchedulerV0CallSubscribe, from: Upid): void {
  if (addressOf(from) === addressOf(core.config.pid)) {
    drop(core, 'SUBSCRIBE', from, 'no scheduler can be at the address of the master');
    return;
  }
  const pidOfAgent = (id: string): Upid | undefined => core.model.agents.get(id)?.pid;
  subscribe(core, call, new DriverConnection(core.peers, from, pidOfAgent));
}

/** The scheduler gives up (abort): no offers any more, but its tasks go on. */
export function deactivateFramework(core: Core, frameworkId: string, from: Upid): void {
  core.metrics.increment('messages_deactivate_framework');
  const framework = frameworkAt(core, frameworkId, 'DeactivateFramework', from);
  if (framework?.isActive === true) deactivate(core, framework);
}

/** An older message that says the same as a call. These were never refused for a broken link. */
export function olderCall(
  core: Core,
  frameworkId: string,
  call: Omit<SchedulerCall, 'framework_id'>,
  from: Upid,
  invalid?: CounterName,
): void {
  const framework = frameworkAt(core, frameworkId, call.type ?? 'UNKNOWN', from);
  if (framework === undefined) {
    if (invalid !== undefined) core.metrics.increment(invalid);
    return;
  }
  schedulerCall(core, framework, { ...call, framework_id: { value: frameworkId } });
}

/** Without tasks it declines. */
export function launchTasks(core: Core, message: LaunchTasksMessage, from: Upid): void {
  const { framework_id, tasks = [], filters, offer_ids = [] } = message;
  const call: SchedulerCall =
    tasks.length === 0
      ? { type: 'DECLINE', decline: { offer_ids, filters } }
      : {
          type: 'ACCEPT',
          accept: { offer_ids, operations: [{ type: 'LAUNCH', launch: { task_infos: tasks } }], filters },
        };
  olderCall(core, framework_id.value, call, from);
}

export function acknowledgeUpdate(core: Core, message: StatusUpdateAcknowledgementMessage, from: Upid): void {
  const { agent_id, framework_id, task_id, uuid } = message;
  const invalid = 'invalid_status_update_acknowledgements';
  if (!isUuid(uuid)) {
    core.metrics.increment(invalid);
    drop(core, 'ACKNOWLEDGE', from, 'Not a valid UUID');
    return;
  }
  const call: SchedulerCall = { type: 'ACKNOWLEDGE', acknowledge: { agent_id, task_id, uuid } };
  olderCall(core, framework_id.value, call, from, invalid);
}

/** The framework, when its scheduler is at the address. */
function frameworkAt(core: Core, frameworkId: string, what: string, from: Upid): Framework | undefined {
  const framework = core.model.frameworks.get(frameworkId);
  if (framework === undefined) {
    drop(core, what, from, 'Framework cannot be found');
    return undefined;
  }
  if (framework.pid === from) return framework;
  drop(core, what, from, 'Call is not from registered framework');
  return undefined;
}

function sendError(core: Core, to: Upid, message: string): void {
  core.log.info('telling a scheduler that it cannot go on', { to, problem: message });
  core.peers.send(to, 'internal.FrameworkErrorMessage', { message });
}

function drop(core: Core, what: string, from: Upid, problem: string): void {
  core.log.warn('dropping what a scheduler sent', { what, from, problem });
}
