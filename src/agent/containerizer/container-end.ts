// How a container ends: the limit it met is looked up, whatever is left in it is killed, its cgroups are removed,
// and what its process's supervisor reported is put together. Also for containers nobody knows (orphans).
import { setTimeout as delay } from 'node:timers/promises';
import { describeError } from '../../base/errors.ts';
import { signalProcess } from '../../cgroups/kill.ts';
import type { Container } from './container.ts';
import type { ContainerParts } from './container-start.ts';
import type { ContainerLimitation, ContainerTermination } from './containerizer.ts';
import { within } from './deferred.ts';
import { placeIn, topPlace } from './enclosure.ts';
import { isAlive } from './process-table.ts';

/** A supervisor ends at once when its task is gone. */
const supervisorTimeoutMs = 1000;

/** Never throws: what cannot be done in time is the termination's failure. */
export async function endContainer(
  parts: ContainerParts,
  container: Container,
): Promise<ContainerTermination> {
  let deadlineMs = 0;
  const limitation = await parts.ends.pass(async () => {
    deadlineMs = performance.now() + parts.destroyTimeoutMs;
    // Before the cgroups, which hold the evidence, are removed.
    const found = await readLimitation(parts, container);
    try {
      const isEnded = container.hasExited || container.isHolder || !container.isStarted;
      await parts.enclosure.destroy(container.place, deadlineMs, isEnded);
    } catch (error) {
      parts.log.error('cannot destroy a container', {
        container: container.id,
        error: describeError(error),
      });
      parts.metrics.destroyErrors += 1;
      container.fail(describeError(error));
    }
    return found;
  });
  const status = await readExit(parts, container, deadlineMs);
  return { status, limitation, failure: container.failure };
}

/** Kills and removes a container that no framework is waiting for. Never throws. */
export async function destroyOrphan(parts: ContainerParts, id: string): Promise<void> {
  const { directories, enclosure, log, metrics } = parts;
  try {
    const parentId = await directories.readParent(id);
    const place = parentId === undefined ? topPlace(id) : placeIn(topPlace(parentId), id, false);
    const deadlineMs = performance.now() + parts.destroyTimeoutMs;
    const killFromMs = performance.now() + supervisorTimeoutMs;
    const supervisor = await directories.readProcess(id, 'supervisor');
    for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 64)) {
      // Again each time: the supervisor may have been about to start its task.
      await enclosure.destroy(place, deadlineMs, false);
      if (supervisor === undefined || !(await isAlive(supervisor))) break;
      if (performance.now() >= killFromMs) signalProcess(supervisor.pid, 9);
      if (performance.now() >= deadlineMs) break;
      await delay(pauseMs);
    }
    await directories.remove(id);
    log.info('destroyed an orphan container', { container: id });
  } catch (error) {
    metrics.destroyErrors += 1;
    log.error('cannot destroy an orphan container', { container: id, error: describeError(error) });
  }
}

/** That of the container whose limits it has: whatever in that was killed for them, all of it ends. */
async function readLimitation(
  { directories, isolators, log }: ContainerParts,
  container: Container,
): Promise<ContainerLimitation | undefined> {
  const { id, limited } = container;
  if (!container.isStarted && !container.hasExited) return undefined;
  try {
    for (const each of new Set([container, limited])) {
      const kept = each.isRecovered ? await directories.readLimitation(each.id) : undefined;
      if (kept !== undefined) return kept;
    }
    for (const isolator of isolators) {
      const limitation = await isolator.status?.(limited, limited.isMemoryReported);
      if (limitation === undefined) continue;
      if (limited !== container) limited.stopForMemory();
      await directories.writeLimitation(id, limitation);
      return limitation;
    }
  } catch (error) {
    log.warn('cannot read what limit a container met', { container: id, error: describeError(error) });
  }
  return undefined;
}

async function readExit(
  { directories }: ContainerParts,
  container: Container,
  deadlineMs: number,
): Promise<number | undefined> {
  if (container.isHolder || (!container.isStarted && !container.hasExited)) return undefined;
  const exit = await within(container.exit, deadlineMs);
  // No launcher has told of it; the supervisor may have written it all the same.
  return exit === undefined ? directories.readStatus(container.id).catch(() => undefined) : exit.status;
}
