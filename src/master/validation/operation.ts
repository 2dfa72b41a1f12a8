// An operation of an ACCEPT or of an operator, checked against who asks for it and the agent it is for. Whether
// what it takes is there is found out when it is applied.
import type { OfferOperation, Resource } from '../../protocol/messages.ts';
import { readResources } from '../../resources/messages.ts';
import { resourcesInOperation } from '../../resources/operation-messages.ts';
import { Resources } from '../../resources/resources.ts';
import { agentProblem, type OperationContext, textOf } from './operation-parts.ts';
import { type Problem, problem } from './problem.ts';
import { createProblem, destroyProblem, growProblem, shrinkProblem } from './volumes.ts';

/** The part that must be there, by the type of the operation. */
const parts = {
  RESERVE: 'reserve',
  UNRESERVE: 'unreserve',
  CREATE: 'create',
  DESTROY: 'destroy',
  GROW_VOLUME: 'grow_volume',
  SHRINK_VOLUME: 'shrink_volume',
  CREATE_DISK: 'create_disk',
  DESTROY_DISK: 'destroy_disk',
} as const;

/** The resources are in the form they have between master and agents, a framework's allocated to a role. */
export function validateOperation(operation: OfferOperation, context: OperationContext): Problem | undefined {
  const { type = 'UNKNOWN' } = operation;
  if (!(type in parts)) return problem('operation.type', 'It is not an operation on resources');
  const part = parts[type as keyof typeof parts];
  if (operation[part] === undefined) return problem(part, `Expecting '${part}' to be present`);
  // Parts of other types are nobody's business.
  const messages = resourcesInOperation({ [part]: operation[part] });
  if (messages.length === 0) return problem('operation', 'The operation names no resources');
  for (const message of messages) {
    const read = readResources([message]);
    if (!(read instanceof Resources)) return problem('operation', `Invalid resources: ${read.message}`);
    if (read.isEmpty) return problem('operation', 'Invalid resources: an amount is zero');
  }
  if (new Set(messages.map(({ provider_id }) => provider_id?.value)).size > 1)
    return problem('operation', 'Invalid resources: they have more than one resource provider');
  switch (type) {
    case 'RESERVE':
      return reserveProblem(operation.reserve!, context);
    case 'UNRESERVE':
      return unreserveProblem(messages);
    case 'CREATE':
      return createProblem(messages, context);
    case 'DESTROY':
      return destroyProblem(messages, context);
    case 'GROW_VOLUME':
      return growProblem(operation.grow_volume!, context);
    case 'SHRINK_VOLUME':
      return shrinkProblem(operation.shrink_volume!, context);
    case 'CREATE_DISK':
      return createDiskProblem(operation.create_disk!);
    default:
      return destroyDiskProblem(operation.destroy_disk!);
  }
}

// ---------------------------------------------------------------------------------------------------- reservations

function reserveProblem(
  { resources = [], source = [] }: NonNullable<OfferOperation['reserve']>,
  context: OperationContext,
): Problem | undefined {
  const { framework } = context;
  if (framework !== undefined && source.length > 0)
    return problem('reserve.source', "A framework must not set 'source' of a reservation");
  if (resources.length === 0) return problem('reserve.resources', 'The operation names no resources');
  for (const resource of resources) {
    const wrong = reservedProblem(resource, context);
    if (wrong !== undefined) return problem('reserve.resources', wrong);
  }
  return undefined;
}

function reservedProblem(resource: Resource, context: OperationContext): string | undefined {
  const { principal, framework } = context;
  const what = `Resource ${textOf(resource)}`;
  const reservation = resource.reservations?.at(-1);
  if (reservation?.type !== 'DYNAMIC') return `${what} is not dynamically reserved`;
  if (resource.revocable !== undefined) return `${what} is revocable and cannot be reserved`;
  if (resource.disk?.persistence !== undefined)
    return `A persistent volume ${textOf(resource)} must already be reserved`;
  if (principal !== undefined && reservation.principal !== principal) {
    return `A reserve operation was attempted by principal '${principal}', which does not match the principal '${
      reservation.principal ?? ''
    }' of the reservation`;
  }
  const { role = '' } = reservation;
  if (framework !== undefined && !framework.roles.includes(role)) {
    return `A reserve operation was attempted for a resource with role '${role}', but the framework can only reserve resources with roles '${framework.roles.join(', ')}'`;
  }
  const allocatedTo = resource.allocation_info?.role;
  if (framework !== undefined && allocatedTo !== role) {
    return `A reserve operation was attempted for a resource with role '${role}', but the resource was allocated to role '${allocatedTo ?? ''}'`;
  }
  return agentProblem(resource, context);
}

function unreserveProblem(resources: readonly Resource[]): Problem | undefined {
  for (const resource of resources) {
    if (resource.reservations?.at(-1)?.type !== 'DYNAMIC')
      return problem('unreserve.resources', `Resource ${textOf(resource)} is not dynamically reserved`);
    if (resource.disk?.persistence !== undefined) {
      return problem(
        'unreserve.resources',
        `A dynamically reserved persistent volume ${textOf(resource)} cannot be unreserved directly. Please destroy the persistent volume first then unreserve the resource`,
      );
    }
  }
  return undefined;
}

// ---------------------------------------------------------------------------------- disks of resource providers

function createDiskProblem({
  source,
  target_type,
  target_profile,
}: NonNullable<OfferOperation['create_disk']>): Problem | undefined {
  const path = 'create_disk';
  if (source.provider_id === undefined)
    return problem(path, "'source' is not managed by a resource provider");
  const disk = source.disk?.source;
  if (disk?.type !== 'RAW') return problem(path, "'source' is not a RAW disk resource");
  if (target_type !== 'MOUNT' && target_type !== 'BLOCK')
    return problem(path, "'target_type' is neither MOUNT nor BLOCK");
  if ((disk.profile === undefined) === (target_profile === undefined))
    return problem(path, 'A profile must be set exactly once');
  return undefined;
}

function destroyDiskProblem({ source }: NonNullable<OfferOperation['destroy_disk']>): Problem | undefined {
  const path = 'destroy_disk';
  if (source.provider_id === undefined)
    return problem(path, "'source' is not managed by a resource provider");
  const disk = source.disk?.source;
  if (disk?.type !== 'MOUNT' && disk?.type !== 'BLOCK' && disk?.type !== 'RAW')
    return problem(path, "'source' is neither a MOUNT, BLOCK or RAW disk resource");
  if (source.disk?.persistence !== undefined) {
    return problem(
      path,
      'A disk resource containing a persistent volume cannot be destroyed directly. Please destroy the persistent volume first then destroy the disk resource',
    );
  }
  return disk.id === undefined ? problem(path, "'source' is not backed by a CSI volume") : undefined;
}
