// Operations that an operator asks for. They take what nobody has; where that is short, offers of the agent are
// rescinded one by one, and refused for a while, until the operation fits or nothing is left to rescind.
import type { OfferOperation, Resource } from '../protocol/messages.ts';
import { convertResource, readResources } from '../resources/messages.ts';
import { mapOperation } from '../resources/operation-messages.ts';
import { conversionOf, unallocatedConversion } from '../resources/operations.ts';
import { Resources } from '../resources/resources.ts';
import { operationProblem, rescindDestroyed } from './accept-operations.ts';
import type { Core } from './core.ts';
import type { Agent, AgentId } from './model.ts';
import { rescindOffer } from './offers.ts';
import { applyOperation, convertedTotal } from './operations.ts';

/** `invalid`: it makes no sense on that agent; `conflict`: not now. */
export type OperatorAnswer =
  | { readonly type: 'accepted' }
  | { readonly type: 'invalid' | 'conflict'; readonly message: string };

export function operate(core: Core, agentId: AgentId, given: OfferOperation): OperatorAnswer {
  const agent = core.model.agents.get(agentId);
  if (agent === undefined) return { type: 'invalid', message: 'No agent found with specified ID' };
  const operation = mapOperation(given, ownForm);
  const wrong = operationProblem(agent, undefined, operation);
  const asked = conversionOf(operation);
  if (wrong !== undefined || 'message' in asked) {
    const why = wrong?.message ?? ('message' in asked ? asked.message : '');
    return { type: 'invalid', message: `Invalid ${operation.type} operation on agent ${agent.id}: ${why}` };
  }
  if (!agent.isConnected) return { type: 'conflict', message: `Agent ${agent.id} is disconnected` };
  const conversion = unallocatedConversion(asked);
  const total = convertedTotal(agent, conversion);
  if (!(total instanceof Resources)) return { type: 'conflict', message: total.message };
  rescindDestroyed(core, agent, conversion);
  const { consumed, converted } = conversion;
  const isDone = (): boolean => core.allocator.updateAvailable(agent.id, consumed, converted);
  if (!isDone() && !rescindUntil(core, agent, consumed, isDone))
    return { type: 'conflict', message: 'The resources are in use' };
  applyOperation(core, agent, undefined, operation, total);
  return { type: 'accepted' };
}

/** As between master and agents, and allocated to nobody; what is invalid stays as it is, to be refused. */
function ownForm(message: Resource): Resource {
  if (!(readResources([message]) instanceof Resources)) return message;
  const { allocation_info: _allocation, ...converted } = convertResource(message, 'post');
  return converted;
}

function rescindUntil(core: Core, agent: Agent, wanted: Resources, isDone: () => boolean): boolean {
  let missing = wanted;
  for (const offer of [...agent.offers]) {
    const left = missing.subtract(offer.resources.unallocate());
    // It has nothing of what is missing.
    if (left.equals(missing)) continue;
    missing = left;
    // Not to be offered again before the operation, or the operator after it, had a chance.
    rescindOffer(core, offer, {});
    if (isDone()) return true;
  }
  return false;
}
