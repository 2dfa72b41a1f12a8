// ACCEPT and DECLINE: what is launched, what is refused, and where the resources of offers go.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type {
  EnvironmentVariable,
  ExecutorInfo,
  Offer,
  OfferOperation,
  Resource,
  TaskInfo,
  Volume,
} from '../../src/protocol/messages.ts';
import { commandTask, firstOffer, Harness, modern, runningTask, scalar } from './harness.ts';

const test = suite('accept');

const cpus = (offer: Offer | undefined): number | undefined =>
  offer?.resources?.find(({ name }) => name === 'cpus')?.scalar?.value;

test('an offer says what, where and for whom', () => {
  const { offer, agent, scheduler } = firstOffer();
  const allocation_info = { role: '*' };
  assert.equal(offer, {
    id: { value: 'a1b2c3d4-0000-4000-8000-000000000001-O0' },
    framework_id: { value: scheduler.id },
    agent_id: { value: agent.id },
    hostname: 'localhost',
    url: {
      scheme: 'http',
      address: { hostname: 'localhost', ip: '127.0.0.1', port: Number(agent.pid.split(':')[1]) },
      path: '/slave(1)',
    },
    resources: [
      {
        name: 'ports',
        type: 'RANGES',
        ranges: { range: [{ begin: 31000, end: 32000 }] },
        allocation_info,
      },
      scalar('cpus', 4, { allocation_info }),
      scalar('mem', 4096, { allocation_info }),
      scalar('disk', 10000, { allocation_info }),
    ],
    allocation_info,
  });
});

test('frameworks without MULTI_ROLE or RESERVATION_REFINEMENT get the older forms', () => {
  const { offer } = firstOffer({ info: { capabilities: [], role: '*' } });
  assert.is(offer.allocation_info, undefined);
  assert.ok(offer.resources?.every((resource) => resource.allocation_info === undefined));
  assert.ok(offer.resources?.every(({ role }) => role === '*'));
  const refining = firstOffer({ info: { capabilities: [{ type: 'RESERVATION_REFINEMENT' }] } });
  assert.ok(refining.offer.resources?.every(({ role }) => role === undefined));
});

test('a launched task reaches the agent as the original sends it', () => {
  const { harness, agent, scheduler, offer } = firstOffer();
  assert.is(scheduler.launch(offer, [commandTask('t', agent.id)]).status, 202);
  const [run] = harness.take('internal.RunTaskMessage');
  assert.is(run?.to, agent.pid);
  const allocation_info = { role: '*' };
  assert.is(run?.message.pid, '@0.0.0.0:0');
  assert.is(run?.message.framework_id, undefined);
  assert.equal(run?.message.framework.id, { value: scheduler.id });
  assert.equal(run?.message.task.resources, [
    scalar('cpus', 1, { allocation_info }),
    scalar('mem', 128, { allocation_info }),
  ]);
  assert.is(run?.message.task.command?.value, 'sleep 100');
  assert.is(run?.message.resource_version_uuids?.length, 1);
  assert.is(run?.message.launch_executor, true);
});

test('what an ACCEPT leaves over is offered again after the filter, the rest after its task', () => {
  const { harness, agent, scheduler, offer } = firstOffer();
  scheduler.launch(offer, [commandTask('t', agent.id)], 3);
  harness.time.advance(2900);
  assert.equal(scheduler.takeOffers(), []);
  harness.time.advance(1200);
  const [rest] = scheduler.takeOffers();
  assert.is(cpus(rest), 3);
  scheduler.decline([rest!], 0);
  agent.update(scheduler.id, 't', 'TASK_FINISHED');
  harness.time.advance(1000);
  assert.is(cpus(scheduler.takeOffers()[0]), 4);
});

test('without filters a refusal lasts five seconds', () => {
  const { harness, scheduler, offer } = firstOffer();
  scheduler.decline([offer]);
  harness.time.advance(4900);
  assert.equal(scheduler.takeOffers(), []);
  harness.time.advance(2100);
  assert.is(scheduler.takeOffers().length, 1);
});

test('REVIVE ends a refusal, SUPPRESS ends offers', () => {
  const { harness, scheduler, offer } = firstOffer();
  scheduler.decline([offer], 3600);
  harness.time.advance(5000);
  assert.equal(scheduler.takeOffers(), []);
  scheduler.call({ type: 'REVIVE' });
  const [again] = scheduler.takeOffers();
  assert.is(cpus(again), 4);
  scheduler.decline([again!], 0);
  scheduler.call({ type: 'SUPPRESS' });
  harness.time.advance(5000);
  assert.equal(scheduler.takeOffers(), []);
  assert.is(scheduler.call({ type: 'REVIVE', revive: { roles: ['other'] } }).status, 202);
  harness.time.advance(5000);
  assert.equal(scheduler.takeOffers(), []);
});

test('a declined offer that is not outstanding, or of another framework, is ignored', () => {
  const { harness, scheduler, offer } = firstOffer();
  const other = harness.scheduler();
  assert.is(other.decline([offer]).status, 202);
  assert.is(harness.master.model.offers.size, 1);
  scheduler.decline([offer, offer, { ...offer, id: { value: 'x' } }], 0);
  assert.is(harness.master.metricsSnapshot()['master/messages_decline_offers'], 2);
});

test('offers are invalid together: tasks dropped, what stands goes back', () => {
  const cases: [string, (offers: Offer[]) => Offer[]][] = [
    ['is no longer valid', (offers) => [offers[0]!, { ...offers[0]!, id: { value: 'gone' } }]],
    ['Duplicate offer', (offers) => [offers[0]!, offers[0]!]],
    ['No offers specified', () => []],
    ['must belong to one single agent', (offers) => offers],
  ];
  for (const [text, choose] of cases) {
    const harness = new Harness();
    const agent = harness.agent().register();
    harness.agent().register();
    const scheduler = harness.scheduler();
    const offers = scheduler.takeOffers();
    const response = scheduler.accept(choose(offers), [
      { type: 'LAUNCH', launch: { task_infos: [commandTask('t', agent.id)] } },
    ]);
    assert.is(response.status, 202);
    const [status] = scheduler.takeUpdates();
    assert.is(status?.state, 'TASK_DROPPED');
    assert.is(status?.reason, 'REASON_INVALID_OFFERS');
    assert.is(status?.source, 'SOURCE_MASTER');
    assert.match(status?.message ?? '', text);
    assert.is(status?.uuid, undefined);
    assert.equal(harness.take('internal.RunTaskMessage'), []);
    harness.time.advance(2000);
    const total = [...harness.master.model.offers.values()];
    assert.is(total.length, 2, text);
  }
});

test('without partition awareness invalid offers make a task lost', () => {
  const { scheduler, offer, agent } = firstOffer({ info: { capabilities: [] } });
  scheduler.launch({ ...offer, id: { value: 'gone' } }, [commandTask('t', agent.id)]);
  assert.is(scheduler.takeUpdates()[0]?.state, 'TASK_LOST');
});

test("another framework's offer is not touched", () => {
  const { harness, scheduler, offer, agent } = firstOffer();
  const thief = harness.scheduler();
  thief.launch(offer, [commandTask('t', agent.id)]);
  assert.match(thief.takeUpdates()[0]?.message ?? '', 'has invalid framework');
  assert.is(scheduler.launch(offer, [commandTask('t', agent.id)]).status, 202);
  assert.is(harness.take('internal.RunTaskMessage').length, 1);
});

test('an offer is used once', () => {
  const { harness, scheduler, offer, agent } = firstOffer();
  scheduler.launch(offer, [commandTask('t1', agent.id)]);
  scheduler.launch(offer, [commandTask('t2', agent.id)]);
  assert.is(harness.take('internal.RunTaskMessage').length, 1);
  assert.is(scheduler.takeUpdates()[0]?.reason, 'REASON_INVALID_OFFERS');
});

test('several offers of one agent are used together', () => {
  const { harness, scheduler, offer, agent } = firstOffer();
  scheduler.launch(
    offer,
    [commandTask('a', agent.id, { resources: [scalar('cpus', 3), scalar('mem', 64)] })],
    0,
  );
  harness.time.advance(1000);
  const [one] = scheduler.takeOffers();
  agent.update(scheduler.id, 'a', 'TASK_FINISHED');
  harness.time.advance(1000);
  const [two] = scheduler.takeOffers();
  assert.equal([cpus(one), cpus(two)], [1, 3]);
  scheduler.accept(
    [one!, two!],
    [
      {
        type: 'LAUNCH',
        launch: {
          task_infos: [commandTask('b', agent.id, { resources: [scalar('cpus', 4), scalar('mem', 64)] })],
        },
      },
    ],
  );
  assert.equal(
    scheduler.takeUpdates().map(({ state }) => state),
    ['TASK_FINISHED'],
  );
  assert.is(harness.take('internal.RunTaskMessage').length, 2);
});

test('an ACCEPT with nothing to launch is a decline', () => {
  const { harness, scheduler, offer } = firstOffer();
  scheduler.accept([offer], [{ type: 'LAUNCH', launch: {} }], 0);
  harness.time.advance(1000);
  assert.is(scheduler.takeOffers().length, 1);
  assert.is(harness.master.metricsSnapshot()['master/messages_decline_offers'], 1);
});

const volume = (role: string, id: string): Resource =>
  scalar('disk', 1, {
    reservations: [{ type: 'DYNAMIC', role }],
    disk: { persistence: { id }, volume: { container_path: 'v', mode: 'RW' } },
  });
const ports = (begin: number, end: number): Resource => ({
  name: 'ports',
  type: 'RANGES',
  ranges: { range: [{ begin, end }] },
});
const withVariable = (variable: EnvironmentVariable): Partial<TaskInfo> => ({
  command: { value: 'x', environment: { variables: [variable] } },
});
const oneVolume = (more: Partial<Volume>): Volume => ({ container_path: 'v', mode: 'RW', ...more });
const withVolume = (more: Partial<Volume>): Partial<TaskInfo> => ({
  container: { type: 'MESOS', volumes: [oneVolume(more)] },
});
const withExecutor = (more: Partial<ExecutorInfo>): Partial<TaskInfo> => ({
  command: undefined,
  executor: { executor_id: { value: 'e' }, command: { value: 'x' }, ...more },
});

test('tasks that are wrong are errors, the others go on', () => {
  const wrong: [Partial<TaskInfo>, string][] = [
    [{ task_id: { value: '' } }, 'ID must not be empty'],
    [{ task_id: { value: 'a/b' } }, 'contains invalid characters'],
    [{ task_id: { value: '..' } }, 'is disallowed'],
    [{ task_id: { value: 'x'.repeat(256) } }, 'must not be greater than 255'],
    [{ task_id: { value: 'good' } }, 'Task has duplicate ID: good'],
    [{ agent_id: { value: 'other' } }, 'Task uses invalid agent other'],
    [{ resources: [] }, 'Task uses no resources'],
    [{ resources: [scalar('cpus', -1)] }, 'Task uses invalid resources'],
    [
      { resources: [scalar('cpus', 1), scalar('cpus', 1, { revocable: {} })] },
      "Task mixes revocable and non-revocable resources: Cannot use both revocable and non-revocable 'cpus'",
    ],
    [{ resources: [volume('r', 'v'), volume('r', 'v')] }, "Persistence ID 'v' is not unique"],
    [{ resources: [volume('r', 'v'), volume('s', 'v')] }, 'is more than available'],
    [
      {
        resources: [scalar('cpus', 1), scalar('mem', 1, { allocation_info: { role: 'other' } })],
      },
      "Invalid task resources: The resources have multiple allocation roles ('other' and '*')",
    ],
    [{ resources: [scalar('gpus', 0.5)] }, 'must be an unsigned integer'],
    [{ resources: [scalar('cpus', 100)] }, 'is more than available'],
    [{ resources: [scalar('cpus', 1, { allocation_info: { role: 'other' } })] }, 'is more than available'],
    [{ command: undefined }, 'at least one (but not both)'],
    [{ executor: { executor_id: { value: 'e' }, command: { value: 'x' } } }, 'at least one (but not both)'],
    [{ command: undefined, executor: { executor_id: { value: 'e' } } }, "'ExecutorInfo.command' must be set"],
    [
      { command: undefined, executor: { executor_id: { value: 'a/b' }, command: { value: 'x' } } },
      "Executor's ID is invalid",
    ],
    [{ command: undefined, executor: { type: 'DEFAULT', executor_id: { value: 'e' } } }, "must be 'CUSTOM'"],
    [
      { kill_policy: { grace_period: { nanoseconds: -1n } } },
      "'kill_policy.grace_period' must be non-negative",
    ],
    [{ max_completion_time: { nanoseconds: -1n } }, '`max_completion_time` must be non-negative'],
    [{ check: { type: 'COMMAND' } }, 'Task uses invalid check'],
    [{ check: { type: 'HTTP', http: { port: 80, path: 'x' } } }, "must start with '/'"],
    [{ health_check: { type: 'HTTP' } }, 'Task uses invalid health check'],
    [
      { health_check: { type: 'TCP', tcp: { port: 80 }, delay_seconds: -1 } },
      "Expecting 'delay_seconds' to be non-negative",
    ],
    [{ limits: { disk: { value: 5 } } }, "Only cpus and mem may be included in a task's resource limits"],
    [{ limits: { cpus: { value: 0.05 } } }, 'cpu limit must be greater than or equal to the cpu request'],
    [{ limits: { mem: { value: 1 } } }, 'memory limit must be greater than or equal to the memory request'],
    [
      { limits: { cpus: { value: 1 } }, resources: [scalar('mem', 32)] },
      'When a CPU limit is specified, a CPU request must also be specified',
    ],
    [
      { limits: { mem: { value: 64 } }, resources: [scalar('cpus', 1)] },
      'When a memory limit is specified, a memory request must also be specified',
    ],
    [
      withVariable({ name: 'A' }),
      "`CommandInfo` is invalid: Environment variable 'A' of type 'VALUE' must have",
    ],
    [withVariable({ name: 'A', value: 'v', secret: { type: 'VALUE' } }), 'must not have a secret set'],
    [withVariable({ name: 'A', type: 'UNKNOWN' }), "of type 'UNKNOWN' is not allowed"],
    [withVariable({ name: 'A', type: 'SECRET' }), 'must have a secret set'],
    [withVariable({ name: 'A', type: 'SECRET', value: 'v', secret: {} }), 'must not have a value set'],
    [
      withVariable({ name: 'A', type: 'SECRET', secret: { type: 'REFERENCE' } }),
      "specifies an invalid secret: Secret of type REFERENCE must have the 'reference' field set",
    ],
    [
      withVariable({
        name: 'A',
        type: 'SECRET',
        secret: { type: 'VALUE', value: { data: new Uint8Array(1) } },
      }),
      'containing null bytes',
    ],
    [{ container: { type: 'DOCKER' } }, "DockerInfo 'docker' is not set for DOCKER typed ContainerInfo"],
    [
      {
        container: { type: 'DOCKER', docker: { image: 'i', parameters: [{ key: 'name', value: 'n' }] } },
      },
      "`ContainerInfo` is invalid: Parameter in DockerInfo must not be 'name'",
    ],
    [withVolume({}), "Invalid volume: Only one of them should be set: 'host_path', 'image' and 'source'"],
    [withVolume({ host_path: '/a', source: {} }), 'Only one of them should be set'],
    [withVolume({ source: {} }), "'source.type' is unknown"],
    [withVolume({ source: { type: 'SANDBOX_PATH' } }), "'source.sandbox_path' is not set for SANDBOX_PATH"],
    [withVolume({ source: { type: 'DOCKER_VOLUME' } }), "'source.docker_volume' is not set"],
    [withVolume({ source: { type: 'HOST_PATH' } }), "'source.host_path' is not set"],
    [withVolume({ source: { type: 'SECRET' } }), "'source.secret' is not set"],
    [
      withVolume({ source: { type: 'CSI_VOLUME', csi_volume: { plugin_name: 'p' } } }),
      "'source.csi_volume.static_provisioning' is not set",
    ],
    [{ health_check: { type: 'COMMAND', command: {} } }, "must contain 'shell command'"],
    [
      { check: { type: 'COMMAND', command: { command: { shell: false } } } },
      "must contain 'executable path'",
    ],
    [
      withExecutor({ container: { type: 'MESOS', linux_info: { share_cgroups: true } } }),
      "'share_cgroups' field cannot be set to 'true' on executor containers",
    ],
    [
      withExecutor({ resources: [scalar('mem', 1, { revocable: {} })] }),
      'Task and its executor mix revocable and non-revocable resources',
    ],
    [withExecutor({ container: { type: 'MESOS', volumes: [oneVolume({})] } }), "Executor's `ContainerInfo`"],
    [
      { ...withExecutor({ resources: [ports(5, 9)] }), resources: [scalar('cpus', 1), ports(9, 12)] },
      'There are overlapping resources in the task resources',
    ],
    [{ container: { type: 'MESOS', linux_info: { share_cgroups: false } } }, 'share_cgroups'],
  ];
  const { harness, scheduler, offer, agent } = firstOffer();
  const good = commandTask('good', agent.id);
  const tasks = wrong.map(([change], index) => commandTask(`w${index}`, agent.id, change));
  scheduler.launch(offer, [good, ...tasks, commandTask('last', agent.id)]);
  const updates = scheduler.takeUpdates();
  assert.is(updates.length, wrong.length);
  updates.forEach((status, index) => {
    const text = wrong[index]![1];
    assert.is(status.state, 'TASK_ERROR', text);
    assert.is(status.reason, 'REASON_TASK_INVALID', text);
    assert.ok((status.message ?? '').includes(text), `${text}: ${status.message}`);
  });
  assert.equal(
    harness.take('internal.RunTaskMessage').map(({ message }) => message.task.task_id.value),
    ['good', 'last'],
  );
  assert.is(harness.master.metricsSnapshot()['master/tasks_error'], wrong.length);
});

test('limits need an agent that knows them', () => {
  const harness = new Harness();
  const agent = harness.agent({ capabilities: [{ type: 'MULTI_ROLE' }] }).register();
  const scheduler = harness.scheduler();
  const [offer] = scheduler.takeOffers();
  scheduler.launch(offer!, [commandTask('t', agent.id, { limits: { cpus: { value: 2 } } })]);
  assert.match(
    scheduler.takeUpdates()[0]?.message ?? '',
    'Agent is not capable of handling task resource limits',
  );
});

test('an agent without reservation refinement gets the older format', () => {
  const harness = new Harness();
  const agent = harness.agent({ capabilities: [{ type: 'MULTI_ROLE' }] }).register();
  const scheduler = harness.scheduler();
  scheduler.launch(scheduler.takeOffers()[0]!, [commandTask('t', agent.id)]);
  const [run] = harness.take('internal.RunTaskMessage');
  assert.is(run?.message.task.resources?.[0]?.role, '*');
});

test('an executor is started once, shared by its tasks, and must be the same', () => {
  const { harness, scheduler, offer, agent } = firstOffer();
  const executor = {
    executor_id: { value: 'e' },
    command: { value: 'run' },
    resources: [scalar('cpus', 1), scalar('mem', 64)],
  };
  const task = (id: string, change: object = {}): TaskInfo => {
    const { command: _command, ...rest } = commandTask(id, agent.id);
    return { ...rest, executor: { ...executor, ...change } };
  };
  scheduler.launch(offer, [task('a'), task('b'), task('c', { command: { value: 'other' } })], 0);
  const runs = harness.take('internal.RunTaskMessage');
  assert.equal(
    runs.map(({ message }) => message.launch_executor),
    [true, false],
  );
  assert.equal(runs[0]?.message.task.executor?.framework_id, { value: scheduler.id });
  assert.match(scheduler.takeUpdates()[0]?.message ?? '', 'not compatible with existing ExecutorInfo');
  harness.time.advance(1000);
  const [rest] = scheduler.takeOffers();
  assert.is(cpus(rest), 1);
  assert.equal(rest?.executor_ids, [{ value: 'e' }]);
});

test('how the resources of an executor are written does not make it another one', () => {
  const { harness, scheduler, offer, agent } = firstOffer();
  const task = (id: string, resources: Resource[]): TaskInfo => {
    const { command: _command, ...rest } = commandTask(id, agent.id);
    return { ...rest, executor: { executor_id: { value: 'e' }, command: { value: 'run' }, resources } };
  };
  const mem = scalar('mem', 64);
  scheduler.launch(offer, [
    task('a', [scalar('cpus', 1), mem]),
    // As agents write them when they come back to a master, in another order and in pieces.
    task('b', [{ ...mem, role: '*' }, scalar('cpus', 0.5), { ...scalar('cpus', 0.5), role: '*' }]),
    task('c', [scalar('cpus', 0.5), mem]),
  ]);
  assert.is(harness.take('internal.RunTaskMessage').length, 2);
  assert.equal(
    scheduler.takeUpdates().map(({ task_id }) => task_id.value),
    ['c'],
  );
});

test('a health check without type gets the one its content says', () => {
  const { harness, scheduler, offer, agent } = firstOffer();
  scheduler.launch(offer, [
    commandTask('a', agent.id, { health_check: { command: { value: 'true' } } }),
    commandTask('b', agent.id, { health_check: { http: { port: 80 } } }),
  ]);
  assert.equal(
    harness.take('internal.RunTaskMessage').map(({ message }) => message.task.health_check?.type),
    ['COMMAND', 'HTTP'],
  );
});

test('operations this version lacks are dropped, those with an id are answered', () => {
  const { harness, scheduler, offer, agent } = firstOffer();
  const reserve = (id?: string): OfferOperation => ({
    type: 'RESERVE',
    ...(id === undefined ? {} : { id: { value: id } }),
    reserve: { resources: [] as Resource[] },
  });
  scheduler.accept(
    [offer],
    [
      reserve(),
      reserve('op'),
      { type: 'LAUNCH', launch: { task_infos: [commandTask('t', agent.id)] } },
      {
        type: 'LAUNCH_GROUP',
        launch_group: {
          executor: { executor_id: { value: 'g' } },
          task_group: { tasks: [commandTask('g1', agent.id), commandTask('g2', agent.id)] },
        },
      },
    ],
  );
  const [answer, ...more] = scheduler.take('UPDATE_OPERATION_STATUS');
  assert.is(more.length, 0);
  const status = answer?.update_operation_status?.status;
  assert.equal([status?.operation_id?.value, status?.state], ['op', 'OPERATION_ERROR']);
  assert.is(harness.take('internal.RunTaskMessage').length, 1);
  assert.equal(
    scheduler.takeUpdates().map(({ task_id, state, reason }) => [task_id.value, state, reason]),
    [
      ['g1', 'TASK_ERROR', 'REASON_TASK_GROUP_INVALID'],
      ['g2', 'TASK_ERROR', 'REASON_TASK_GROUP_INVALID'],
    ],
  );
});

test('the id of a task that ended may be used again, that of a live one not', () => {
  const { harness, agent, scheduler } = runningTask();
  agent.update(scheduler.id, 't1', 'TASK_FINISHED');
  scheduler.acknowledge(scheduler.takeUpdates()[0]!);
  harness.time.advance(7000);
  const [offer] = scheduler.takeOffers();
  scheduler.launch(offer!, [commandTask('t1', agent.id)]);
  assert.equal(scheduler.takeUpdates(), []);
  assert.is(harness.take('internal.RunTaskMessage').length, 1);
});

test('offers that nobody answers end after the timeout', () => {
  const harness = new Harness({ config: { offerTimeoutMs: 10_000 } });
  harness.agent().register();
  const scheduler = harness.scheduler();
  const [offer] = scheduler.takeOffers();
  harness.time.advance(10_000);
  assert.equal(scheduler.take('RESCIND')[0]?.rescind?.offer_id, offer?.id);
  harness.time.advance(1000);
  assert.is(scheduler.takeOffers().length, 1);
});

test('one role after the other gets its share', () => {
  const harness = new Harness();
  for (let index = 0; index < 4; index += 1) harness.agent().register();
  const left = harness.scheduler({ info: { roles: ['left'], capabilities: modern } });
  const right = harness.scheduler({ info: { roles: ['right'], capabilities: modern } });
  left.decline(left.takeOffers(), 0);
  harness.time.advance(3000);
  assert.is(left.takeOffers().length + right.takeOffers().length, 4);
});

test.run();
