// An operation of an ACCEPT on what is left of its offers: checked, applied to them and to the agent, so that the
// operations after it can use what it made.
import type { OfferOperation } from '../protocol/messages.ts';
import { convertResource, readResources } from '../resources/messages.ts';
import { mapOperation } from '../resources/operation-messages.ts';
import { type Conversion, conversionOf, convert } from '../resources/operations.ts';
import { Resources } from '../resources/resources.ts';
import type { Core } from './core.ts';
import type { LaunchPlace } from './launch.ts';
import type { Agent, Framework } from './model.ts';
import { rescindOffer } from './offers.ts';
import { applyOperation, checkpointedOn, convertedTotal } from './operations.ts';
import { sendEvent } from './status.ts';
import { validateOperation } from './validation/operation.ts';
import type { Problem } from './validation/problem.ts';

export interface Outcome {
  readonly left: Resources;
  /** What the operation made and later operations of the ACCEPT must not use: the resized volume and what it freed. */
  readonly withheld: Resources;
}

/** `left` is what is left of the offers, allocated. */
export function acceptOperation(
  { core, framework, agent, role }: LaunchPlace,
  given: OfferOperation,
  left: Resources,
): Outcome | { readonly message: string } {
  const noFeedback = feedbackProblem(framework, agent, given);
  if (noFeedback !== undefined) return { message: noFeedback };
  const operation = mapOperation(given, (message) => {
    // What is invalid stays as it is, to be refused.
    const isValid = readResources([message]) instanceof Resources;
    const changed = isValid ? convertResource(message, 'post') : { ...message };
    changed.allocation_info ??= { role };
    return changed;
  });
  const wrong = operationProblem(agent, framework, operation);
  if (wrong !== undefined) return { message: `${wrong.message}; on agent ${agent.id}` };
  const conversion = conversionOf(operation);
  if ('message' in conversion) return conversion;
  const rest = convert(left, conversion);
  if (!(rest instanceof Resources)) return rest;
  const total = convertedTotal(agent, conversion);
  if (!(total instanceof Resources)) return total;
  rescindDestroyed(core, agent, conversion);
  core.allocator.updateAllocation(framework.id, agent.id, conversion.consumed, conversion.converted);
  applyOperation(core, agent, framework, operation, total);
  const isResize = operation.type === 'GROW_VOLUME' || operation.type === 'SHRINK_VOLUME';
  return isResize
    ? { left: rest.subtract(conversion.converted), withheld: conversion.converted }
    : { left: rest, withheld: Resources.none };
}

function feedbackProblem(framework: Framework, agent: Agent, { id }: OfferOperation): string | undefined {
  if (id === undefined) return undefined;
  if (framework.connection?.pid !== undefined) {
    const message = "A native driver cannot be told of operations: 'Offer.Operation.id' must not be set";
    sendEvent(framework, { type: 'ERROR', error: { message } });
    return message;
  }
  const { capabilities } = agent;
  if (capabilities.has('RESOURCE_PROVIDER') && capabilities.has('AGENT_OPERATION_FEEDBACK')) return undefined;
  return `The operation has an id, but agent ${agent.id} does not have the capabilities RESOURCE_PROVIDER and AGENT_OPERATION_FEEDBACK to report on it`;
}

/** The problem with an operation of a framework or, without one, of an operator. */
export function operationProblem(
  agent: Agent,
  framework: Framework | undefined,
  operation: OfferOperation,
): Problem | undefined {
  return validateOperation(operation, {
    principal: framework?.info.principal,
    framework,
    agentCapabilities: agent.capabilities,
    checkpointed: checkpointedOn(agent),
    used: agent.used.values(),
  });
}

/** A shared volume may be offered to others too; what is destroyed cannot be. */
export function rescindDestroyed(core: Core, agent: Agent, { destroyed }: Conversion): void {
  const volumes = new Set(destroyed.unallocate().entries.map(({ kind }) => kind.identity));
  if (volumes.size === 0) return;
  for (const offer of [...agent.offers]) {
    if (offer.resources.unallocate().some(({ identity }) => volumes.has(identity))) rescindOffer(core, offer);
  }
}
