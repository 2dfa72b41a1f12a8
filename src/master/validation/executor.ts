// An executor of a LAUNCH or a LAUNCH_GROUP, as far as both check it the same way. Order and wording are the
// original's.
import type { ExecutorInfo } from '../../protocol/messages.ts';
import { commandProblem } from '../../protocol/validation/command.ts';
import { containerProblem } from '../../protocol/validation/container.ts';
import { validateId } from '../../protocol/validation/id.ts';
import { readResources } from '../../resources/messages.ts';
import { Resources } from '../../resources/resources.ts';
import { sameExecutor } from '../task.ts';
import { ownResourcesProblem } from './combined-resources.ts';
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
  const wrongResources = ownResourcesProblem('Executor', read);
  if (wrongResources !== undefined) return wrongResources;
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
  if (wrongCommand !== undefined)
    return problem('executor.command', `Executor's \`CommandInfo\` is invalid: ${wrongCommand}`);
  const wrongContainer = container === undefined ? undefined : containerProblem(container);
  return wrongContainer === undefined
    ? undefined
    : problem('executor.container', `Executor's \`ContainerInfo\` is invalid: ${wrongContainer}`);
}

/** Only tasks can have cgroups of their own or not. */
export function executorSharingProblem({ container }: ExecutorInfo): Problem | undefined {
  return container?.linux_info?.share_cgroups === true
    ? problem(
        'executor.container.linux_info.share_cgroups',
        "The 'share_cgroups' field cannot be set to 'true' on executor containers",
      )
    : undefined;
}
