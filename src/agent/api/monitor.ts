// /monitor/statistics, /containers and GET_CONTAINERS: what containers use, sampled when asked. Those who ask the same at
// the same time share the samples and the answer.
import { encodePieces, type LazyMessage, lazyList } from '../../api/lazy-message.ts';
import type { MediaType } from '../../api/media-type.ts';
import { type JsonObject, jsonText } from '../../base/json-text.ts';
import { bodyParts } from '../../http/large-body.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { invalidRequest, sharedJsonResponse } from '../../http/responses.ts';
import { jsonItems, slicedJson } from '../../http/sliced-json.ts';
import type {
  AgentCallGetContainers,
  AgentResponseGetContainersContainer,
  ContainerStatus,
} from '../../protocol/messages.ts';
import { v0Object } from '../../state/task.ts';
import type { ContainerUsage } from '../containerizer/containerizer.ts';
import type { ExecutorView } from '../view.ts';
import type { Reads } from './reads.ts';
import type { Running, Sampled } from './samples.ts';

export function statisticsResponse(reads: Reads, request: HttpRequest): Promise<HttpResponse> {
  return sampledJson(reads, request, '/monitor/statistics', () => true, statisticsObject);
}

export async function containersResponse(reads: Reads, request: HttpRequest): Promise<HttpResponse> {
  const containerId = request.query.get('container_id');
  const frameworkId = request.query.get('framework_id');
  const executorId = request.query.get('executor_id');
  if ((containerId !== null && frameworkId !== null) || (executorId !== null && frameworkId === null)) {
    return invalidRequest("Expecting 'container_id', or 'framework_id' with or without 'executor_id'.\n");
  }
  const key = `/containers ${JSON.stringify([containerId, frameworkId, executorId])}`;
  const isWanted = ({ framework, executor }: Running): boolean =>
    (containerId === null || executor.containerId === containerId) &&
    (frameworkId === null || framework.id === frameworkId) &&
    (executorId === null || executor.id === executorId);
  return sampledJson(reads, request, key, isWanted, (sampled) => ({
    container_id: sampled.executor.containerId,
    ...statisticsObject(sampled),
    status: v0Object('ContainerStatus', containerStatus(sampled.executor)),
  }));
}

/** The answer to GET_CONTAINERS: executors first, then containers nested in theirs if they are asked for. */
export async function containersMessageResponse(
  reads: Reads,
  { show_nested = false }: AgentCallGetContainers,
  mediaType: MediaType,
): Promise<HttpResponse> {
  const key = `GET_CONTAINERS ${mediaType} ${show_nested}`;
  const body = await reads.samples.answer(key, async (samples) => {
    const executors = await samples.of();
    const nested = show_nested ? await samples.ofNested() : [];
    return encodePieces(containersMessage([...executors, ...nested]), mediaType);
  });
  return { status: 200, headers: { 'Content-Type': mediaType }, ...bodyParts(body) };
}

async function sampledJson(
  reads: Reads,
  request: HttpRequest,
  key: string,
  isWanted: (running: Running) => boolean,
  objectOf: (sampled: Sampled) => JsonObject,
): Promise<HttpResponse> {
  const body = await reads.samples.answer(key, async (samples) =>
    slicedJson(jsonItems(await samples.of(isWanted), (sampled) => jsonText(objectOf(sampled)))),
  );
  return sharedJsonResponse(request, body);
}

function statisticsObject({ framework, executor, statistics }: Sampled): JsonObject {
  return {
    executor_id: executor.id,
    executor_name: executor.info.name ?? '',
    framework_id: framework.id,
    source: executor.info.source ?? '',
    statistics: v0Object('ResourceStatistics', statistics),
  };
}

function containersMessage(sampled: readonly Sampled[]): LazyMessage {
  function* containers(): Generator<AgentResponseGetContainersContainer, void, void> {
    for (const { framework, executor, nested, statistics } of sampled)
      yield nested === undefined
        ? {
            framework_id: { value: framework.id },
            executor_id: { value: executor.id },
            executor_name: executor.info.name ?? '',
            container_id: { value: executor.containerId },
            container_status: containerStatus(executor),
            resource_statistics: statistics,
          }
        : nestedContainer(executor, nested, statistics);
  }
  const message: LazyMessage = {
    name: 'agent.Response.GetContainers',
    parts: [lazyList('containers', 'agent.Response.GetContainers.Container', containers())],
  };
  return {
    name: 'agent.Response',
    fields: { type: 'GET_CONTAINERS' },
    parts: sampled.length === 0 ? [] : [{ field: 'get_containers', message }],
  };
}

/** The original says nothing of the executor here, and its parent in the status only. */
function nestedContainer(
  executor: ExecutorView,
  { id, pid }: NonNullable<Running['nested']>,
  statistics: ContainerUsage,
): AgentResponseGetContainersContainer {
  return {
    container_id: { value: id },
    container_status: {
      container_id: { value: id, parent: { value: executor.containerId } },
      executor_pid: pid,
    },
    resource_statistics: statistics,
  };
}

/** Without networks: containers have the host's. */
function containerStatus(executor: ExecutorView): ContainerStatus {
  return {
    container_id: { value: executor.containerId },
    ...(executor.supervisorPid === undefined ? {} : { executor_pid: executor.supervisorPid }),
  };
}
