// The form of a scheduler call: that its parts are there. What they mean is judged by who carries it out.
import type { SchedulerCall } from '../../protocol/messages.ts';
import { isUuid } from '../../protocol/uuid.ts';
import { type Problem, problem } from './problem.ts';

/** The part that must be there, by the type of the call. */
const parts = {
  ACCEPT: 'accept',
  DECLINE: 'decline',
  ACCEPT_INVERSE_OFFERS: 'accept_inverse_offers',
  DECLINE_INVERSE_OFFERS: 'decline_inverse_offers',
  KILL: 'kill',
  SHUTDOWN: 'shutdown',
  ACKNOWLEDGE: 'acknowledge',
  ACKNOWLEDGE_OPERATION_STATUS: 'acknowledge_operation_status',
  RECONCILE: 'reconcile',
  RECONCILE_OPERATIONS: 'reconcile_operations',
  MESSAGE: 'message',
  REQUEST: 'request',
  UPDATE_FRAMEWORK: 'update_framework',
} as const satisfies Partial<Record<NonNullable<SchedulerCall['type']>, keyof SchedulerCall>>;

const expecting = (name: string): Problem => problem(name, `Expecting '${name}' to be present`);

/** `principal` is the authenticated one, when there is one. */
export function validateCall(call: SchedulerCall, principal: string | undefined): Problem | undefined {
  const { type } = call;
  if (type === undefined) return expecting('type');
  if (type === 'SUBSCRIBE') {
    if (call.subscribe === undefined) return expecting('subscribe');
    return frameworkProblem(call, 'subscribe', principal);
  }
  if (call.framework_id === undefined) return expecting('framework_id');
  const part = type in parts ? parts[type as keyof typeof parts] : undefined;
  if (part !== undefined && call[part] === undefined) return expecting(part);
  if (type === 'UPDATE_FRAMEWORK') return frameworkProblem(call, 'update_framework', principal);
  const uuid = call.acknowledge?.uuid ?? call.acknowledge_operation_status?.uuid;
  const needsUuid = type === 'ACKNOWLEDGE' || type === 'ACKNOWLEDGE_OPERATION_STATUS';
  if (type === 'ACKNOWLEDGE_OPERATION_STATUS' && call.acknowledge_operation_status?.agent_id === undefined)
    return expecting('agent_id');
  return needsUuid && !isUuid(uuid) ? problem(`${part}.uuid`, 'Not a valid UUID') : undefined;
}

function frameworkProblem(
  call: SchedulerCall,
  part: 'subscribe' | 'update_framework',
  principal: string | undefined,
): Problem | undefined {
  const info = call[part]!.framework_info;
  if ((info.id?.value ?? '') !== (call.framework_id?.value ?? ''))
    return problem('framework_id', `'framework_id' differs from '${part}.framework_info.id'`);
  if (principal !== undefined && info.principal !== undefined && info.principal !== principal) {
    return problem(
      `${part}.framework_info.principal`,
      `Authenticated principal '${principal}' does not match principal '${info.principal}' set in \`FrameworkInfo\``,
    );
  }
  return undefined;
}
