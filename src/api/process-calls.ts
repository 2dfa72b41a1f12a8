// The calls that ask about the process itself; master and agent answer them alike. The answer is the part of the
// response that the call's type names.
import type { HttpResponse } from '../http/message.ts';
import { invalidRequest } from '../http/responses.ts';
import type { Metric } from '../protocol/messages.ts';
import { versionObject } from '../state/version.ts';
import { type LazyPart, lazyList } from './lazy-message.ts';
import type { LoggingLevel } from './logging-level.ts';

export interface ProcessSource {
  /** `/flags`: the text of every flag that has a value. */
  readonly flags: Readonly<Record<string, string>>;
  readonly logging: LoggingLevel;
  /** What `/metrics/snapshot` shows. */
  metrics(): Record<string, number> | Promise<Record<string, number>>;
}

/** The parts of the calls of both APIs that this file reads. */
interface ProcessCall {
  readonly type?: string | undefined;
  readonly set_logging_level?:
    | { readonly level: number; readonly duration: { readonly nanoseconds: bigint } }
    | undefined;
}

type ProcessAnswer =
  | { readonly part: object }
  | { readonly metrics: Promise<LazyPart> }
  | { readonly response: HttpResponse };

/** The part of the response, an answer of its own, or undefined for a call of another kind. */
export function processCall(source: ProcessSource, call: ProcessCall): ProcessAnswer | undefined {
  switch (call.type) {
    case 'GET_HEALTH':
      return { part: { get_health: { healthy: true } } };
    case 'GET_FLAGS': {
      const flags = Object.entries(source.flags).map(([name, value]) => ({ name, value }));
      return { part: { get_flags: { flags } } };
    }
    case 'GET_VERSION':
      return { part: { get_version: { version_info: versionInfo() } } };
    case 'GET_METRICS':
      return { metrics: metricsPart(source) };
    case 'GET_LOGGING_LEVEL':
      return { part: { get_logging_level: { level: source.logging.verbosity } } };
    case 'SET_LOGGING_LEVEL': {
      const { level, duration } = call.set_logging_level!;
      const problem = source.logging.set(level, Number(duration.nanoseconds) / 1e6);
      return { response: problem === undefined ? { status: 200 } : invalidRequest(problem) };
    }
    default:
      return undefined;
  }
}

/** Without our own version: strict readers of the protocol know no such field. */
function versionInfo(): object {
  const { version, build_date, build_time, build_user } = versionObject();
  return { version, build_date, build_time, build_user };
}

/** The list of the part, of which there may be thousands. */
async function metricsPart(source: ProcessSource): Promise<LazyPart> {
  return lazyList('metrics', 'Metric', metricMessages(await source.metrics()));
}

function* metricMessages(values: Readonly<Record<string, number>>): Generator<Metric, void, void> {
  for (const name of Object.keys(values).sort()) yield { name, value: values[name]! };
}
