// No volume is lost: its directory is there when a task is launched on it, with everything that was written into it
// before, and it goes only when its scheduler has asked for that. And an operation has one end.
import type { ContainerSpec } from '../../../src/agent/containerizer/containerizer.ts';
import type { OperationStatus } from '../../../src/protocol/messages.ts';
import { type History, Violation } from '../history.ts';
import type { SimulatedVolumes } from '../volumes.ts';

const rule = 'volumes';

/** A container begins: its task writes its name into each of its volumes. */
export function volumesUsed(history: History, volumes: SimulatedVolumes, spec: ContainerSpec): void {
  const task = spec.environment['MESOS_EXECUTOR_ID'] ?? '';
  for (const { source } of spec.volumes ?? []) {
    const there = volumes.directories.get(source);
    if (there === undefined)
      throw new Violation(rule, `${task} is launched on ${source}, which is not there`);
    const written = history.writtenVolumes.get(source) ?? new Set();
    for (const writer of written)
      if (!there.has(writer)) throw new Violation(rule, `what ${writer} wrote into ${source} is gone`);
    there.add(task);
    written.add(task);
    history.writtenVolumes.set(source, written);
    history.count('tasks on volumes');
  }
}

/** An agent begins to remove a volume. */
export function volumeRemoved(history: History, path: string): void {
  const id = path.slice(path.lastIndexOf('/') + 1);
  if (!history.destroyedVolumes.has(id))
    throw new Violation(rule, `${path} is removed, and nobody asked for it`);
  history.count('volumes removed');
}

/** A scheduler is told of an operation. What was refused in a repeated call says nothing of the first one. */
export function operationTold(history: History, { operation_id, state }: OperationStatus): void {
  if (operation_id === undefined || (state !== 'OPERATION_FINISHED' && state !== 'OPERATION_DROPPED')) return;
  const id = operation_id.value;
  const before = history.operationEnds.get(id);
  if (before !== undefined && before !== state)
    throw new Violation('operations', `${id} was told as ${before}, and then as ${state}`);
  history.operationEnds.set(id, state);
  history.count(state);
}
