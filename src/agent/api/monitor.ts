// /monitor/statistics and /containers: what containers use, sampled when asked.
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { invalidRequest, jsonResponse } from '../../http/responses.ts';
import type { ContainerStatus } from '../../protocol/messages.ts';
import { v0Object } from '../../state/task.ts';
import type { Agent } from '../agent.ts';
import type { Containerizer, ContainerUsage } from '../containerizer/containerizer.ts';
import type { Executor } from '../model.ts';

export interface MonitorSource {
  readonly agent: Agent;
  readonly containerizer: Pick<Containerizer, 'usage'>;
}

/** Containers sampled at the same time; each takes a handful of small reads. */
const samplesAtOnce = 16;

export function runningExecutors(agent: Agent): Executor[] {
  return [...agent.model.frameworks.values()].flatMap((framework) =>
    [...framework.executors.values()].filter(
      (executor) => executor.taskPid !== undefined || isHolding(executor),
    ),
  );
}

/** An executor of task groups has a container without a process of its own. */
function isHolding({ kind, state }: Executor): boolean {
  return kind === 'default' && (state === 'RUNNING' || state === 'TERMINATING');
}

export async function statisticsResponse(source: MonitorSource, request: HttpRequest): Promise<HttpResponse> {
  const sampled = await sample(source, runningExecutors(source.agent));
  return jsonResponse(
    request,
    sampled.map(([executor, statistics]) => ({
      executor_id: executor.id,
      executor_name: executor.info.name ?? '',
      framework_id: executor.framework.id,
      source: executor.info.source ?? '',
      statistics: v0Object('ResourceStatistics', statistics),
    })),
  );
}

export async function containersResponse(source: MonitorSource, request: HttpRequest): Promise<HttpResponse> {
  const containerId = request.query.get('container_id');
  const frameworkId = request.query.get('framework_id');
  const executorId = request.query.get('executor_id');
  if ((containerId !== null && frameworkId !== null) || (executorId !== null && frameworkId === null)) {
    return invalidRequest("Expecting 'container_id', or 'framework_id' with or without 'executor_id'.\n");
  }
  const wanted = runningExecutors(source.agent).filter(
    (executor) =>
      (containerId === null || executor.containerId === containerId) &&
      (frameworkId === null || executor.framework.id === frameworkId) &&
      (executorId === null || executor.id === executorId),
  );
  const sampled = await sample(source, wanted);
  return jsonResponse(
    request,
    sampled.map(([executor, statistics]) => ({
      container_id: executor.containerId,
      executor_id: executor.id,
      executor_name: executor.info.name ?? '',
      framework_id: executor.framework.id,
      source: executor.info.source ?? '',
      statistics: v0Object('ResourceStatistics', statistics),
      status: v0Object('ContainerStatus', containerStatus(executor)),
    })),
  );
}

/** Without networks: containers have the host's. */
export function containerStatus(executor: Executor): ContainerStatus {
  return {
    container_id: { value: executor.containerId },
    ...(executor.supervisorPid === undefined ? {} : { executor_pid: executor.supervisorPid }),
  };
}

/** Executors with their statistics; one that ended meanwhile is left out. */
export async function sample(
  source: MonitorSource,
  executors: readonly Executor[],
): Promise<[Executor, ContainerUsage][]> {
  const found: [Executor, ContainerUsage][] = [];
  for (let start = 0; start < executors.length; start += samplesAtOnce) {
    const group = executors.slice(start, start + samplesAtOnce);
    const usages = await Promise.all(group.map(({ containerId }) => source.containerizer.usage(containerId)));
    usages.forEach((usage, index) => {
      if (usage !== undefined) found.push([group[index]!, usage]);
    });
  }
  return found;
}
