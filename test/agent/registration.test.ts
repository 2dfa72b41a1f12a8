// Registering, coming back, pings: compared with what the original's agent was recorded to send.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { agentId, Harness, masterPid, observerPid, taskOf, testFramework } from './harness.ts';

const test = suite('agent registration');

const scalar = (name: string, value: number): object => ({
  name,
  type: 'SCALAR',
  scalar: { value },
  role: '*',
});
const recordedAgent = {
  hostname: 'localhost',
  resources: [
    scalar('cpus', 4),
    scalar('mem', 4096),
    scalar('disk', 10000),
    { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31000, end: 32000 }] }, role: '*' },
  ],
  attributes: [
    { name: 'rack', type: 'TEXT', text: { value: 'r1' } },
    { name: 'level', type: 'SCALAR', scalar: { value: 3 } },
  ],
  checkpoint: true,
  port: 5051,
};
const capabilities = [
  'MULTI_ROLE',
  'HIERARCHICAL_ROLE',
  'RESERVATION_REFINEMENT',
  'RESOURCE_PROVIDER',
  'RESIZE_VOLUME',
  'AGENT_OPERATION_FEEDBACK',
  'AGENT_DRAINING',
  'TASK_RESOURCE_LIMITS',
].map((type) => ({ type }));

test('the first registration goes at once and says what the original says', async () => {
  const harness = new Harness();
  harness.boot();
  harness.agent.masterDetected(masterPid);
  await harness.settle();
  assert.equal(harness.links, [masterPid]);
  const [message, ...more] = harness.take('internal.RegisterAgentMessage');
  assert.is(more.length, 0);
  const { resource_version_uuid: version, ...rest } = message!;
  assert.is(version?.value.length, 16);
  assert.equal(rest, { agent: recordedAgent, version: '1.12.0', agent_capabilities: capabilities });
});

test('registered: the id is on disk before anything is sent, then UpdateAgent', async () => {
  const harness = new Harness();
  harness.boot();
  harness.agent.masterDetected(masterPid);
  await harness.settle();
  const version = harness.take('internal.RegisterAgentMessage')[0]?.resource_version_uuid;
  harness.receive('internal.AgentRegisteredMessage', { agent_id: { value: agentId } });
  assert.is(harness.agent.model.state, 'DISCONNECTED');
  assert.is(harness.take('internal.UpdateAgentMessage').length, 0);
  harness.store.flush();
  assert.is(harness.agent.model.state, 'RUNNING');
  assert.equal(harness.take('internal.UpdateAgentMessage'), [
    {
      agent_id: { value: agentId },
      update_oversubscribed_resources: false,
      operations: {},
      resource_version_uuid: version,
      resource_providers: {},
    },
  ]);
});

test('does not come back with an id that is not on disk', async () => {
  const harness = new Harness();
  harness.boot();
  harness.agent.masterDetected(masterPid);
  await harness.settle();
  harness.receive('internal.AgentRegisteredMessage', { agent_id: { value: agentId } });
  harness.agent.exited('127.0.0.1:5050');
  harness.fireTimers(5000);
  assert.is(harness.take('internal.ReregisterAgentMessage').length, 0);
  await harness.settle();
  await harness.advance(5000);
  assert.ok(harness.take('internal.ReregisterAgentMessage').length > 0);
});

test('retries until it is answered, at growing random intervals up to a minute', async () => {
  const harness = new Harness({ seed: 7 });
  harness.boot();
  harness.agent.masterDetected(masterPid);
  await harness.settle();
  const gaps: number[] = [];
  let lastMs = harness.nowMs;
  let seen = harness.take('internal.RegisterAgentMessage').length;
  assert.is(seen, 1);
  while (gaps.length < 60) {
    await harness.advance(100);
    const count = harness.take('internal.RegisterAgentMessage').length;
    seen += count;
    if (count === 0) continue;
    gaps.push(harness.nowMs - lastMs);
    lastMs = harness.nowMs;
  }
  assert.ok(
    gaps.every((gap) => gap <= 60_100),
    `at most a minute: ${Math.max(...gaps)}`,
  );
  assert.ok(Math.max(...gaps.slice(0, 2)) <= 4100, 'short at first');
  assert.ok(Math.max(...gaps.slice(10)) > 10_000, 'long later');
});

test('an answer to an older attempt or a duplicate changes nothing', async () => {
  const harness = new Harness();
  await harness.register();
  harness.receive('internal.AgentRegisteredMessage', { agent_id: { value: agentId } });
  await harness.settle();
  assert.is(harness.agent.model.state, 'RUNNING');
  assert.is(harness.sent.length, 0);
  assert.is(harness.fatal, undefined);
});

test('another id is fatal', async () => {
  const harness = new Harness();
  await harness.register();
  harness.receive('internal.AgentRegisteredMessage', { agent_id: { value: 'other-S1' } });
  assert.is(harness.fatal?.code, 'PROTOCOL_VIOLATION');
});

test('an id that would lead out of the work directory is ignored', async () => {
  const harness = new Harness();
  harness.boot();
  harness.agent.masterDetected(masterPid);
  await harness.settle();
  harness.receive('internal.AgentRegisteredMessage', { agent_id: { value: '../../etc' } });
  await harness.settle();
  assert.is(harness.agent.model.state, 'DISCONNECTED');
  assert.is(harness.agent.model.info.id, undefined);
});

test('messages of somebody else than the master are dropped', async () => {
  const harness = new Harness();
  await harness.register();
  const stranger = 'master@10.0.0.9:5050';
  harness.receive('internal.ShutdownMessage', {}, stranger);
  harness.receive('internal.AgentRegisteredMessage', { agent_id: { value: 'other-S1' } }, stranger);
  await harness.settle();
  assert.is(harness.agent.model.state, 'RUNNING');
  assert.is(harness.fatal, undefined);
});

test('a ping is answered in every state, to its sender', async () => {
  const harness = new Harness();
  harness.boot();
  harness.receive('internal.PingAgentMessage', { connected: true }, observerPid);
  assert.equal(harness.sent, [{ to: observerPid, name: 'internal.PongAgentMessage', message: {} }]);
  await harness.register();
  harness.receive('internal.PingAgentMessage', { connected: true }, observerPid);
  assert.is(harness.take('internal.PongAgentMessage').length, 1);
});

test('a ping that says disconnected brings the agent back', async () => {
  const harness = new Harness();
  await harness.register();
  harness.receive('internal.PingAgentMessage', { connected: false }, observerPid);
  assert.is(harness.agent.model.state, 'DISCONNECTED');
  assert.is(harness.take('internal.ReregisterAgentMessage').length, 1);
  harness.receive('internal.AgentReregisteredMessage', { agent_id: { value: agentId } });
  assert.is(harness.agent.model.state, 'RUNNING');
});

test('no ping for the timeout the master gave: reregisters; pings keep that away', async () => {
  const harness = new Harness();
  await harness.register();
  for (let count = 0; count < 10; count += 1) {
    await harness.advance(15_000);
    harness.receive('internal.PingAgentMessage', { connected: true }, observerPid);
  }
  assert.is(harness.agent.model.state, 'RUNNING');
  await harness.advance(74_000);
  assert.is(harness.agent.model.state, 'RUNNING');
  await harness.advance(2_000);
  assert.is(harness.agent.model.state, 'DISCONNECTED');
  assert.ok(harness.take('internal.ReregisterAgentMessage').length >= 1);
});

test('a closed link: tried again after about 100 ms, doubling to 1 s, for ever', async () => {
  const harness = new Harness();
  await harness.register();
  const delays: number[] = [];
  harness.agent.exited('127.0.0.1:5050');
  for (let count = 0; count < 8; count += 1) {
    const fromMs = harness.nowMs;
    while (harness.take('internal.ReregisterAgentMessage').length === 0) await harness.advance(10);
    delays.push(harness.nowMs - fromMs);
    harness.agent.exited('127.0.0.1:5050');
  }
  assert.ok(delays[0]! <= 110 && delays[0]! >= 70, `first after ${delays[0]}`);
  assert.ok(delays[1]! > delays[0]!, 'then later');
  assert.ok(
    delays.slice(4).every((delay) => delay <= 1010 && delay >= 790),
    `at last ${delays.join()}`,
  );
  while (harness.take('internal.ReregisterAgentMessage').length === 0) await harness.advance(10);
  harness.receive('internal.AgentReregisteredMessage', { agent_id: { value: agentId } });
  assert.is(harness.agent.model.state, 'RUNNING');
  assert.is(harness.take('internal.ReregisterAgentMessage').length, 1, 'older attempts may be on their way');
  harness.agent.exited('127.0.0.1:5050');
  await harness.advance(110);
  assert.is(harness.take('internal.ReregisterAgentMessage').length, 1, 'an answer resets the pace');
});

test('the link of somebody else does not matter', async () => {
  const harness = new Harness();
  await harness.register();
  harness.agent.exited('127.0.0.1:41413');
  assert.is(harness.agent.model.state, 'RUNNING');
});

test('a master at a given address may go by another address, as long as the port is the same', async () => {
  const harness = new Harness();
  harness.boot();
  const given = 'master@127.0.0.1:5050';
  const advertised = 'master@10.77.0.1:5050';
  harness.agent.masterDetected(given, true);
  await harness.settle();
  const answer = { agent_id: { value: agentId }, connection: { total_ping_timeout_seconds: 75 } };
  for (const other of ['master@10.77.0.1:5060', 'slave(1)@10.77.0.1:5050'])
    harness.receive('internal.AgentRegisteredMessage', answer, other);
  await harness.settle();
  assert.is(harness.agent.model.state, 'DISCONNECTED');
  harness.receive('internal.AgentRegisteredMessage', answer, advertised);
  await harness.settle();
  assert.is(harness.agent.model.state, 'RUNNING');
  assert.is(harness.agent.master, given);
  // Only who answered counts from now on.
  const task = { framework: testFramework, pid: '@0.0.0.0:0', task: taskOf('x'), launch_executor: true };
  harness.receive('internal.RunTaskMessage', task, 'master@10.77.0.2:5050');
  await harness.settle();
  assert.is(harness.host.launches.length, 0);
  harness.receive('internal.RunTaskMessage', task, advertised);
  await harness.settle();
  assert.is(harness.host.launches.length, 1);
  // Another master may serve the address after a loss of the link.
  harness.agent.exited('127.0.0.1:5050');
  await harness.advance(1000);
  harness.receive('internal.AgentReregisteredMessage', answer, 'master@10.77.0.2:5050');
  await harness.settle();
  assert.is(harness.agent.model.state, 'RUNNING');
});

test('a master that was elected goes by no other name', async () => {
  const harness = new Harness();
  harness.boot();
  harness.agent.masterDetected('master@127.0.0.1:5050');
  await harness.settle();
  harness.receive(
    'internal.AgentRegisteredMessage',
    { agent_id: { value: agentId } },
    'master@127.0.0.2:5050',
  );
  await harness.settle();
  assert.is(harness.agent.model.state, 'DISCONNECTED');
});

test('a change of leader waits a random time', async () => {
  const harness = new Harness();
  await harness.register();
  harness.agent.masterDetected(undefined);
  assert.is(harness.agent.model.state, 'DISCONNECTED');
  harness.agent.masterDetected('master@127.0.0.2:5050');
  assert.is(harness.take('internal.ReregisterAgentMessage').length, 0);
  await harness.advance(500);
  assert.is(harness.take('internal.ReregisterAgentMessage').length, 1);
});

test('reregistration after a restart says what the original says', async () => {
  const harness = new Harness();
  await harness.register();
  const container = await harness.runUntilRunning(taskOf('ck'));
  const statuses = harness.agent.model.frameworks.values().next().value?.tasks.get('ck')?.message.statuses;
  harness.crash();
  harness.boot();
  harness.agent.masterDetected(masterPid);
  await harness.settle();
  const [message] = harness.take('internal.ReregisterAgentMessage');
  const { resource_version_uuid: version, tasks, frameworks, ...rest } = message!;
  assert.is(version?.value.length, 16);
  assert.equal(rest, {
    agent: { ...recordedAgent, id: { value: agentId } },
    version: '1.12.0',
    agent_capabilities: capabilities,
  });
  assert.is(frameworks?.length, 1);
  assert.is(frameworks?.[0]?.checkpoint, true);
  assert.is(statuses?.length, 2);
  assert.is(statuses?.[0]?.container_status?.executor_pid, container.pid);
  assert.equal(tasks, [
    {
      name: 'ck',
      task_id: { value: 'ck' },
      framework_id: frameworks?.[0]?.id,
      agent_id: { value: agentId },
      state: 'TASK_RUNNING',
      resources: [
        { ...scalar('cpus', 1), allocation_info: { role: '*' } },
        { ...scalar('mem', 128), allocation_info: { role: '*' } },
      ],
      statuses,
    },
  ]);
});

test('reconciliations: what is not here is dropped, with an update that is acknowledged', async () => {
  const harness = new Harness();
  await harness.register();
  await harness.runUntilRunning(taskOf('here'));
  harness.agent.exited('127.0.0.1:5050');
  await harness.advance(110);
  const framework = [...harness.agent.model.frameworks.values()][0]!;
  const status = (id: string): { task_id: { value: string }; state: 'TASK_STAGING' } => ({
    task_id: { value: id },
    state: 'TASK_STAGING',
  });
  const message = {
    agent_id: { value: agentId },
    reconciliations: [
      {
        framework_id: { value: framework.id },
        framework: framework.info,
        statuses: [status('here'), status('gone')],
      },
      { framework_id: { value: 'never-heard-of' }, statuses: [status('old')] },
    ],
  };
  harness.receive('internal.AgentReregisteredMessage', message);
  harness.receive('internal.AgentReregisteredMessage', message);
  await harness.settle();
  const updates = await harness.acknowledgeAll();
  assert.equal(
    updates.map(({ status }) => [status.task_id.value, status.state, status.reason, status.source]),
    [
      ['gone', 'TASK_DROPPED', 'REASON_RECONCILIATION', 'SOURCE_AGENT'],
      ['old', 'TASK_LOST', 'REASON_RECONCILIATION', 'SOURCE_AGENT'],
    ],
  );
  assert.ok(updates.every((update) => update.uuid?.length === 16));
});

test.run();
