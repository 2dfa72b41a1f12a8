// The resources inside an operation's message, whatever its type: to look at, and to rewrite for another reader.
import type { OfferOperation, Resource } from '../protocol/messages.ts';

/** Every resource the operation names, in the order of its fields. */
export function resourcesInOperation(operation: OfferOperation): Resource[] {
  const { reserve, unreserve, create, destroy, grow_volume, shrink_volume, create_disk, destroy_disk } =
    operation;
  return [
    ...(reserve?.source ?? []),
    ...(reserve?.resources ?? []),
    ...(unreserve?.resources ?? []),
    ...(create?.volumes ?? []),
    ...(destroy?.volumes ?? []),
    ...(grow_volume === undefined ? [] : [grow_volume.volume, grow_volume.addition]),
    ...(shrink_volume === undefined ? [] : [shrink_volume.volume]),
    ...(create_disk === undefined ? [] : [create_disk.source]),
    ...(destroy_disk === undefined ? [] : [destroy_disk.source]),
  ];
}

/** The operation with each of its resources changed. Tasks that it launches are left as they are. */
export function mapOperation(
  operation: OfferOperation,
  change: (resource: Resource) => Resource,
): OfferOperation {
  const { reserve, unreserve, create, destroy, grow_volume, shrink_volume, create_disk, destroy_disk } =
    operation;
  const mapped: OfferOperation = { ...operation };
  if (reserve !== undefined) {
    mapped.reserve = {
      ...(reserve.source === undefined ? {} : { source: reserve.source.map(change) }),
      ...(reserve.resources === undefined ? {} : { resources: reserve.resources.map(change) }),
    };
  }
  if (unreserve?.resources !== undefined) mapped.unreserve = { resources: unreserve.resources.map(change) };
  if (create?.volumes !== undefined) mapped.create = { volumes: create.volumes.map(change) };
  if (destroy?.volumes !== undefined) mapped.destroy = { volumes: destroy.volumes.map(change) };
  if (grow_volume !== undefined)
    mapped.grow_volume = { volume: change(grow_volume.volume), addition: change(grow_volume.addition) };
  if (shrink_volume !== undefined)
    mapped.shrink_volume = { ...shrink_volume, volume: change(shrink_volume.volume) };
  if (create_disk !== undefined) mapped.create_disk = { ...create_disk, source: change(create_disk.source) };
  if (destroy_disk !== undefined)
    mapped.destroy_disk = { ...destroy_disk, source: change(destroy_disk.source) };
  return mapped;
}
