// Dispatch of the messages of native drivers.
import type { PeerMessage } from '../libprocess/peers.ts';
import type { ReconcileTasksMessage, SchedulerCallReconcile } from '../protocol/messages.ts';
import type { Core } from './core.ts';
import {
  acknowledgeUpdate,
  deactivateFramework,
  driverCall,
  launchTasks,
  olderCall,
  registerFramework,
  reregisterFramework,
} from './driver-calls.ts';

/** False when it is no message of a driver. */
export function driverMessage(core: Core, { name, message, from }: PeerMessage): boolean {
  switch (name) {
    case 'scheduler.v0.Call':
      driverCall(core, message, from);
      return true;
    case 'internal.RegisterFrameworkMessage':
      registerFramework(core, message.framework, from);
      return true;
    case 'internal.ReregisterFrameworkMessage':
      reregisterFramework(core, message.framework, message.failover, from);
      return true;
    case 'internal.UnregisterFrameworkMessage':
      olderCall(core, message.framework_id.value, { type: 'TEARDOWN' }, from);
      return true;
    case 'internal.DeactivateFrameworkMessage':
      deactivateFramework(core, message.framework_id.value, from);
      return true;
    case 'internal.ResourceRequestMessage': {
      const request = { requests: message.requests };
      olderCall(core, message.framework_id.value, { type: 'REQUEST', request }, from);
      return true;
    }
    case 'internal.LaunchTasksMessage':
      launchTasks(core, message, from);
      return true;
    case 'internal.ReviveOffersMessage': {
      const revive = { roles: message.roles };
      olderCall(core, message.framework_id.value, { type: 'REVIVE', revive }, from);
      return true;
    }
    case 'internal.KillTaskMessage': {
      const { framework_id, task_id, kill_policy } = message;
      olderCall(core, framework_id.value, { type: 'KILL', kill: { task_id, kill_policy } }, from);
      return true;
    }
    case 'internal.StatusUpdateAcknowledgementMessage':
      acknowledgeUpdate(core, message, from);
      return true;
    case 'internal.ReconcileTasksMessage':
      olderCall(
        core,
        message.framework_id.value,
        { type: 'RECONCILE', reconcile: reconcileOf(message) },
        from,
      );
      return true;
    case 'internal.FrameworkToExecutorMessage': {
      const { framework_id, ...rest } = message;
      const invalid = 'invalid_framework_to_executor_messages';
      olderCall(core, framework_id.value, { type: 'MESSAGE', message: rest }, from, invalid);
      return true;
    }
    case 'internal.SubmitSchedulerRequest':
      core.peers.send(from, 'internal.SubmitSchedulerResponse', { okay: false });
      return true;
    default:
      return false;
  }
}

function reconcileOf({ statuses = [] }: ReconcileTasksMessage): SchedulerCallReconcile {
  return { tasks: statuses.map(({ task_id, agent_id }) => ({ task_id, agent_id })) };
}
