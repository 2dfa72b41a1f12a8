// The calls by which operators reserve resources and make volumes, as operations: of the operator API, and of the
// endpoints before it.
import type { HttpResponse } from '../../http/message.ts';
import { textResponse } from '../../http/responses.ts';
import type { MasterCall, OfferOperation, Resource } from '../../protocol/messages.ts';
import type { Master } from '../master.ts';

export type ListOperation = 'RESERVE' | 'UNRESERVE' | 'CREATE' | 'DESTROY';

/** An operation that names a list of resources and nothing else. */
export function listOperation(type: ListOperation, list: readonly Resource[]): OfferOperation {
  switch (type) {
    case 'RESERVE':
      return { type, reserve: { resources: [...list] } };
    case 'UNRESERVE':
      return { type, unreserve: { resources: [...list] } };
    case 'CREATE':
      return { type, create: { volumes: [...list] } };
    default:
      return { type, destroy: { volumes: [...list] } };
  }
}

/** The answer to a valid call of one of these types; undefined for another type. */
export function operationCallResponse(master: Master, call: MasterCall): HttpResponse | undefined {
  switch (call.type) {
    case 'RESERVE_RESOURCES': {
      const { agent_id, ...reserve } = call.reserve_resources!;
      return operationResponse(master, agent_id.value, { type: 'RESERVE', reserve });
    }
    case 'UNRESERVE_RESOURCES': {
      const { agent_id, resources = [] } = call.unreserve_resources!;
      return operationResponse(master, agent_id.value, listOperation('UNRESERVE', resources));
    }
    case 'CREATE_VOLUMES': {
      const { agent_id, volumes = [] } = call.create_volumes!;
      return operationResponse(master, agent_id.value, listOperation('CREATE', volumes));
    }
    case 'DESTROY_VOLUMES': {
      const { agent_id, volumes = [] } = call.destroy_volumes!;
      return operationResponse(master, agent_id.value, listOperation('DESTROY', volumes));
    }
    case 'GROW_VOLUME': {
      const { agent_id, ...grow_volume } = call.grow_volume!;
      return operationResponse(master, agent_id?.value ?? '', { type: 'GROW_VOLUME', grow_volume });
    }
    case 'SHRINK_VOLUME': {
      const { agent_id, ...shrink_volume } = call.shrink_volume!;
      return operationResponse(master, agent_id?.value ?? '', { type: 'SHRINK_VOLUME', shrink_volume });
    }
    default:
      return undefined;
  }
}

export function operationResponse(master: Master, agentId: string, operation: OfferOperation): HttpResponse {
  const answer = master.operate(agentId, operation);
  if (answer.type === 'accepted') return { status: 202 };
  return textResponse(answer.type === 'invalid' ? 400 : 409, answer.message);
}
