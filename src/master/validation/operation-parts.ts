// What the checks of operations share: who asks and where, and the resources as they were read before.
import { assert } from '../../base/assert.ts';
import type { Resource } from '../../protocol/messages.ts';
import { readResources } from '../../resources/messages.ts';
import { Resources } from '../../resources/resources.ts';
import { isHierarchicalRole } from '../../resources/roles.ts';
import { formatResources } from '../../resources/text.ts';

export interface OperationContext {
  /** Whose reservations and volumes they must be; undefined when anybody's may be made. */
  readonly principal: string | undefined;
  /** The framework that asks; undefined for an operator. */
  readonly framework:
    | { readonly roles: readonly string[]; readonly capabilities: ReadonlySet<string> }
    | undefined;
  readonly agentCapabilities: ReadonlySet<string>;
  /** What operations have made on the agent, allocated to nobody. */
  readonly checkpointed: Resources;
  /** What tasks and executors hold on the agent, by framework. */
  readonly used: Iterable<Resources>;
}

/** Older agents cannot keep every reservation. */
export function agentProblem(
  resource: Resource,
  { agentCapabilities }: OperationContext,
): string | undefined {
  const reservations = resource.reservations ?? [];
  const what = `Resource ${textOf(resource)} cannot be on an agent without the capability`;
  if (!agentCapabilities.has('HIERARCHICAL_ROLE')) {
    if (reservations.some(({ role }) => isHierarchicalRole(role ?? ''))) return `${what} HIERARCHICAL_ROLE`;
  }
  if (reservations.length > 1 && !agentCapabilities.has('RESERVATION_REFINEMENT'))
    return `${what} RESERVATION_REFINEMENT`;
  return undefined;
}

/** Resources that were read without a problem before. */
export function read(messages: readonly Resource[]): Resources {
  const resources = readResources(messages);
  assert(resources instanceof Resources, 'the resources of an operation were not validated');
  return resources;
}

export function textOf(message: Resource): string {
  return formatResources(read([message]));
}
