// One event at a time, timers that wait long, and work that is divided into turns.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HierarchicalAllocator } from '../../src/allocator/hierarchical-allocator.ts';
import { masterConfig } from '../../src/master/config.ts';
import { Mailbox } from '../../src/master/mailbox.ts';
import { Master } from '../../src/master/master.ts';
import { RegistrarMetrics } from '../../src/master/registrar-metrics.ts';
import { seededRandom } from '../support/random.ts';
import { silentLog } from '../support/silent-log.ts';
import { commandTask, Harness, masterId, scalar, VirtualTime } from './harness.ts';

const test = suite('mailbox');

test('what is posted while an event runs waits for its end', () => {
  const order: string[] = [];
  const mailbox = new Mailbox(() => order.push('after'));
  mailbox.post(() => {
    mailbox.post(() => order.push('second'));
    order.push('first');
  });
  assert.equal(order, ['first', 'after', 'second', 'after']);
});

test('an asked event answers before what it caused runs', () => {
  const order: string[] = [];
  const mailbox = new Mailbox(() => {});
  const answer = mailbox.ask(() => {
    mailbox.post(() => order.push('caused'));
    order.push('asked');
    return 42;
  });
  assert.is(answer, 42);
  assert.equal(order, ['asked', 'caused']);
  mailbox.post(() => assert.throws(() => mailbox.ask(() => 1)));
});

test('an event that throws does not block the next one, and a closed mailbox runs nothing', () => {
  const mailbox = new Mailbox(() => {});
  assert.throws(() =>
    mailbox.post(() => {
      throw new Error('broken');
    }),
  );
  let ran = 0;
  mailbox.post(() => {
    ran += 1;
  });
  assert.is(ran, 1);
  mailbox.close();
  mailbox.post(() => {
    ran += 1;
  });
  assert.is(ran, 1);
});

test('a port that answers at once does not run into the handler', () => {
  // The store's callback comes synchronously here: the answer must still be an event of its own.
  const time = new VirtualTime();
  const random = seededRandom(1);
  const sent: string[] = [];
  const document = {
    agents: new Map(),
    unreachable: new Map(),
    gone: new Map(),
    machines: new Map(),
    schedules: new Map(),
    quotas: new Map(),
    weights: new Map(),
    minimum_capabilities: new Map(),
  };
  const master = new Master(masterConfig({ id: masterId, hostname: 'h', ip: '127.0.0.1', port: 5050 }), {
    clock: time,
    timers: time,
    random,
    log: silentLog,
    peers: { send: (_to, name) => sent.push(name), link: () => {}, unlink: () => {} },
    registrar: {
      document,
      pendingCount: 0,
      metrics: new RegistrarMetrics(time),
      recover: (done) => done(undefined),
      submit: (_operation, done) => done({ changed: true }),
    },
    allocator: new HierarchicalAllocator(random),
    onFatal: (error) => {
      throw error;
    },
  });
  master.start();
  master.receive({
    name: 'internal.RegisterAgentMessage',
    message: { agent: { hostname: 'h', resources: [scalar('cpus', 1)] }, version: '1.12.0' },
    from: 'slave(1)@127.0.0.1:5051',
    to: 'master',
  });
  assert.equal(sent, ['internal.AgentRegisteredMessage', 'internal.PingAgentMessage']);
});

test('a failover timeout longer than a timer can wait is waited for in pieces', () => {
  class LimitedTime extends VirtualTime {
    override after(delayMs: number, action: () => void): ReturnType<VirtualTime['after']> {
      assert.ok(delayMs <= 2 ** 31 - 1, String(delayMs));
      return super.after(delayMs, action);
    }
  }
  const days = 24 * 3600;
  const harness = new Harness({
    time: new LimitedTime(),
    config: { heartbeatIntervalMs: days * 1000, allocationIntervalMs: days * 1000 },
  });
  const scheduler = harness.scheduler({ info: { failover_timeout: 60 * days } });
  scheduler.disconnect();
  harness.time.advance(60 * days * 1000 - 1);
  assert.is(harness.master.model.frameworks.size, 1);
  harness.time.advance(1);
  assert.is(harness.master.model.frameworks.size, 0);
});

test('many offers come in several turns and events, one offer an agent', () => {
  const harness = new Harness();
  for (let index = 0; index < 1200; index += 1) harness.agent({ resources: [scalar('cpus', 1)] }).register();
  const scheduler = harness.scheduler();
  const events = scheduler.take('OFFERS');
  assert.ok(events.length >= 3);
  assert.ok(events.every((event) => event.offers!.offers!.length <= 500));
  const agents = new Set(
    events.flatMap((event) => event.offers!.offers!.map(({ agent_id }) => agent_id.value)),
  );
  assert.is(agents.size, 1200);
  assert.is(harness.master.model.offers.size, 1200);
});

test('the tasks of a removed framework end in several turns, also when their agent goes meanwhile', () => {
  const harness = new Harness();
  const wide = [scalar('cpus', 10_000), scalar('mem', 1e6)];
  const agents = [
    harness.agent({ resources: wide }).register(),
    harness.agent({ resources: wide }).register(),
  ];
  const scheduler = harness.scheduler({ info: { checkpoint: true } });
  for (const offer of scheduler.takeOffers()) {
    const id = offer.agent_id.value;
    const resources = [scalar('cpus', 1)];
    scheduler.launch(
      offer,
      Array.from({ length: 1500 }, (_, index) => commandTask(`${id}-${index}`, id, { resources })),
    );
  }
  const framework = harness.master.model.frameworks.get(scheduler.id)!;
  assert.is(framework.tasks.size, 3000);
  const call = { type: 'TEARDOWN', framework_id: { value: scheduler.id } };
  harness.request(call, { 'mesos-stream-id': scheduler.streamId });
  assert.is(framework.tasks.size, 2000);
  assert.is(scheduler.isEnded, true);
  const [, second] = agents;
  harness.receive(second!.pid, 'internal.UnregisterAgentMessage', { agent_id: { value: second!.id } });
  harness.time.settle();
  assert.is(framework.tasks.size, 0);
  assert.is(harness.master.model.agents.size, 1);
  for (const agent of harness.master.model.agents.values()) assert.is(agent.used.size, 0);
  const metrics = harness.master.metricsSnapshot();
  assert.is(metrics['master/tasks_staging'], 0);
  assert.is(metrics['allocator/mesos/resources/cpus/offered_or_allocated'] ?? 0, 0);
});

test.run();
