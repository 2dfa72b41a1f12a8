// Operations on persistent volumes: making, destroying, growing and shrinking them.
import type { OfferOperation, Resource } from '../../protocol/messages.ts';
import { validateId } from '../../protocol/validation/id.ts';
import { withoutVolume } from '../../resources/kind.ts';
import { agentProblem, type OperationContext, read, textOf } from './operation-parts.ts';
import { type Problem, problem } from './problem.ts';

export function createProblem(volumes: readonly Resource[], context: OperationContext): Problem | undefined {
  const { principal, framework, checkpointed } = context;
  const path = 'create.volumes';
  const taken = new Set(
    checkpointed.entries.flatMap(({ kind }) => volumeKey(kind.reservationRole, kind.disk)),
  );
  for (const volume of volumes) {
    const wrong = volumeProblem(volume) ?? agentProblem(volume, context);
    if (wrong !== undefined) return problem(path, wrong);
    const [key] = volumeKey(volume.reservations?.at(-1)?.role, volume.disk);
    if (key !== undefined && taken.has(key))
      return problem(path, `Persistence ID '${volume.disk?.persistence?.id}' is not unique in its role`);
    if (key !== undefined) taken.add(key);
    if (volume.shared !== undefined && framework?.capabilities.has('SHARED_RESOURCES') === false) {
      return problem(
        path,
        `A create operation was attempted for the shared volume ${textOf(volume)}, but the framework does not have the capability SHARED_RESOURCES`,
      );
    }
    const owner = volume.disk?.persistence?.principal;
    if (principal !== undefined && owner !== principal) {
      return problem(
        path,
        owner === undefined
          ? `A create operation was attempted by principal '${principal}', but there is a volume without a principal in 'DiskInfo.Persistence'`
          : `A create operation was attempted by principal '${principal}', but there is a volume with the principal '${owner}' in 'DiskInfo.Persistence'`,
      );
    }
  }
  return undefined;
}

/** Ids are unique among the volumes of a role on an agent: they are its directories. */
function volumeKey(role: string | undefined, disk: Resource['disk']): readonly string[] {
  const id = disk?.persistence?.id;
  return id === undefined ? [] : [`${role ?? ''}\n${id}`];
}

function volumeProblem(volume: Resource): string | undefined {
  const what = textOf(volume);
  const { disk } = volume;
  if (disk === undefined) return `Resource ${what} does not have DiskInfo`;
  if (disk.persistence === undefined) return `Resource ${what} is not a persistent volume`;
  if (volume.revocable !== undefined) return 'Persistent volumes cannot be created from revocable resources';
  if ((volume.reservations ?? []).length === 0)
    return 'Persistent volumes cannot be created from unreserved resources';
  if (disk.volume === undefined) return "Expecting 'volume' to be set for persistent volume";
  if (disk.volume.host_path !== undefined) return "Expecting 'host_path' to be unset for persistent volume";
  const sourceType = disk.source?.type;
  if (sourceType === 'RAW' || sourceType === 'BLOCK')
    return `Persistent volumes cannot be created from ${sourceType} disks`;
  const wrongId = validateId(disk.persistence.id);
  return wrongId === undefined ? undefined : `Invalid persistence ID for persistent volume: ${wrongId}`;
}

export function destroyProblem(
  volumes: readonly Resource[],
  { checkpointed, used }: OperationContext,
): Problem | undefined {
  const path = 'destroy.volumes';
  for (const volume of volumes) {
    const wrong = volumeProblem(volume);
    if (wrong !== undefined) return problem(path, wrong);
  }
  const asked = read(volumes).unallocate();
  if (!checkpointed.contains(asked)) return problem(path, 'Persistent volumes not found');
  for (const resources of used) {
    const held = resources.unallocate();
    if (asked.entries.some(({ kind }) => held.some((other) => other.identity === kind.identity)))
      return problem(path, 'Persistent volumes in use');
  }
  return undefined;
}

export function growProblem(
  { volume, addition }: NonNullable<OfferOperation['grow_volume']>,
  context: OperationContext,
): Problem | undefined {
  const wrong = resizeProblem(volume, 'grow', context);
  if (wrong !== undefined) return problem('grow_volume.volume', wrong);
  const sum = read([volume])
    .mapKinds(withoutVolume)
    .add(read([addition]));
  if (sum.entries.length === 1 && sum.entries[0]!.scalar > read([volume]).entries[0]!.scalar)
    return undefined;
  return problem('grow_volume.addition', "Incompatible resources in the 'volume' and 'addition' fields");
}

export function shrinkProblem(
  { volume, subtract }: NonNullable<OfferOperation['shrink_volume']>,
  context: OperationContext,
): Problem | undefined {
  const wrong = resizeProblem(volume, 'shrink', context);
  if (wrong !== undefined) return problem('shrink_volume.volume', wrong);
  if (volume.disk?.source?.type === 'MOUNT')
    return problem('shrink_volume.volume', 'A volume on a MOUNT disk cannot be shrunk');
  if (!(subtract.value > 0)) {
    return problem(
      'shrink_volume.subtract',
      "The size of the field 'ShrinkVolume.subtract' must be greater than zero",
    );
  }
  if (subtract.value < (volume.scalar?.value ?? 0)) return undefined;
  return problem(
    'shrink_volume.subtract',
    "The size of the field 'ShrinkVolume.volume' must be greater than that of 'ShrinkVolume.subtract'",
  );
}

function resizeProblem(
  volume: Resource,
  verb: 'grow' | 'shrink',
  { agentCapabilities }: OperationContext,
): string | undefined {
  const wrong = volumeProblem(volume);
  if (wrong !== undefined) return wrong;
  if (volume.shared !== undefined) return `It is not supported to ${verb} a shared persistent volume`;
  if (volume.provider_id !== undefined)
    return `It is not supported to ${verb} a volume of a resource provider`;
  return agentCapabilities.has('RESIZE_VOLUME')
    ? undefined
    : `It is not supported to ${verb} a volume on an agent without the capability RESIZE_VOLUME`;
}
