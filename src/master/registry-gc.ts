// Forgets unreachable and gone agents that are too old or too many, in the registry and in the model: without
// it every agent there ever was would be kept for ever.
import type { Core } from './core.ts';
import { settleAway } from './operations.ts';

export function startRegistryGc(core: Core): void {
  core.after(core.config.registryGcIntervalMs, () => {
    collect(core);
    startRegistryGc(core);
  });
}

function collect(core: Core): void {
  const { model, config, log } = core;
  const oldestMs = core.clock.now() - config.registryMaxAgentAgeMs;
  const unreachable = expired(model.unreachableAgents, oldestMs, config.registryMaxAgentCount);
  const gone = expired(model.goneAgents, oldestMs, config.registryMaxAgentCount);
  if (unreachable.length === 0 && gone.length === 0) return;
  core.submit({ type: 'PRUNE', unreachable, gone }, (result) => {
    if ('problem' in result) return log.warn('the registry was not pruned', { problem: result.problem });
    // One that came back meanwhile is not in the maps any more, and one that left again has a newer time.
    for (const id of unreachable) {
      if ((model.unreachableAgents.get(id) ?? Number.POSITIVE_INFINITY) >= core.clock.now()) continue;
      model.unreachableAgents.delete(id);
      settleAway(core, id);
    }
    for (const id of gone) model.goneAgents.delete(id);
    log.info('pruned agents from the registry', { unreachable: unreachable.length, gone: gone.length });
  });
}

/** Entries of a map that is ordered by time which are older than `oldestMs`, or too many. */
function expired(sinceMs: ReadonlyMap<string, number>, oldestMs: number, maxCount: number): string[] {
  const result: string[] = [];
  for (const [id, since] of sinceMs) {
    if (since >= oldestMs && sinceMs.size - result.length <= maxCount) break;
    result.push(id);
  }
  return result;
}
