// `/allocator/offer_constraints_debug` against what is offered: an agent is shown as excluded exactly when the framework
// gets no offer of it in that role.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { SchedulerOfferConstraints } from '../../../src/protocol/messages.ts';
import { type FakeAgent, type FakeScheduler, Harness } from '../harness.ts';
import { Desk } from './desk.ts';

const test = suite('offer constraints, shown');

const path = '/allocator/offer_constraints_debug';

/** One group with one constraint: the attribute `rack` is the text. */
function onlyRack(value: string): SchedulerOfferConstraints {
  const constraint = { selector: { attribute_name: 'rack' }, predicate: { text_equals: { value } } };
  return { role_constraints: { dev: { groups: [{ attribute_constraints: [constraint] }] } } };
}

function agentInRack(harness: Harness, rack: string | undefined): FakeAgent {
  const agent = harness.agent({ hostname: `host-${rack}` });
  if (rack !== undefined) agent.info.attributes = [{ name: 'rack', type: 'TEXT', text: { value: rack } }];
  return agent.register();
}

function constrain(scheduler: FakeScheduler, constraints: SchedulerOfferConstraints | undefined): void {
  scheduler.call({
    type: 'UPDATE_FRAMEWORK',
    update_framework: {
      framework_info: scheduler.info,
      suppressed_roles: ['qa'],
      ...(constraints === undefined ? {} : { offer_constraints: constraints }),
    },
  });
}

test('an agent is shown where it is not offered, by framework and role', async () => {
  const harness = new Harness();
  const desk = new Desk(harness);
  assert.equal(await desk.get(path), { frameworks: {} });
  const scheduler = harness.scheduler({ info: { roles: ['dev', 'qa'] } });
  constrain(scheduler, onlyRack('one'));
  const one = agentInRack(harness, 'one');
  const two = agentInRack(harness, 'two');
  const none = agentInRack(harness, undefined);
  harness.time.advance(2000);
  const offered = scheduler.takeOffers().map(({ agent_id }) => agent_id.value);
  assert.equal(offered, [one.id]);
  const constrained = {
    suppressed_roles: ['qa'],
    excluded_by_attribute_constraints: { dev: [two.id, none.id], qa: [] },
  };
  assert.equal(await desk.get(path), { frameworks: { [scheduler.id]: constrained } });
  const padded = await desk.request('GET', `/master${path}?jsonp=call`);
  assert.is(padded.headers?.['Content-Type'], 'text/javascript');

  const other = harness.scheduler({ info: { roles: ['dev'] } });
  constrain(scheduler, undefined);
  const free = { suppressed_roles: ['qa'], excluded_by_attribute_constraints: { dev: [], qa: [] } };
  assert.equal(await desk.get(path), {
    frameworks: {
      [scheduler.id]: free,
      [other.id]: { suppressed_roles: [], excluded_by_attribute_constraints: { dev: [] } },
    },
  });
});

test('an attribute that changes with a return of its agent counts at once', async () => {
  const harness = new Harness();
  const desk = new Desk(harness);
  const scheduler = harness.scheduler({ info: { roles: ['dev', 'qa'] } });
  constrain(scheduler, onlyRack('one'));
  const agent = agentInRack(harness, 'two');
  const shown = async (): Promise<unknown> =>
    (await desk.get(path)).frameworks[scheduler.id].excluded_by_attribute_constraints.dev;
  assert.equal(await shown(), [agent.id]);
  agent.info.attributes = [{ name: 'rack', type: 'TEXT', text: { value: 'one' } }];
  agent.reregister();
  assert.equal(await shown(), []);
});

test.run();
