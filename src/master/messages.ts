// Dispatch of libprocess messages to the concerns.
import type { PeerMessage } from '../libprocess/peers.ts';
import { executorToFramework, exitedExecutor, unregisterAgent, updateAgent } from './agent-messages.ts';
import { registerAgent } from './agent-registration.ts';
import { reregisterAgent } from './agent-reregistration.ts';
import type { Core } from './core.ts';
import { driverMessage } from './driver-messages.ts';
import { operationStatusUpdate } from './operation-updates.ts';
import { statusUpdate } from './status-updates.ts';

/** Handles a message for one of the master's actors. Until the registry is read everything is dropped. */
export function handleMessage(core: Core, inbound: PeerMessage): void {
  const { model, metrics } = core;
  if (!model.isRecovered) {
    metrics.increment('dropped_messages');
    return;
  }
  const handled = metrics.principals.received(model.frameworksByPid.get(inbound.from));
  dispatch(core, inbound);
  handled();
}

function dispatch(core: Core, inbound: PeerMessage): void {
  switch (inbound.name) {
    case 'internal.RegisterAgentMessage':
      registerAgent(core, inbound.message, inbound.from);
      return;
    case 'internal.ReregisterAgentMessage':
      reregisterAgent(core, inbound.message, inbound.from);
      return;
    case 'internal.UnregisterAgentMessage':
      unregisterAgent(core, inbound.message, inbound.from);
      return;
    case 'internal.PongAgentMessage':
      core.observers.pong(inbound.to);
      return;
    case 'internal.StatusUpdateMessage':
      statusUpdate(core, inbound.message);
      return;
    case 'internal.UpdateOperationStatusMessage':
      operationStatusUpdate(core, inbound.message);
      return;
    case 'internal.UpdateAgentMessage':
      updateAgent(core, inbound.message);
      return;
    case 'internal.ExitedExecutorMessage':
      exitedExecutor(core, inbound.message);
      return;
    case 'internal.ExecutorToFrameworkMessage':
      executorToFramework(core, inbound.message);
      return;
    case 'internal.AuthenticateMessage':
      core.metrics.increment('messages_authenticate');
      core.peers.send(inbound.from, 'internal.AuthenticationErrorMessage', {
        error: 'No authenticator loaded',
      });
      return;
    default:
      if (driverMessage(core, inbound)) return;
      core.metrics.increment('dropped_messages');
      core.log.debug('dropping a message the master has no handler for', {
        name: inbound.name,
        from: inbound.from,
      });
  }
}
