// What the containerizer is asked for, from a task group: the container of the executor, which only holds those of its
// tasks, and these, each with a sandbox within the executor's.
import { allocationRole } from '../executor/executor-info.ts';
import type { TaskInfo } from '../protocol/messages.ts';
import type { AgentConfig } from './config.ts';
import { executorLimits, limitsOf, processSpec } from './container-spec.ts';
import type { ContainerLimits, ContainerSpec } from './containerizer/containerizer.ts';
import { groupTaskEnvironment } from './environment.ts';
import type { Executor, ExecutorTask } from './model.ts';
import { containerVolumes } from './task-volumes.ts';

export function sharesCgroups({ container }: TaskInfo): boolean {
  return container?.linux_info?.share_cgroups ?? true;
}

export function holderSpec(config: AgentConfig, executor: Executor): ContainerSpec {
  return {
    ...processSpec(config, executor, {}, undefined),
    argv: [],
    environment: {},
    limits: executorLimits(executor),
    isHolder: true,
  };
}

/** Without the executor's share, which is that of the container around it. */
export function groupTaskLimits({ info, resources }: ExecutorTask): ContainerLimits {
  return limitsOf({
    cpus: resources.scalar('cpus'),
    mem: resources.scalar('mem'),
    cpusLimit: info.limits?.['cpus']?.value,
    memLimit: info.limits?.['mem']?.value,
  });
}

export function groupTaskSpec(config: AgentConfig, task: ExecutorTask): ContainerSpec {
  const { container, executor, id, info } = task;
  const { command = {} } = info;
  const containerId = container?.id ?? '';
  const sandbox = `${executor.directory}/containers/${containerId}`;
  const volumes = containerVolumes(config, task);
  return {
    ...processSpec(config, executor, command, info.container),
    id: containerId,
    environment: groupTaskEnvironment(config, sandbox, command, allocationRole(info)),
    sandbox,
    // By which the original's web UI and tools find it.
    sandboxLink: `${executor.directory}/tasks/${id}`,
    limits: groupTaskLimits(task),
    ...(volumes.length === 0 ? {} : { volumes }),
    parent: { id: executor.containerId, sharesCgroups: container?.sharesCgroups ?? true },
  };
}
