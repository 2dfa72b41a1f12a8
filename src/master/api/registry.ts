// `/registrar(1)/registry`: what survives a failover, in the form of the original's registry.
import { SharedAnswers } from '../../api/shared-answers.ts';
import { jsonText } from '../../base/json-text.ts';
import type { Timers } from '../../base/ports.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { sharedJsonResponse } from '../../http/responses.ts';
import { jsonArray, slicedJson } from '../../http/sliced-json.ts';
import type { AdmittedAgent, GoneAgent, UnreachableAgent } from '../../registry/document.ts';
import { v0Object } from '../../state/task.ts';
import { type MasterConfig, masterInfo } from '../config.ts';
import { timeInfo } from '../core.ts';
import type { Master } from '../master.ts';

/** The registry at one moment; its entries are never changed in place. Ids and values are in the same order. */
interface RegistryView {
  readonly agents: readonly AdmittedAgent[];
  readonly unreachable: Entries<UnreachableAgent>;
  readonly gone: Entries<GoneAgent>;
}

interface Entries<Value> {
  readonly ids: readonly string[];
  readonly values: readonly Value[];
}

/** Those who ask before an answer is begun share it. None is kept: nobody polls this. */
export function registryEndpoint(
  master: Master,
  timers: Timers,
): (request: HttpRequest) => Promise<HttpResponse> {
  const answers = new SharedAnswers<RegistryView>({
    view: () => takeView(master),
    timers,
    maxBytes: 0,
    onShared: () => master.countSharedAnswer(),
  });
  const make = (view: RegistryView) => slicedJson(writeRegistry(master.config, view));
  return async (request) => sharedJsonResponse(request, await answers.answer('/registry', make));
}

/** Of a hundred thousand entries in a few milliseconds. */
function takeView({ registry }: Master): RegistryView {
  return {
    agents: [...registry.agents.values()],
    unreachable: entries(registry.unreachable),
    gone: entries(registry.gone),
  };
}

function entries<Value>(of: ReadonlyMap<string, Value>): Entries<Value> {
  return { ids: [...of.keys()], values: [...of.values()] };
}

function* writeRegistry(
  config: MasterConfig,
  { agents, unreachable, gone }: RegistryView,
): Generator<string, void, void> {
  yield `{"master":{"info":${v0Object('MasterInfo', masterInfo(config)).text}},"slaves":{`;
  yield* jsonArray('slaves', agents, ({ info, drain_info, deactivated }) =>
    jsonText({
      info: v0Object('AgentInfo', info),
      ...(drain_info === undefined ? {} : { drain_info: v0Object('DrainInfo', drain_info) }),
      ...(deactivated === undefined ? {} : { deactivated }),
    }),
  );
  for (const [name, { ids, values }] of [
    ['unreachable', unreachable],
    ['gone', gone],
  ] as const) {
    yield `},"${name}":{`;
    yield* jsonArray('slaves', ids.entries(), ([index, id]) => timedEntry(id, values[index]!.since_ms));
  }
  yield '}}';
}

/** Nanoseconds pass what JSON.stringify can write exactly. */
function timedEntry(id: string, sinceMs: number): string {
  return `{"id":${JSON.stringify({ value: id })},"timestamp":{"nanoseconds":${timeInfo(sinceMs).nanoseconds}}}`;
}
