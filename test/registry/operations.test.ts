// The rules of the registry's operations, and that what they cost does not depend on the number of agents.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AgentInfo } from '../../src/protocol/messages.ts';
import { emptyDocument, type RegistryDocument } from '../../src/registry/document.ts';
import { apply, plan, type RegistryOperation } from '../../src/registry/operations.ts';

const test = suite('registry operations');

const drain_info = { state: 'DRAINING', config: { mark_gone: true } } as const;

function agent(id: string, hostname = 'host'): AgentInfo {
  return { hostname, id: { value: id } };
}

/** A document with agent `a` admitted, `u` unreachable, `g` gone and `d` admitted, draining and deactivated. */
function filled(): RegistryDocument {
  const document = emptyDocument();
  document.agents.set('a', { info: agent('a') });
  document.agents.set('d', { info: agent('d'), drain_info, deactivated: true });
  document.unreachable.set('u', { since_ms: 1, deactivated: true });
  document.gone.set('g', { since_ms: 2 });
  return document;
}

/** What an operation did: its result and where each agent is now. */
function outcome(operation: RegistryOperation, document = filled()): { result: unknown; where: string } {
  const result = apply(document, operation);
  const where = (['agents', 'unreachable', 'gone'] as const).map(
    (collection) => `${collection} ${[...document[collection].keys()].join(' ')}`,
  );
  return { result, where: where.join(', ') };
}

const before = 'agents a d, unreachable u, gone g';

for (const [title, operation, result, where] of [
  ['admits', { type: 'ADMIT_AGENT', info: agent('n') }, true, 'agents a d n, unreachable u, gone g'],
  ['admits once', { type: 'ADMIT_AGENT', info: agent('a') }, 'agent a is already admitted', before],
  ['admits no old', { type: 'ADMIT_AGENT', info: agent('u') }, 'agent u is unreachable, not new', before],
  ['admits no gone', { type: 'ADMIT_AGENT', info: agent('g') }, 'agent g is gone, not new', before],
  [
    'admits none without id',
    { type: 'ADMIT_AGENT', info: { hostname: 'h' } },
    'an agent without an id cannot be admitted',
    before,
  ],
  ['updates', { type: 'UPDATE_AGENT', info: agent('a', 'other') }, true, before],
  ['updates nothing with the same', { type: 'UPDATE_AGENT', info: agent('a') }, false, before],
  ['updates admitted ones', { type: 'UPDATE_AGENT', info: agent('u') }, 'agent u is not admitted', before],
  [
    'marks unreachable',
    { type: 'MARK_AGENT_UNREACHABLE', agentId: 'a', timeMs: 5 },
    true,
    'agents d, unreachable u a, gone g',
  ],
  [
    'marks unreachable only admitted ones',
    { type: 'MARK_AGENT_UNREACHABLE', agentId: 'u', timeMs: 5 },
    'agent u is not admitted',
    before,
  ],
  [
    'marks reachable',
    { type: 'MARK_AGENT_REACHABLE', info: agent('u') },
    true,
    'agents a d u, unreachable , gone g',
  ],
  [
    'marks reachable one it never saw',
    { type: 'MARK_AGENT_REACHABLE', info: agent('n') },
    true,
    'agents a d n, unreachable u, gone g',
  ],
  ['marks reachable nothing new', { type: 'MARK_AGENT_REACHABLE', info: agent('a') }, false, before],
  ['marks reachable no gone', { type: 'MARK_AGENT_REACHABLE', info: agent('g') }, 'agent g is gone', before],
  [
    'marks an admitted one gone',
    { type: 'MARK_AGENT_GONE', agentId: 'a', timeMs: 5 },
    true,
    'agents d, unreachable u, gone g a',
  ],
  [
    'marks an unreachable one gone',
    { type: 'MARK_AGENT_GONE', agentId: 'u', timeMs: 5 },
    true,
    'agents a d, unreachable , gone g u',
  ],
  [
    'marks gone once',
    { type: 'MARK_AGENT_GONE', agentId: 'g', timeMs: 5 },
    'agent g is already gone',
    before,
  ],
  [
    'marks gone known ones',
    { type: 'MARK_AGENT_GONE', agentId: 'n', timeMs: 5 },
    'agent n is not known',
    before,
  ],
  ['removes', { type: 'REMOVE_AGENT', agentId: 'a' }, true, 'agents d, unreachable u, gone g'],
  ['removes admitted ones', { type: 'REMOVE_AGENT', agentId: 'u' }, 'agent u is not admitted', before],
  [
    'prunes',
    { type: 'PRUNE', unreachable: ['u', 'u', 'n'], gone: ['g', 'a'] },
    true,
    'agents a d, unreachable , gone ',
  ],
  ['prunes nothing', { type: 'PRUNE', unreachable: ['g'], gone: ['u'] }, false, before],
] satisfies [string, RegistryOperation, boolean | string, string][]) {
  test(title, () => {
    const expected = typeof result === 'string' ? { problem: result } : { changed: result };
    assert.equal(outcome(operation), { result: expected, where });
  });
}

test('an update replaces the info and nothing else', () => {
  const document = filled();
  apply(document, { type: 'UPDATE_AGENT', info: agent('d', 'other') });
  assert.equal(document.agents.get('d'), { info: agent('d', 'other'), drain_info, deactivated: true });
});

test('draining and deactivation outlast a time of being unreachable', () => {
  const document = filled();
  apply(document, { type: 'MARK_AGENT_UNREACHABLE', agentId: 'd', timeMs: 77.5 });
  assert.equal(document.unreachable.get('d'), { since_ms: 77.5, drain_info, deactivated: true });
  apply(document, { type: 'MARK_AGENT_REACHABLE', info: agent('d', 'back') });
  assert.equal(document.agents.get('d'), { info: agent('d', 'back'), drain_info, deactivated: true });
});

test('planning changes nothing', () => {
  const document = filled();
  plan(document, { type: 'MARK_AGENT_GONE', agentId: 'a', timeMs: 1 });
  assert.equal(document, filled());
});

test('an operation looks at its own agent only', () => {
  const document = emptyDocument();
  let looks = 0;
  const agents = new Proxy(document.agents, {
    get(target, name): unknown {
      looks += 1;
      assert.ok(['get', 'has', 'set', 'delete'].includes(String(name)), String(name));
      return (Reflect.get(target, name) as () => void).bind(target);
    },
  });
  const watched = { ...document, agents };
  for (let index = 0; index < 100; index += 1)
    apply(watched, { type: 'ADMIT_AGENT', info: agent(String(index)) });
  assert.ok(looks <= 300, String(looks));
});

test.run();
