// The operations that change the registry. Each is planned against the document and becomes a few changes, so
// that what is stored are effects: replaying them needs none of these rules, in this version or a later one.
import { unreachable as unreachableBranch } from '../base/assert.ts';
import type { AgentInfo } from '../protocol/messages.ts';
import { type AdmittedAgent, commit, type RegistryChange, type RegistryDocument } from './document.ts';
import { toText } from './lossless-json.ts';

export type RegistryOperation =
  /** A new agent; its info has an id. */
  | { readonly type: 'ADMIT_AGENT'; readonly info: AgentInfo }
  /** Another info of an admitted agent. */
  | { readonly type: 'UPDATE_AGENT'; readonly info: AgentInfo }
  | { readonly type: 'MARK_AGENT_UNREACHABLE'; readonly agentId: string; readonly timeMs: number }
  /** An agent came back; also one that was never known, or was pruned, is admitted by this. */
  | { readonly type: 'MARK_AGENT_REACHABLE'; readonly info: AgentInfo }
  /** An operator says that an admitted or unreachable agent will never come back. */
  | { readonly type: 'MARK_AGENT_GONE'; readonly agentId: string; readonly timeMs: number }
  | { readonly type: 'REMOVE_AGENT'; readonly agentId: string }
  /** Forgets unreachable and gone agents. */
  | { readonly type: 'PRUNE'; readonly unreachable: readonly string[]; readonly gone: readonly string[] };

export interface RegistryProblem {
  readonly problem: string;
}

/** The changes an operation means; none when it changes nothing; a problem when it does not fit the document. */
export function plan(
  document: RegistryDocument,
  operation: RegistryOperation,
): readonly RegistryChange[] | RegistryProblem {
  switch (operation.type) {
    case 'ADMIT_AGENT':
      return planAdmit(document, operation.info);
    case 'UPDATE_AGENT':
      return planUpdate(document, operation.info);
    case 'MARK_AGENT_UNREACHABLE':
      return planUnreachable(document, operation.agentId, operation.timeMs);
    case 'MARK_AGENT_REACHABLE':
      return planReachable(document, operation.info);
    case 'MARK_AGENT_GONE':
      return planGone(document, operation.agentId, operation.timeMs);
    case 'REMOVE_AGENT':
      if (!document.agents.has(operation.agentId)) return problem(operation.agentId, 'is not admitted');
      return [{ collection: 'agents', id: operation.agentId, value: undefined }];
    case 'PRUNE':
      return [
        ...removals(document, 'unreachable', operation.unreachable),
        ...removals(document, 'gone', operation.gone),
      ];
    default:
      return unreachableBranch(operation);
  }
}

/** Carries an operation out, in time that does not depend on the size of the document. */
export function apply(
  document: RegistryDocument,
  operation: RegistryOperation,
): { readonly changed: boolean } | RegistryProblem {
  const changes = plan(document, operation);
  if ('problem' in changes) return changes;
  commit(document, changes);
  return { changed: changes.length > 0 };
}

type Plan = readonly RegistryChange[] | RegistryProblem;

function planAdmit(document: RegistryDocument, info: AgentInfo): Plan {
  const id = info.id?.value;
  if (id === undefined) return { problem: 'an agent without an id cannot be admitted' };
  if (document.agents.has(id)) return problem(id, 'is already admitted');
  if (document.unreachable.has(id)) return problem(id, 'is unreachable, not new');
  if (document.gone.has(id)) return problem(id, 'is gone, not new');
  return [{ collection: 'agents', id, value: { info } }];
}

function planUpdate(document: RegistryDocument, info: AgentInfo): Plan {
  const id = info.id?.value;
  if (id === undefined) return { problem: 'an agent without an id cannot be updated' };
  const agent = document.agents.get(id);
  if (agent === undefined) return problem(id, 'is not admitted');
  // Equal text is equal; the same info with its fields in another order is stored once more, without harm.
  if (toText(agent.info) === toText(info)) return [];
  return [{ collection: 'agents', id, value: { ...agent, info } }];
}

function planUnreachable(document: RegistryDocument, id: string, timeMs: number): Plan {
  const agent = document.agents.get(id);
  if (agent === undefined) return problem(id, 'is not admitted');
  return [
    { collection: 'agents', id, value: undefined },
    { collection: 'unreachable', id, value: { since_ms: timeMs, ...drainOf(agent) } },
  ];
}

function planReachable(document: RegistryDocument, info: AgentInfo): Plan {
  const id = info.id?.value;
  if (id === undefined) return { problem: 'an agent without an id cannot be marked reachable' };
  if (document.agents.has(id)) return [];
  if (document.gone.has(id)) return problem(id, 'is gone');
  const was = document.unreachable.get(id);
  const admitted: RegistryChange = {
    collection: 'agents',
    id,
    value: { info, ...(was === undefined ? {} : drainOf(was)) },
  };
  return was === undefined ? [admitted] : [{ collection: 'unreachable', id, value: undefined }, admitted];
}

function planGone(document: RegistryDocument, id: string, timeMs: number): Plan {
  if (document.gone.has(id)) return problem(id, 'is already gone');
  const collection = document.agents.has(id) ? 'agents' : 'unreachable';
  if (!document[collection].has(id)) return problem(id, 'is not known');
  return [
    { collection, id, value: undefined },
    { collection: 'gone', id, value: { since_ms: timeMs } },
  ];
}

function removals(
  document: RegistryDocument,
  collection: 'unreachable' | 'gone',
  ids: readonly string[],
): RegistryChange[] {
  const known = new Set(ids.filter((id) => document[collection].has(id)));
  return [...known].map((id) => ({ collection, id, value: undefined }));
}

/** What an operator asked of an agent stays with it when it goes away and comes back. */
function drainOf(
  agent: Pick<AdmittedAgent, 'drain_info' | 'deactivated'>,
): Pick<AdmittedAgent, 'drain_info' | 'deactivated'> {
  const { drain_info, deactivated } = agent;
  return {
    ...(drain_info === undefined ? {} : { drain_info }),
    ...(deactivated === undefined ? {} : { deactivated }),
  };
}

function problem(agentId: string, what: string): RegistryProblem {
  return { problem: `agent ${agentId} ${what}` };
}
