// What of a cluster must survive a failover, as maps. Entries are never changed in place but replaced, so that a
// snapshot is a copy of references; maps keep the order of insertion, which for unreachable and gone is age.
import type { AgentInfo, DrainInfo } from '../protocol/messages.ts';

export interface AdmittedAgent {
  readonly info: AgentInfo;
  readonly drain_info?: DrainInfo | undefined;
  readonly deactivated?: boolean | undefined;
}

export interface UnreachableAgent {
  /** Milliseconds since the Unix epoch. */
  readonly since_ms: number;
  readonly drain_info?: DrainInfo | undefined;
  readonly deactivated?: boolean | undefined;
}

export interface GoneAgent {
  /** Milliseconds since the Unix epoch. */
  readonly since_ms: number;
}

/** An entry of a kind this version carries but does not change: kept as its JSON value, by its identifier. */
export type Opaque = unknown;

export interface RegistryDocument {
  readonly agents: Map<string, AdmittedAgent>;
  readonly unreachable: Map<string, UnreachableAgent>;
  readonly gone: Map<string, GoneAgent>;
  readonly machines: Map<string, Opaque>;
  readonly schedules: Map<string, Opaque>;
  readonly quotas: Map<string, Opaque>;
  readonly weights: Map<string, Opaque>;
  /** Keyed by capability: what a master must understand to work with this registry. */
  readonly minimum_capabilities: Map<string, Opaque>;
}

export type Collection = keyof RegistryDocument;

/** Sets an entry of a collection, or removes it when there is no value. */
export type RegistryChange =
  | Change<'agents', AdmittedAgent>
  | Change<'unreachable', UnreachableAgent>
  | Change<'gone', GoneAgent>
  | Change<Exclude<Collection, 'agents' | 'unreachable' | 'gone'>, Opaque>;

interface Change<C extends Collection, V> {
  readonly collection: C;
  readonly id: string;
  readonly value: V | undefined;
}

export function emptyDocument(): RegistryDocument {
  return {
    agents: new Map(),
    unreachable: new Map(),
    gone: new Map(),
    machines: new Map(),
    schedules: new Map(),
    quotas: new Map(),
    weights: new Map(),
    minimum_capabilities: new Map(),
  };
}

/** Carries the changes out, each in constant time. They are total: any document takes any change. */
export function commit(document: RegistryDocument, changes: readonly RegistryChange[]): void {
  for (const { collection, id, value } of changes) {
    const entries: Map<string, unknown> = document[collection];
    if (value === undefined) entries.delete(id);
    else entries.set(id, value);
  }
}
