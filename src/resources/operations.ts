// What operations make of resources. An operation consumes some and puts others of the same amount in their place;
// what is wrong with it is a problem, and nothing is changed then. Who may do it is judged elsewhere.
import { unreachable } from '../base/assert.ts';
import type { OfferOperation, OfferOperationType, Resource } from '../protocol/messages.ts';
import { Entry } from './entry.ts';
import { withoutVolume } from './kind.ts';
import { readResources } from './messages.ts';
import { type ResourceProblem, resourceProblem } from './problem.ts';
import { Resources } from './resources.ts';
import { formatResources } from './text.ts';
import { toThousandths } from './thousandths.ts';

export interface Conversion {
  readonly consumed: Resources;
  readonly converted: Resources;
  /** Volumes of which nothing may be left after it, however many holders they had. */
  readonly destroyed: Resources;
}

/** Operations whose outcome is known before the agent has carried them out. */
const speculativeTypes: ReadonlySet<OfferOperationType> = new Set([
  'RESERVE',
  'UNRESERVE',
  'CREATE',
  'DESTROY',
  'GROW_VOLUME',
  'SHRINK_VOLUME',
]);

export function isSpeculative(type: OfferOperationType | undefined): boolean {
  return type !== undefined && speculativeTypes.has(type);
}

/** What the operation does; a problem when its resources are not valid or its outcome is not known beforehand. */
export function conversionOf(operation: OfferOperation): Conversion | ResourceProblem {
  const { type = 'UNKNOWN' } = operation;
  switch (type) {
    case 'RESERVE':
      return reservation(operation.reserve?.resources, operation.reserve?.source);
    case 'UNRESERVE':
      return converted(readResources(operation.unreserve?.resources), {
        from: (given) => given,
        to: (given) => given.popReservation(),
      });
    case 'CREATE':
      return converted(readResources(operation.create?.volumes), {
        from: (given) => given.mapKinds(withoutVolume),
        to: (given) => given,
      });
    case 'DESTROY':
      return destruction(readResources(operation.destroy?.volumes));
    case 'GROW_VOLUME':
      return growth(operation.grow_volume?.volume, operation.grow_volume?.addition);
    case 'SHRINK_VOLUME':
      return shrinking(operation.shrink_volume?.volume, operation.shrink_volume?.subtract.value);
    case 'LAUNCH':
    case 'LAUNCH_GROUP':
    case 'CREATE_DISK':
    case 'DESTROY_DISK':
    case 'UNKNOWN':
      return resourceProblem(
        'operation.type',
        `The operation ${type} has no outcome that is known beforehand`,
      );
    default:
      return unreachable(type);
  }
}

interface Ways {
  readonly from: (given: Resources) => Resources;
  readonly to: (given: Resources) => Resources;
}

function converted(given: Resources | ResourceProblem, { from, to }: Ways): Conversion | ResourceProblem {
  if (!(given instanceof Resources)) return given;
  return { consumed: from(given), converted: to(given), destroyed: Resources.none };
}

function reservation(
  messages: readonly Resource[] | undefined,
  sources: readonly Resource[] | undefined,
): Conversion | ResourceProblem {
  const source = readResources(sources);
  if (!(source instanceof Resources)) return source;
  return converted(readResources(messages), {
    from: (given) => (source.isEmpty ? given.popReservation() : source),
    to: (given) => given,
  });
}

function destruction(volumes: Resources | ResourceProblem): Conversion | ResourceProblem {
  if (!(volumes instanceof Resources)) return volumes;
  return {
    consumed: volumes,
    converted: volumes.mapKinds(withoutVolume),
    destroyed: volumes.shared(),
  };
}

function growth(
  volumeMessage: Resource | undefined,
  additionMessage: Resource | undefined,
): Conversion | ResourceProblem {
  const volume = oneScalar(volumeMessage, 'grow_volume.volume');
  if (!(volume instanceof Entry)) return volume;
  const addition = oneScalar(additionMessage, 'grow_volume.addition');
  if (!(addition instanceof Entry)) return addition;
  return {
    consumed: Resources.of([volume, addition]),
    converted: Resources.of([new Entry(volume.kind, volume.scalar + addition.scalar)]),
    destroyed: Resources.none,
  };
}

function shrinking(
  volumeMessage: Resource | undefined,
  subtract: number | undefined,
): Conversion | ResourceProblem {
  const volume = oneScalar(volumeMessage, 'shrink_volume.volume');
  if (!(volume instanceof Entry)) return volume;
  const freed = toThousandths(subtract ?? 0);
  if (freed === undefined || freed >= volume.scalar)
    return resourceProblem('shrink_volume.subtract', 'It must be smaller than the volume');
  const { kind } = volume;
  return {
    consumed: Resources.of([volume]),
    converted: Resources.of([new Entry(kind, volume.scalar - freed), new Entry(withoutVolume(kind), freed)]),
    destroyed: Resources.none,
  };
}

function oneScalar(message: Resource | undefined, path: string): Entry | ResourceProblem {
  const read = readResources(message === undefined ? [] : [message], path);
  if (!(read instanceof Resources)) return read;
  const [entry] = read.entries;
  if (entry === undefined || entry.kind.type !== 'SCALAR')
    return resourceProblem(path, 'It must be a scalar');
  return entry;
}

/** The resources after the conversion, or why it cannot be. Both must carry allocation roles, or neither. */
export function convert(resources: Resources, conversion: Conversion): Resources | ResourceProblem {
  const { consumed, converted: made, destroyed } = conversion;
  if (!resources.contains(consumed)) {
    const what = `${formatResources(resources)} does not contain ${formatResources(consumed)}`;
    return resourceProblem('operation', `Resources ${what}`);
  }
  const result = resources.subtract(consumed).add(made);
  for (const { kind } of destroyed.entries) {
    if (result.some((other) => other.identity === kind.identity)) {
      const id = kind.disk?.persistence?.id ?? kind.name;
      return resourceProblem('operation', `Persistent volume ${id} cannot be removed: it has other holders`);
    }
  }
  return result;
}

/** The same conversion of resources that are allocated to nobody: of an agent's total. */
export function unallocatedConversion({ consumed, converted: made, destroyed }: Conversion): Conversion {
  return {
    consumed: consumed.unallocate(),
    converted: made.unallocate(),
    destroyed: destroyed.unallocate(),
  };
}
