// Subscription, refusal, failover, disconnection, teardown and what is remembered of frameworks.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FrameworkInfo } from '../../src/protocol/messages.ts';
import { commandTask, firstOffer, Harness, masterId, modern, runningTask } from './harness.ts';

const test = suite('frameworks');

test('ids are counted', () => {
  const harness = new Harness();
  assert.is(harness.scheduler().id, `${masterId}-0000`);
  assert.is(harness.scheduler().id, `${masterId}-0001`);
});

const minimum = (quantities: Record<string, { value: number }>): Partial<FrameworkInfo> => ({
  offer_filters: { a: { min_allocatable_resources: { quantities: [{ quantities }] } } },
});

test('filters of roles the framework is not in filter nothing, and a negative failover timeout is none', () => {
  const harness = new Harness();
  harness.agent().register();
  const scheduler = harness.scheduler({
    info: { ...minimum({ cpus: { value: 1000 } }), failover_timeout: -5 },
  });
  assert.is(scheduler.takeOffers().length, 1);
  scheduler.disconnect();
  harness.time.advance(1);
  assert.is(harness.master.model.completedFrameworks.size, 1);
});

test('a refused subscription is one ERROR event and the end of the stream', () => {
  const rows: [Partial<FrameworkInfo>, string][] = [
    [{ roles: ['a', 'a'] }, 'contains duplicate items: { a }'],
    [{ roles: ['a//b'] }, 'contains invalid role'],
    [{ role: 'a' }, "'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable"],
    [{ capabilities: [], roles: ['a'] }, 'must not be set when the framework is not MULTI_ROLE capable'],
    [{ capabilities: [], roles: [], role: '/a' }, "'FrameworkInfo.role' is not a valid role"],
    [{ id: { value: 'a/b' } }, 'contains invalid characters'],
    [{ failover_timeout: 1e12 }, 'The framework failover_timeout (1000000000000) is invalid'],
    [{ failover_timeout: Number.NaN }, 'The framework failover_timeout (NaN) is invalid'],
    [minimum({}), 'Resource quantities must contain at least one quantity'],
    [minimum({ cpus: { value: -1 } }), "Invalid resource quantity for 'cpus': Negative values not supported"],
    [minimum({ mem: { value: Number.POSITIVE_INFINITY } }), "for 'mem': Infinite values not supported"],
    [minimum({ mem: { value: Number.NaN } }), "for 'mem': NaN not supported"],
    [{ user: 'root' }, "User 'root' is not allowed to run frameworks"],
    [{ roles: ['forbidden'] }, "are not present in the master's --roles"],
  ];
  for (const [info, text] of rows) {
    const harness = new Harness({ config: { rootSubmissions: false, roles: ['a', 'b'] } });
    const scheduler = harness.scheduler({ info });
    assert.equal(
      scheduler.events.map((event) => event.type),
      ['ERROR'],
      text,
    );
    const message = scheduler.events[0]?.error?.message ?? '';
    assert.ok(message.includes(text), message);
    assert.is(scheduler.isEnded, true, text);
    assert.is(harness.master.model.frameworks.size, 0);
  }
});

test('suppressed roles must be roles of the framework, and get no offers until revived', () => {
  const harness = new Harness();
  harness.agent().register();
  const wrong = harness.scheduler({ suppressedRoles: ['other'] });
  assert.match(wrong.events[0]?.error?.message ?? '', 'Suppressed roles { other }');
  const scheduler = harness.scheduler({ suppressedRoles: ['*'] });
  harness.time.advance(5000);
  assert.is(scheduler.takeOffers().length, 0);
  scheduler.call({ type: 'REVIVE' });
  assert.is(scheduler.takeOffers().length, 1);
});

test('a resubscription takes over: the old stream ends, offers vanish silently, filters too', () => {
  const { harness, scheduler, offer } = firstOffer({ info: { failover_timeout: 3600 } });
  scheduler.decline([offer], 3600);
  harness.time.advance(2000);
  assert.is(scheduler.takeOffers().length, 0);
  const old = [...scheduler.events];
  const oldStream = scheduler.streamId;
  scheduler.info = { ...scheduler.info, name: 'second', user: 'other', checkpoint: true };
  scheduler.events = [];
  scheduler.subscribe();
  assert.ok(old.length > 0);
  assert.equal(
    scheduler.events.map((event) => event.type),
    ['ERROR', 'SUBSCRIBED', 'HEARTBEAT', 'OFFERS'],
  );
  assert.is(scheduler.events[0]?.error?.message, 'Framework failed over');
  assert.is.not(scheduler.streamId, oldStream);
  const framework = harness.master.model.frameworks.get(scheduler.id)!;
  assert.is(framework.info.name, 'second');
  assert.is(framework.info.user, 'nobody');
  assert.is(framework.info.checkpoint ?? false, false);
  const [update] = harness.take('internal.UpdateFrameworkMessage');
  assert.is(update?.message.pid, '@0.0.0.0:0');
  assert.is(update?.message.framework_info?.name, 'second');
  assert.is(framework.isActive, true);
  // The old stream's end, which comes late, changes nothing.
  harness.time.advance(1000);
  assert.is(framework.isActive, true);
});

test('outstanding offers of the old scheduler are not rescinded', () => {
  const { scheduler, harness } = firstOffer({ info: { failover_timeout: 3600 } });
  scheduler.subscribe();
  assert.is(scheduler.take('RESCIND').length, 0);
  assert.is(harness.master.model.offers.size, 1);
  assert.ok(scheduler.takeOffers()[0]?.id.value.endsWith('-O1'));
});

test('another principal cannot take over', () => {
  const harness = new Harness();
  const scheduler = harness.scheduler({ info: { principal: 'a' } });
  const thief = harness.scheduler({ info: { id: { value: scheduler.id }, principal: 'b' } });
  assert.is(thief.events[0]?.error?.message, "Changing framework's principal is not allowed.");
  assert.is(scheduler.isEnded, false);
  assert.is(scheduler.call({ type: 'REVIVE' }).status, 202);
});

test('without a failover timeout a framework ends with its connection', () => {
  const { harness, scheduler, agent } = runningTask();
  scheduler.disconnect();
  const { model } = harness.master;
  assert.is(model.frameworks.size, 0);
  assert.is(model.completedFrameworks.size, 1);
  assert.equal(
    harness.take('internal.ShutdownFrameworkMessage').map(({ to }) => to),
    [agent.pid],
  );
  const [task] = model.completedFrameworks.get(scheduler.id)!.completedTasks;
  assert.is(task?.state, 'TASK_KILLED');
  const [status] = task!.statuses().slice(-1);
  assert.is(status?.reason, 'REASON_FRAMEWORK_REMOVED');
  assert.is(model.agents.get(agent.id)?.used.size, 0);
});

test('a disconnected framework keeps its tasks until the failover timeout, counted from the last disconnection', () => {
  const { harness, scheduler } = runningTask({ info: { failover_timeout: 60 } });
  scheduler.disconnect();
  const framework = harness.master.model.frameworks.get(scheduler.id)!;
  assert.is(framework.state, 'disconnected');
  assert.is(harness.master.model.offers.size, 0);
  harness.time.advance(50_000);
  scheduler.subscribe();
  harness.time.advance(50_000);
  assert.is(framework.isActive, true);
  assert.is(framework.tasks.size, 1);
  scheduler.disconnect();
  harness.time.advance(59_999);
  assert.is(harness.master.model.frameworks.size, 1);
  harness.time.advance(1);
  assert.is(harness.master.model.frameworks.size, 0);
});

test('a scheduler that reads too slowly is given up and is disconnected', () => {
  const harness = new Harness();
  harness.agent().register();
  const scheduler = harness.scheduler({ info: { failover_timeout: 60 }, maxRecords: 2 });
  assert.is(harness.master.model.frameworks.get(scheduler.id)?.state, 'disconnected');
  assert.is(harness.master.model.offers.size, 0);
});

test('teardown ends stream and tasks, and the id is spent', () => {
  const { harness, scheduler, agent } = runningTask();
  assert.is(scheduler.call({ type: 'TEARDOWN' }).status, 202);
  assert.is(scheduler.isEnded, true);
  assert.is(harness.take('internal.ShutdownFrameworkMessage')[0]?.to, agent.pid);
  scheduler.events = [];
  scheduler.subscribe();
  assert.equal(scheduler.events, [{ type: 'ERROR', error: { message: 'Framework has been removed' } }]);
  assert.is(scheduler.call({ type: 'REVIVE' }).body, 'Framework cannot be found');
});

test('completed frameworks and tasks are remembered up to a number', () => {
  const harness = new Harness({
    config: { maxCompletedFrameworks: 2, maxCompletedTasksPerFramework: 3 },
  });
  const agent = harness.agent().register();
  const scheduler = harness.scheduler({ info: { failover_timeout: 1000 } });
  for (let index = 0; index < 5; index += 1) {
    const [offer] = scheduler.takeOffers();
    scheduler.launch(offer!, [commandTask(`t${index}`, agent.id)], 0);
    agent.update(scheduler.id, `t${index}`, 'TASK_FINISHED');
    scheduler.acknowledge(scheduler.takeUpdates()[0]!);
    harness.time.advance(1000);
  }
  const framework = harness.master.model.frameworks.get(scheduler.id)!;
  assert.equal(
    [...framework.completedTasks].map(({ id }) => id),
    ['t2', 't3', 't4'],
  );
  scheduler.call({ type: 'TEARDOWN' });
  for (let index = 0; index < 3; index += 1) harness.scheduler().call({ type: 'TEARDOWN' });
  assert.equal(
    [...harness.master.model.completedFrameworks.keys()].map((id) => id.slice(-4)),
    ['0002', '0003'],
  );
});

test('an unknown id is taken for a framework from before this master', () => {
  const harness = new Harness();
  const scheduler = harness.scheduler({ info: { id: { value: 'before-0000' } } });
  assert.is(scheduler.events[0]?.subscribed?.framework_id.value, 'before-0000');
});

test('a role that a framework leaves takes its offers with it', () => {
  const harness = new Harness();
  harness.agent().register();
  const scheduler = harness.scheduler({ info: { roles: ['a', 'b'] } });
  const [offer] = scheduler.takeOffers();
  const left = offer!.allocation_info!.role!;
  const kept = left === 'a' ? 'b' : 'a';
  scheduler.call({
    type: 'UPDATE_FRAMEWORK',
    update_framework: { framework_info: { ...scheduler.info, roles: [kept] } },
  });
  assert.equal(scheduler.take('RESCIND')[0]?.rescind?.offer_id, offer!.id);
  harness.time.advance(1000);
  assert.is(scheduler.takeOffers()[0]?.allocation_info?.role, kept);
});

test('offer constraints keep agents away, and what cannot be evaluated is refused', () => {
  const harness = new Harness();
  harness.agent({ hostname: 'one' }).register();
  harness.agent({ hostname: 'two' }).register();
  const subscribe = (predicate: object): ReturnType<Harness['request']> =>
    harness.request({
      type: 'SUBSCRIBE',
      subscribe: {
        framework_info: { user: 'u', name: 'n', roles: ['*'], capabilities: modern },
        offer_constraints: {
          role_constraints: {
            '*': {
              groups: [
                {
                  attribute_constraints: [{ selector: { pseudoattribute_type: 'HOSTNAME' }, predicate }],
                },
              ],
            },
          },
        },
      },
    });
  const texts: string[] = [];
  const read = (response: ReturnType<Harness['request']>): void => {
    response.stream?.({
      bufferedBytes: 0,
      write: (chunk) => {
        texts.push(Buffer.from(chunk).toString());
        return true;
      },
      end: () => {},
      onClose: () => {},
    });
    harness.time.settle();
  };
  read(subscribe({ text_matches: { regex: '(' } }));
  assert.match(texts.join(), 'Failed to construct regex');
  texts.length = 0;
  read(subscribe({ text_equals: { value: 'two' } }));
  const offers = texts.filter((text) => text.includes('OFFERS')).join();
  assert.ok(offers.includes('"hostname":"two"'), offers);
  assert.not.ok(offers.includes('"hostname":"one"'), offers);
  texts.length = 0;
  harness.agent({ hostname: 'zone' }).register();
  read(subscribe({ text_matches: { regex: '[a-z]+ne' } }));
  read(subscribe({ text_not_matches: { regex: '.?n.' } }));
  harness.time.advance(2000);
  const names = new Set([...texts.join().matchAll(/"hostname":"(one|two|zone)"/g)].map(([, name]) => name));
  assert.equal([...names].sort(), ['one', 'zone']);
});

test('the limits of regular expressions are those of the master', () => {
  const harness = new Harness({
    config: { offerConstraintLimits: { maxMemBytes: 4096, maxProgramSize: 4 } },
  });
  const scheduler = harness.scheduler();
  const update = (regex: string): ReturnType<typeof scheduler.call> =>
    scheduler.call({
      type: 'UPDATE_FRAMEWORK',
      update_framework: {
        framework_info: scheduler.info,
        offer_constraints: {
          role_constraints: {
            [scheduler.info.roles![0]!]: {
              groups: [
                {
                  attribute_constraints: [
                    {
                      selector: { pseudoattribute_type: 'HOSTNAME' },
                      predicate: { text_matches: { regex } },
                    },
                  ],
                },
              ],
            },
          },
        },
      },
    });
  assert.is(update('ab').status, 200);
  assert.is(update('abc').status, 400);
});

test.run();
