// Ways to break the cluster on purpose: each wraps one port of the real master or agent, so that a test can prove
// that the rules notice.
import type { CheckpointRecord, CheckpointStore } from '../../src/agent/checkpoints.ts';
import type { Containerizer } from '../../src/agent/containerizer/containerizer.ts';
import type { Allocator } from '../../src/allocator/allocator.ts';
import type { Peers } from '../../src/libprocess/peers.ts';
import type { SeededRandom } from './random.ts';

export interface Mutation {
  checkpoints?(store: CheckpointStore, random: SeededRandom): CheckpointStore;
  containerizer?(containerizer: Containerizer, random: SeededRandom): Containerizer;
  masterPeers?(peers: Peers, random: SeededRandom): Peers;
  agentPeers?(peers: Peers, random: SeededRandom): Peers;
  allocator?(allocator: Allocator, random: SeededRandom): Allocator;
}

export interface NamedMutation {
  readonly what: string;
  /** The rules one of which must be broken. */
  readonly rules: readonly string[];
  readonly mutation: Mutation;
}

/** How often the broken part breaks. */
const often = 0.2;

export const mutations: readonly NamedMutation[] = [
  {
    what: 'an acknowledgement is taken for stored, and is not',
    rules: ['updates'],
    mutation: { checkpoints: unstored((record) => record.type === 'acknowledged') },
  },
  {
    what: 'an update is taken for stored, and is not',
    rules: ['updates'],
    mutation: { checkpoints: unstored((record) => record.type === 'update') },
  },
  {
    what: 'a launch is taken for stored, and is not',
    rules: ['containers'],
    mutation: { checkpoints: unstored((record) => record.type === 'launch') },
  },
  {
    what: 'an operation is taken for stored, and is not',
    // It is told as ended and, after a restart, as dropped; or its volume is there and it is not.
    rules: ['operations', 'the end', 'volumes'],
    mutation: { checkpoints: unstored((record) => record.type === 'operation') },
  },
  {
    what: 'an agent keeps how operations ended to itself',
    rules: ['the end'],
    mutation: { agentPeers: silentOperations },
  },
  {
    what: 'the master sends a task once more when it sends the next one',
    // The agent takes it for a new task, before it launches another container for it.
    rules: ['containers', 'terminal states'],
    mutation: { masterPeers: repeatedLaunches },
  },
  {
    what: 'an agent kills a container now and then when it launches another',
    rules: ['containers'],
    mutation: { containerizer: killing },
  },
  {
    what: 'an agent gives an update another uuid when it sends it again',
    rules: ['updates'],
    mutation: { agentPeers: renamedUpdates },
  },
  {
    what: 'an agent keeps the last update of a task to itself',
    rules: ['the end'],
    mutation: { agentPeers: silentEnds },
  },
  {
    what: 'the allocator forgets an allocation it has made',
    rules: ['resources'],
    mutation: { allocator: forgetful },
  },
  {
    what: 'the allocator takes resources back twice',
    rules: ['resources'],
    mutation: { allocator: generous },
  },
];

/** Some of the records are never written, and the agent is told that they are. */
function unstored(isAffected: (record: CheckpointRecord) => boolean) {
  return (store: CheckpointStore, random: SeededRandom): CheckpointStore =>
    changed(store, {
      append: (record, done) => {
        // An append of something harmless keeps the order of what the agent hears.
        const stored = isAffected(record) && random.chance(often) ? harmless : record;
        store.append(stored, done);
      },
    });
}

const harmless: CheckpointRecord = { type: 'framework-removed', frameworkId: 'nobody' };

function repeatedLaunches(peers: Peers): Peers {
  let last: (() => void) | undefined;
  const send: Peers['send'] = (to, name, message, from) => {
    peers.send(to, name, message, from);
    if (name !== 'internal.RunTaskMessage') return;
    last?.();
    last = () => peers.send(to, name, message, from);
  };
  return changed(peers, { send });
}

function killing(containerizer: Containerizer, random: SeededRandom): Containerizer {
  let last: string | undefined;
  return changed(containerizer, {
    launch: (spec) => {
      containerizer.launch(spec);
      if (last !== undefined && random.chance(often)) containerizer.destroy(last);
      last = spec.id;
    },
  });
}

function renamedUpdates(peers: Peers, random: SeededRandom): Peers {
  const sent = new Set<string>();
  const send: Peers['send'] = (to, name, message, from) => {
    if (name !== 'internal.StatusUpdateMessage') return peers.send(to, name, message, from);
    const { update, pid } = message as Parameters<typeof peers.send<'internal.StatusUpdateMessage'>>[2];
    const key = Buffer.from(update.uuid ?? []).toString('hex');
    if (!sent.has(key)) {
      sent.add(key);
      return peers.send(to, name, message, from);
    }
    const uuid = Buffer.from(random.uuid().replaceAll('-', ''), 'hex');
    const renamed = { update: { ...update, uuid, status: { ...update.status, uuid } }, pid };
    peers.send(to, 'internal.StatusUpdateMessage', renamed, from);
  };
  return changed(peers, { send });
}

function silentOperations(peers: Peers): Peers {
  const send: Peers['send'] = (to, name, message, from) => {
    if (name !== 'internal.UpdateOperationStatusMessage') peers.send(to, name, message, from);
  };
  return changed(peers, { send });
}

function silentEnds(peers: Peers): Peers {
  const send: Peers['send'] = (to, name, message, from) => {
    const isEnd =
      name === 'internal.StatusUpdateMessage' &&
      (message as { update: { status: { state: string } } }).update.status.state === 'TASK_FINISHED';
    if (!isEnd) peers.send(to, name, message, from);
  };
  return changed(peers, { send });
}

function forgetful(allocator: Allocator, random: SeededRandom): Allocator {
  return changed(allocator, {
    startRun: (candidates, nowMs) => {
      const run = allocator.startRun(candidates, nowMs);
      return {
        get isDone(): boolean {
          return run.isDone;
        },
        step: (budget) => {
          const allocations = run.step(budget);
          for (const { frameworkId, agentId, resources } of allocations) {
            if (random.chance(often))
              allocator.recoverResources(frameworkId, agentId, resources, undefined, nowMs);
          }
          return allocations;
        },
      };
    },
  });
}

function generous(allocator: Allocator, random: SeededRandom): Allocator {
  return changed(allocator, {
    recoverResources: (frameworkId, agentId, resources, filters, nowMs) => {
      allocator.recoverResources(frameworkId, agentId, resources, filters, nowMs);
      if (!random.chance(often)) return;
      // Only where something of the kind is still held: an assertion would be another way to notice.
      const held = allocator.statistics(nowMs).offeredOrAllocated;
      const isHeld = [...resources.scalarQuantities()].every(
        ([name, amount]) => (held.get(name) ?? 0) >= amount,
      );
      if (isHeld) allocator.recoverResources(frameworkId, agentId, resources, undefined, nowMs);
    },
  });
}

/** The object with some of its methods replaced; the others act on the object itself. */
function changed<T extends object>(target: T, changes: Partial<T>): T {
  return new Proxy(target, {
    get: (_, property) => {
      const from: object = property in changes ? changes : target;
      const value: unknown = Reflect.get(from, property, from);
      return typeof value === 'function' ? value.bind(from) : value;
    },
  });
}
