// What the containerizer is asked for, from a command task: program, limits, user, environment.
import { executorMemMegabytes } from '../executor/executor-info.ts';
import type { CommandInfo, RLimitInfoRLimit } from '../protocol/messages.ts';
import type { AgentConfig } from './config.ts';
import type { ContainerLimits, ContainerSpec } from './containerizer/containerizer.ts';
import { taskEnvironment } from './environment.ts';
import type { ExecutorTask } from './model.ts';

const bytesPerMegabyte = 1024 * 1024;

/**
 * The container's limits. Memory is the task's and the 32 MB the original gives its executor, or tasks that run
 * there would be killed here; cpus are the task's own.
 */
export function commandLimits({ info, resources }: ExecutorTask): ContainerLimits {
  const withExecutor = (megabytes: number): number => (megabytes + executorMemMegabytes) * bytesPerMegabyte;
  const cpusLimit = info.limits?.['cpus']?.value;
  const memLimit = info.limits?.['mem']?.value;
  return {
    cpus: resources.scalar('cpus'),
    memBytes: withExecutor(resources.scalar('mem')),
    ...(cpusLimit === undefined ? {} : { cpusLimit }),
    ...(memLimit === undefined ? {} : { memLimitBytes: withExecutor(memLimit) }),
  };
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
  const { executor, info: taskInfo } = task;
  const { framework, info } = executor;
  const ownGrace = info.shutdown_grace_period?.nanoseconds;
  const command = taskInfo.command ?? {};
  const user = command.user ?? framework.info.user;
  return {
    id: executor.containerId,
    argv: argvOf(command),
    environment: taskEnvironment(
      config,
      {
        agentId,
        frameworkId: framework.id,
        executorId: executor.id,
        directory: executor.directory,
        checkpoint: framework.info.checkpoint ?? false,
        shutdownGraceMs: ownGrace === undefined ? config.executorShutdownGraceMs : Number(ownGrace) / 1e6,
      },
      taskInfo,
    ),
    sandbox: executor.directory,
    user: config.switchUser && user !== '' ? user : undefined,
    limits: commandLimits(task),
    rlimits: (taskInfo.container?.rlimit_info?.rlimits ?? []).map(limitOf),
  };
}
