// What the containerizer is asked for, from a command task or an executor: program, limits, user, environment.
import { executorMemMegabytes } from '../executor/executor-info.ts';
import type { CommandInfo, ContainerInfo, ExecutorInfo, RLimitInfoRLimit } from '../protocol/messages.ts';
import type { AgentConfig } from './config.ts';
import type { ContainerLimits, ContainerSpec } from './containerizer/containerizer.ts';

import { type ExecutorPlace, executorEnvironment, taskEnvironment } from './environment.ts';
import { type Executor, type ExecutorTask, liveTasks } from './model.ts';
import { containerVolumes } from './task-volumes.ts';

const bytesPerMegabyte = 1024 * 1024;

/**
 * The container's limits. Memory is the task's and the 32 MB the original gives its executor, or tasks that run
 * there would be killed here; cpus are the task's own.
 */
export function commandLimits({ info, resources }: ExecutorTask): ContainerLimits {
  const withExecutor = (megabytes: number): number => megabytes + executorMemMegabytes;
  const memLimit = info.limits?.['mem']?.value;
  return limitsOf({
    cpus: resources.scalar('cpus'),
    mem: withExecutor(resources.scalar('mem')),
    cpusLimit: info.limits?.['cpus']?.value,
    memLimit: memLimit === undefined ? undefined : withExecutor(memLimit),
  });
}

/** From amounts as resources have them: memory in megabytes. */
export function limitsOf(amounts: {
  readonly cpus: number;
  readonly mem: number;
  readonly cpusLimit: number | undefined;
  readonly memLimit: number | undefined;
}): ContainerLimits {
  const { cpus, mem, cpusLimit, memLimit } = amounts;
  return {
    cpus,
    memBytes: mem * bytesPerMegabyte,
    ...(cpusLimit === undefined ? {} : { cpusLimit }),
    ...(memLimit === undefined ? {} : { memLimitBytes: memLimit * bytesPerMegabyte }),
  };
}

/**
 * Of an executor with a share of its own: what it and its tasks asked for. A limit of one task is one of the
 * whole container, to which the others add what they asked for.
 */
export function executorLimits(executor: Executor): ContainerLimits {
  const tasks = liveTasks(executor);
  const requested = (name: 'cpus' | 'mem'): number =>
    tasks.reduce((sum, task) => sum + task.resources.scalar(name), executor.resources.scalar(name));
  const limit = (name: 'cpus' | 'mem'): number | undefined =>
    tasks.some(({ info }) => info.limits?.[name] !== undefined)
      ? tasks.reduce(
          (sum, { info, resources }) => sum + (info.limits?.[name]?.value ?? resources.scalar(name)),
          executor.resources.scalar(name),
        )
      : undefined;
  return limitsOf({
    cpus: requested('cpus'),
    mem: requested('mem'),
    cpusLimit: limit('cpus'),
    memLimit: limit('mem'),
  });
}

/** A shell command runs under `sh -c`; otherwise the first argument is the program's name for itself. */
function argvOf(command: CommandInfo): string[] {
  const value = command.value ?? '';
  return (command.shell ?? true) ? ['/bin/sh', '-c', value] : [value, ...(command.arguments ?? []).slice(1)];
}

function limitOf({ type, soft, hard }: RLimitInfoRLimit): ContainerSpec['rlimits'][number] {
  return { resource: (type ?? '').replace(/^RLMT_/, ''), soft, hard };
}

export function commandSpec(config: AgentConfig, agentId: string, task: ExecutorTask): ContainerSpec {
  const { executor, info } = task;
  const command = info.command ?? {};
  const volumes = containerVolumes(config, task);
  return {
    ...processSpec(config, executor, command, info.container),
    environment: taskEnvironment(config, placeOf(config, agentId, executor), info),
    limits: commandLimits(task),
    ...(volumes.length === 0 ? {} : { volumes }),
  };
}

export function executorSpec(config: AgentConfig, agentId: string, executor: Executor): ContainerSpec {
  const { command = {}, container } = executor.info;
  return {
    ...processSpec(config, executor, command, container),
    environment: executorEnvironment(config, placeOf(config, agentId, executor), command),
    limits: executorLimits(executor),
  };
}

/** Milliseconds between the order to end and the end of an executor's container. */
export function executorGraceMs(config: AgentConfig, info: ExecutorInfo): number {
  const own = info.shutdown_grace_period?.nanoseconds;
  return own === undefined ? config.executorShutdownGraceMs : Number(own) / 1e6;
}

/** What is the same for all processes below an executor's sandbox. */
export function processSpec(
  config: AgentConfig,
  { containerId, directory, framework }: Executor,
  command: CommandInfo,
  container: ContainerInfo | undefined,
): Omit<ContainerSpec, 'environment' | 'limits'> {
  const user = command.user ?? framework.info.user;
  return {
    id: containerId,
    argv: argvOf(command),
    sandbox: directory,
    user: config.switchUser && user !== '' ? user : undefined,
    rlimits: (container?.rlimit_info?.rlimits ?? []).map(limitOf),
  };
}

function placeOf(config: AgentConfig, agentId: string, executor: Executor): ExecutorPlace {
  const { directory, framework, id, info } = executor;
  return {
    agentId,
    frameworkId: framework.id,
    executorId: id,
    directory,
    checkpoint: framework.info.checkpoint ?? false,
    shutdownGraceMs: executorGraceMs(config, info),
  };
}
