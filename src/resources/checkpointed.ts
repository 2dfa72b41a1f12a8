// What of an agent's resources operations have made: dynamic reservations and persistent volumes. Its flags know
// nothing of them, so the agent writes them down and tells every master of them.
import { type ResourceKind, reservedKind, withoutVolume } from './kind.ts';
import { type ResourceProblem, resourceProblem } from './problem.ts';
import { Resources } from './resources.ts';
import { formatResources } from './text.ts';

/** Whether an operation has made the resource what it is. */
export function isCheckpointed(kind: ResourceKind): boolean {
  return kind.reservations.some(({ type }) => type === 'DYNAMIC') || kind.disk?.persistence !== undefined;
}

/** The resource as it was before any operation: only a static reservation is left. */
export function withoutOperations(kind: ResourceKind): ResourceKind {
  const [first] = kind.reservations;
  const plain = kind.disk?.persistence === undefined ? kind : withoutVolume(kind);
  return reservedKind(plain, first?.type === 'STATIC' ? [first] : []);
}

/** The agent's resources with what operations have made of them, or why the two do not go together. */
export function applyCheckpointed(
  plain: Resources,
  checkpointed: Resources,
  path = 'checkpointed_resources',
): Resources | ResourceProblem {
  let result = plain;
  for (const entry of checkpointed.entries) {
    const made = Resources.of([entry]);
    if (!isCheckpointed(entry.kind))
      return resourceProblem(path, `${formatResources(made)} is neither reserved dynamically nor a volume`);
    const before = made.mapKinds(withoutOperations);
    if (!result.contains(before))
      return resourceProblem(path, `the agent does not have the checkpointed ${entry.kind.name} any more`);
    result = result.subtract(before).add(made);
  }
  return result;
}
