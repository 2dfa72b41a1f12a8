// An executor of a LAUNCH or a LAUNCH_GROUP, as far as both check it the same way. Order and wording are the
// original's.
import type { ExecutorInfo, Resource } from '../../protocol/messages.ts';
import { readResources } from '../../resources/messages.ts';
import { Resources } from '../../resources/resources.ts';
import { sameExecutor } from '../task.ts';
import { commandProblem } from './checks.ts';
import { validateId } from './ids.ts';
import { type Problem, problem } from './problem.ts';

export interface ExecutorContext {
  readonly frameworkId: string;
  /** The framework's executor of that id on the agent. */
  readonly executor: (executorId: string) => ExecutorInfo | undefined;
}

/** Its resources, when it is valid. */
export function validateExecutor(executor: ExecutorInfo, context: ExecutorContext): Resources | Problem {
  const wrong = formProblem(executor);
  if (wrong !== undefined) return wrong;
  const { executor_id, framework_id, resources } = executor;
  if (framework_id === undefined)
    return problem('executor.framework_id', "'ExecutorInfo.framework_id' must be set");
  if (framework_id.value !== context.frameworkId) {
    return problem(
      'executor.framework_id',
      `ExecutorInfo has an invalid FrameworkID (Actual: ${framework_id.value} vs Expected: ${context.frameworkId})`,
    );
  }
  const read = readResources(resources, 'executor.resources');
  if (!(read instanceof Resources))
    return problem(read.path, `Executor uses invalid resources: ${read.message}`);
  if (read.some((kind) => kind.isShared))
    return problem('executor.resources', 'Executor resources are not supported to be shared');
  const mixed = resourcesProblem('Executor', resources ?? [], read);
  if (mixed !== undefined) return mixed;
  const existing = context.executor(executor_id.value);
  if (existing !== undefined && !sameExecutor(existing, executor)) {
    return problem(
      'executor',
      `ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID '${executor_id.value}'`,
    );
  }
  return read;
}

function formProblem(executor: ExecutorInfo): Problem | undefined {
  const { executor_id, type, command, container, shutdown_grace_period } = executor;
  if (type === 'DEFAULT') {
    if (command !== undefined)
      return problem('executor.command', "'ExecutorInfo.command' must not be set for 'DEFAULT' executor");
    if (container !== undefined && container.type !== 'MESOS') {
      return problem(
        'executor.container.type',
        "'ExecutorInfo.container.type' must be 'MESOS' for 'DEFAULT' executor",
      );
    }
    if (container?.mesos?.image !== undefined) {
      return problem(
        'executor.container.mesos.image',
        "'ExecutorInfo.container.mesos.image' must not be set for 'DEFAULT' executor",
      );
    }
  } else if (type === 'CUSTOM' && command === undefined) {
    return problem('executor.command', "'ExecutorInfo.command' must be set for 'CUSTOM' executor");
  }
  const wrongId = validateId(executor_id.value);
  if (wrongId !== undefined) return problem('executor.executor_id', `Executor's ID is invalid: ${wrongId}`);
  if ((shutdown_grace_period?.nanoseconds ?? 0n) < 0n) {
    return problem(
      'executor.shutdown_grace_period',
      "ExecutorInfo's 'shutdown_grace_period' must be non-negative",
    );
  }
  const wrongCommand = command === undefined ? undefined : commandProblem(command);
  return wrongCommand === undefined
    ? undefined
    : problem('executor.command', `Executor's \`CommandInfo\` is invalid: it ${wrongCommand}`);
}

/** Rules on the kinds of resources one task, or one executor, may combine. */
export function resourcesProblem(
  who: string,
  messages: readonly Resource[],
  resources: Resources,
): Problem | undefined {
  const path = `${who.toLowerCase()}.resources`;
  const revocable = new Set<string>();
  const plain = new Set<string>();
  for (const { kind, scalar } of resources.entries) {
    (kind.isRevocable ? revocable : plain).add(kind.name);
    if (kind.name === 'gpus' && scalar % 1000 !== 0)
      return problem(path, `${who} uses invalid resources: The 'gpus' resource must be an unsigned integer`);
  }
  for (const name of revocable) {
    if (plain.has(name)) return problem(path, `${who} uses both revocable and non-revocable ${name}`);
  }
  const volumes = new Set<string>();
  for (const { disk, shared } of messages) {
    const id = disk?.persistence?.id;
    if (id === undefined || shared !== undefined) continue;
    if (volumes.has(id)) return problem(path, `${who} uses duplicate persistence ID ${id}`);
    volumes.add(id);
  }
  return undefined;
}
