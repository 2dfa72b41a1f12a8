// What the records on disk say of operations and of what they made. The agent's reservations and volumes outlive
// its id: one that has left the cluster begins anew with them.
import type { Operation } from '../protocol/messages.ts';
import { readResources } from '../resources/messages.ts';
import { conversionOf } from '../resources/operations.ts';
import { Resources } from '../resources/resources.ts';
import type { CheckpointRecord } from './checkpoints.ts';
import { hexOf } from './operation.ts';

export interface ReplayedOperations {
  /** What operations have made. */
  resources: Resources;
  /** By uuid, oldest first; those that are not acknowledged. */
  readonly operations: Map<string, { readonly operation: Operation; isDone: boolean }>;
}

export type OperationRecord = Extract<
  CheckpointRecord,
  { type: 'resources' | 'operation' | 'operation-done' | 'operation-acknowledged' }
>;

export function noOperations(): ReplayedOperations {
  return { resources: Resources.none, operations: new Map() };
}

export function replayOperation(replayed: ReplayedOperations, record: OperationRecord): void {
  switch (record.type) {
    case 'resources':
      replayed.resources = made(record.resources);
      return;
    case 'operation': {
      const { operation } = record;
      replayed.resources = made(record.resources);
      replayed.operations.set(hexOf(operation.uuid.value), {
        operation,
        isDone: !needsVolumeWork(operation),
      });
      return;
    }
    case 'operation-done': {
      const known = replayed.operations.get(hexOf(record.uuid));
      if (known !== undefined) known.isDone = true;
      return;
    }
    case 'operation-acknowledged':
      replayed.operations.delete(hexOf(record.uuid));
  }
}

/** The agent has left: of operations only the work that was begun is still to be done. */
export function forgetOperations({ operations }: ReplayedOperations): void {
  for (const [key, { isDone }] of operations) if (isDone) operations.delete(key);
}

function needsVolumeWork({ info, latest_status: end }: Operation): boolean {
  const isVolumes = info.type === 'CREATE' || info.type === 'DESTROY';
  return isVolumes && end.state === 'OPERATION_FINISHED' && !('message' in conversionOf(info));
}

/** What this agent wrote itself and could not be read would have stopped the reading before. */
function made(messages: OperationResources): Resources {
  const read = readResources(messages);
  return read instanceof Resources ? read : Resources.none;
}

type OperationResources = Extract<CheckpointRecord, { type: 'resources' }>['resources'];
