// `/registrar(1)/registry`: what survives a failover, in the form of the original's registry.
import { jsonText } from '../../base/json-text.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { jsonArray, slicedJsonResponse } from '../../http/sliced-json.ts';
import { v0Object } from '../../state/task.ts';
import { masterInfo } from '../config.ts';
import { timeInfo } from '../core.ts';
import type { Master } from '../master.ts';

export function registryEndpoint(master: Master, request: HttpRequest): Promise<HttpResponse> {
  return slicedJsonResponse(request, writeRegistry(master));
}

function* writeRegistry({ config, registry }: Master): Generator<string, void, void> {
  yield `{"master":{"info":${v0Object('MasterInfo', masterInfo(config)).text}},"slaves":{`;
  yield* jsonArray('slaves', registry.agents.values(), ({ info, drain_info, deactivated }) =>
    jsonText({
      info: v0Object('AgentInfo', info),
      ...(drain_info === undefined ? {} : { drain_info: v0Object('DrainInfo', drain_info) }),
      ...(deactivated === undefined ? {} : { deactivated }),
    }),
  );
  yield '},"unreachable":{';
  yield* jsonArray('slaves', registry.unreachable, ([id, { since_ms }]) => timedEntry(id, since_ms));
  yield '},"gone":{';
  yield* jsonArray('slaves', registry.gone, ([id, { since_ms }]) => timedEntry(id, since_ms));
  yield '}}';
}

/** Nanoseconds pass what JSON.stringify can write exactly. */
function timedEntry(id: string, sinceMs: number): string {
  return `{"id":${JSON.stringify({ value: id })},"timestamp":{"nanoseconds":${timeInfo(sinceMs).nanoseconds}}}`;
}
