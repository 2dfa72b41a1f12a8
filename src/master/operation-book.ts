// The operations the master knows, found by uuid, by what their schedulers call them, by framework and by agent.
// An operation is in all of these or in none.
import type { OfferOperationType } from '../protocol/messages.ts';
import type { AgentId, FrameworkId } from './model.ts';
import type { Operation } from './operation.ts';

export class OperationBook {
  readonly #byUuid = new Map<string, Operation>();
  /** Only those with an id; of two with one id the newer one counts, as in the original. */
  readonly #byName = new Map<string, Operation>();
  readonly #byAgent = new Map<AgentId, Set<Operation>>();
  readonly #byFramework = new Map<FrameworkId, Set<Operation>>();
  /** Types of operations that had not ended when their agent became unreachable: all that is left of them. */
  readonly away = new Map<AgentId, readonly (OfferOperationType | undefined)[]>();

  get size(): number {
    return this.#byUuid.size;
  }

  add(operation: Operation): void {
    this.#byUuid.set(operation.uuid, operation);
    setOf(this.#byAgent, operation.agentId).add(operation);
    if (operation.frameworkId === undefined) return;
    setOf(this.#byFramework, operation.frameworkId).add(operation);
    if (operation.id !== undefined) this.#byName.set(nameOf(operation.frameworkId, operation.id), operation);
  }

  delete(operation: Operation): void {
    if (this.#byUuid.get(operation.uuid) !== operation) return;
    this.#byUuid.delete(operation.uuid);
    deleteFrom(this.#byAgent, operation.agentId, operation);
    const { frameworkId, id } = operation;
    if (frameworkId === undefined) return;
    deleteFrom(this.#byFramework, frameworkId, operation);
    if (id === undefined) return;
    const name = nameOf(frameworkId, id);
    if (this.#byName.get(name) === operation) this.#byName.delete(name);
  }

  get(uuid: string): Operation | undefined {
    return this.#byUuid.get(uuid);
  }

  named(frameworkId: FrameworkId, id: string): Operation | undefined {
    return this.#byName.get(nameOf(frameworkId, id));
  }

  /** Copies: callers end what they find. */
  onAgent(agentId: AgentId): Operation[] {
    return [...(this.#byAgent.get(agentId) ?? [])];
  }

  ofFramework(frameworkId: FrameworkId): Operation[] {
    return [...(this.#byFramework.get(frameworkId) ?? [])];
  }

  /** Oldest first. */
  all(): Iterable<Operation> {
    return this.#byUuid.values();
  }
}

function nameOf(frameworkId: FrameworkId, id: string): string {
  return `${frameworkId}\n${id}`;
}

function setOf(sets: Map<string, Set<Operation>>, key: string): Set<Operation> {
  let set = sets.get(key);
  if (set === undefined) {
    set = new Set();
    sets.set(key, set);
  }
  return set;
}

function deleteFrom(sets: Map<string, Set<Operation>>, key: string, operation: Operation): void {
  const set = sets.get(key);
  set?.delete(operation);
  if (set?.size === 0) sets.delete(key);
}
