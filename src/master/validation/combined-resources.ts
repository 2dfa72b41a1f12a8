// Which resources a task, an executor, or several of them together may combine. Order and wording are the original's.
import { entryQuantity } from '../../resources/entry.ts';
import { Resources } from '../../resources/resources.ts';
import { formatResources } from '../../resources/text.ts';
import { type Problem, problem } from './problem.ts';

/** Of one task or one executor. */
export function ownResourcesProblem(who: 'Task' | 'Executor', resources: Resources): Problem | undefined {
  const name = who.toLowerCase();
  const path = `${name}.resources`;
  if (resources.entries.some(({ kind, scalar }) => kind.name === 'gpus' && scalar % 1000 !== 0)) {
    return problem(
      path,
      `${who} uses invalid resources: Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer`,
    );
  }
  const duplicate = duplicateProblem(resources);
  if (duplicate !== undefined) return problem(path, `${who} uses duplicate persistence ID: ${duplicate}`);
  const [role, other] = new Set(resources.entries.map(({ kind }) => kind.allocationRole));
  if (other !== undefined) {
    return problem(
      path,
      `Invalid ${name} resources: The resources have multiple allocation roles ('${other}' and '${role}') but only one allocation role is allowed`,
    );
  }
  const mixed = mixedProblem(resources);
  return mixed === undefined
    ? undefined
    : problem(path, `${who} mixes revocable and non-revocable resources: ${mixed}`);
}

/** Of tasks with their executor, whether that is there already or not. */
export function jointResourcesProblem(
  who: 'Task and its executor' | 'Task group and executor',
  tasks: readonly Resources[],
  executor: Resources,
): Problem | undefined {
  const parts = [...tasks, executor];
  const total = parts.reduce((sum, part) => sum.add(part), Resources.none);
  const path = 'task.resources';
  const duplicate = duplicateProblem(total);
  if (duplicate !== undefined) return problem(path, `${who} use duplicate persistence ID: ${duplicate}`);
  const mixed = mixedProblem(total);
  if (mixed !== undefined) return problem(path, `${who} mix revocable and non-revocable resources: ${mixed}`);
  const countAll = (sum: number, part: Resources): number => sum + countOf(part);
  return parts.reduce(countAll, 0) === countOf(total)
    ? undefined
    : problem(
        path,
        `There are overlapping resources in the task resources ${tasks.map(describe).join(', ')} and executor resources ${describe(executor)}`,
      );
}

export function describe(resources: Resources): string {
  return resources.isEmpty ? '{}' : formatResources(resources);
}

/** Numbers of ranges and items of sets: what two can have only once. */
function countOf({ entries }: Resources): number {
  return entries.reduce((sum, entry) => (entry.kind.type === 'SCALAR' ? sum : sum + entryQuantity(entry)), 0);
}

/** A persistent volume that is not shared stands in the bag once for each time it was named. */
function duplicateProblem({ entries }: Resources): string | undefined {
  const seen = new Set<string>();
  for (const { kind } of entries) {
    const id = kind.disk?.persistence?.id;
    if (id === undefined) continue;
    const ofRole = `${kind.reservationRole} ${id}`;
    if (seen.has(ofRole)) return `Persistence ID '${id}' is not unique`;
    seen.add(ofRole);
  }
  return undefined;
}

function mixedProblem({ entries }: Resources): string | undefined {
  const plain = new Set(entries.filter(({ kind }) => !kind.isRevocable).map(({ kind }) => kind.name));
  const both = entries.find(({ kind }) => kind.isRevocable && plain.has(kind.name));
  return both === undefined
    ? undefined
    : `Cannot use both revocable and non-revocable '${both.kind.name}' at the same time`;
}
