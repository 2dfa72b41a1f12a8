// LAUNCH_GROUP: all tasks of a group or none, the executor booked once, and what makes a group invalid.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ExecutorInfo, Offer, OfferOperation, Resource, TaskInfo } from '../../src/protocol/messages.ts';
import { commandTask, firstOffer, type Harness, scalar } from './harness.ts';

const test = suite('task groups');

const executorResources = [scalar('cpus', 0.1), scalar('mem', 32), scalar('disk', 32)];

function defaultExecutor(frameworkId: string, more: Partial<ExecutorInfo> = {}): ExecutorInfo {
  return {
    type: 'DEFAULT',
    executor_id: { value: 'pods' },
    framework_id: { value: frameworkId },
    resources: executorResources,
    ...more,
  };
}

function groupOf(executor: ExecutorInfo, tasks: TaskInfo[]): OfferOperation {
  return { type: 'LAUNCH_GROUP', launch_group: { executor, task_group: { tasks } } };
}

const cpus = (offer: Offer | undefined): number | undefined =>
  offer?.resources?.find(({ name }) => name === 'cpus')?.scalar?.value;

/** What the agent was sent: names of messages, ids of tasks. */
function sentTasks(harness: Harness): (readonly string[])[] {
  return harness
    .take('internal.RunTaskGroupMessage')
    .map(({ message }) => (message.task_group.tasks ?? []).map(({ task_id }) => task_id.value));
}

test('a group reaches the agent as the original sends it', () => {
  const { harness, agent, scheduler, offer } = firstOffer();
  const executor = defaultExecutor(scheduler.id);
  scheduler.accept([offer], [groupOf(executor, [commandTask('a', agent.id), commandTask('b', agent.id)])]);
  const [sent, ...more] = harness.take('internal.RunTaskGroupMessage');
  assert.is(more.length, 0);
  assert.is(sent?.to, agent.pid);
  const allocation_info = { role: '*' };
  const completed = {
    ...executor,
    resources: executorResources.map((resource) => ({ ...resource, allocation_info })),
  };
  assert.equal(sent?.message.executor, completed);
  assert.equal(
    sent?.message.task_group.tasks,
    ['a', 'b'].map((id) => ({
      ...commandTask(id, agent.id),
      resources: [scalar('cpus', 1, { allocation_info }), scalar('mem', 128, { allocation_info })],
      command: { value: 'sleep 100', shell: true },
      executor: completed,
    })),
  );
  assert.is(sent?.message.resource_version_uuids?.length, 1);
  assert.is(sent?.message.launch_executor, true);
  assert.equal(sent?.message.framework.id, { value: scheduler.id });
  assert.equal(scheduler.takeUpdates(), []);
});

test('the executor is booked once and given back when it has exited', () => {
  const { harness, agent, scheduler, offer } = firstOffer();
  const executor = defaultExecutor(scheduler.id);
  scheduler.accept([offer], [groupOf(executor, [commandTask('a', agent.id)])], 0);
  harness.time.advance(1000);
  const [second] = scheduler.takeOffers();
  assert.is(cpus(second), 2.9);
  assert.equal(second?.executor_ids, [{ value: 'pods' }]);
  // In another order: the same executor, as two messages may list its resources differently.
  const again = { ...executor, resources: [...executorResources].reverse() };
  scheduler.accept([second!], [groupOf(again, [commandTask('b', agent.id)])], 0);
  const [, run] = harness.take('internal.RunTaskGroupMessage');
  assert.is(run?.message.launch_executor, false);
  harness.time.advance(1000);
  const [third] = scheduler.takeOffers();
  assert.is(cpus(third), 1.9);
  scheduler.decline([third!], 0);
  for (const id of ['a', 'b']) agent.update(scheduler.id, id, 'TASK_FINISHED', { executorId: 'pods' });
  harness.time.advance(1000);
  const [fourth] = scheduler.takeOffers();
  assert.is(cpus(fourth), 3.9);
  scheduler.decline([fourth!], 0);
  harness.receive(agent.pid, 'internal.ExitedExecutorMessage', {
    agent_id: { value: agent.id },
    framework_id: { value: scheduler.id },
    executor_id: { value: 'pods' },
    status: 0,
  });
  harness.time.advance(1000);
  assert.is(cpus(scheduler.takeOffers()[0]), 4);
  const [failure] = scheduler.take('FAILURE');
  assert.equal(failure?.failure, {
    agent_id: { value: agent.id },
    executor_id: { value: 'pods' },
    status: 0,
  });
});

test('a custom executor may be given groups, besides tasks', () => {
  const { harness, agent, scheduler, offer } = firstOffer();
  const executor = defaultExecutor(scheduler.id, { type: 'CUSTOM', command: { value: './run' } });
  const alone: TaskInfo = { ...commandTask('t', agent.id), executor };
  delete alone.command;
  scheduler.accept(
    [offer],
    [groupOf(executor, [commandTask('a', agent.id)]), { type: 'LAUNCH', launch: { task_infos: [alone] } }],
  );
  assert.equal(sentTasks(harness), [['a']]);
  assert.is(harness.take('internal.RunTaskMessage')[0]?.message.launch_executor, false);
});

test('one invalid task is the error of all tasks of its group, and of no others', () => {
  const { harness, agent, scheduler, offer } = firstOffer();
  const executor = defaultExecutor(scheduler.id);
  const negative = { kill_policy: { grace_period: { nanoseconds: -1n } } };
  scheduler.accept(
    [offer],
    [
      groupOf(executor, [commandTask('a', agent.id), commandTask('b', agent.id, negative)]),
      groupOf(executor, [commandTask('c', agent.id)]),
    ],
    0,
  );
  const message = "Task 'b' is invalid: Task's 'kill_policy.grace_period' must be non-negative";
  assert.equal(
    scheduler
      .takeUpdates()
      .map((status) => [status.task_id.value, status.state, status.reason, status.message]),
    [
      ['a', 'TASK_ERROR', 'REASON_TASK_GROUP_INVALID', message],
      ['b', 'TASK_ERROR', 'REASON_TASK_GROUP_INVALID', message],
    ],
  );
  assert.equal(sentTasks(harness), [['c']]);
  harness.time.advance(1000);
  assert.is(cpus(scheduler.takeOffers()[0]), 2.9);
});

test('what makes a group invalid', () => {
  const limits = { cpus: { value: 2 } };
  const own = (share_cgroups: boolean) =>
    ({ container: { type: 'MESOS', linux_info: { share_cgroups } } }) as const;
  const tcp = { type: 'TCP', tcp: { port: 80 } } as const;
  const docker = { type: 'DOCKER', docker: { image: 'i' } } as const;
  const port: Resource = {
    name: 'ports',
    type: 'RANGES',
    ranges: { range: [{ begin: 31_000, end: 31_000 }] },
  };
  const cases: [RegExp, Partial<ExecutorInfo>, Partial<TaskInfo>[]][] = [
    [/'ExecutorInfo.type' must be set/, { type: undefined }, [{}]],
    [/Unknown executor type/, { type: 'UNKNOWN' }, [{}]],
    [/command' must not be set for 'DEFAULT' executor/, { command: { value: 'x' } }, [{}]],
    [/command' must be set for 'CUSTOM' executor/, { type: 'CUSTOM' }, [{}]],
    [/container.type' must be 'MESOS' for 'DEFAULT'/, { container: { type: 'DOCKER' } }, [{}]],
    [
      /mesos.image' must not be set/,
      { container: { type: 'MESOS', mesos: { image: { type: 'APPC' } } } },
      [{}],
    ],
    [
      /Docker ContainerInfo is not supported on the executor/,
      { type: 'CUSTOM', command: { value: 'x' }, container: docker },
      [{}],
    ],
    [/'ExecutorInfo.framework_id' must be set/, { framework_id: undefined }, [{}]],
    [/invalid FrameworkID \(Actual: other vs Expected/, { framework_id: { value: 'other' } }, [{}]],
    [/less CPUs \(None\)/, { resources: [scalar('mem', 32), scalar('disk', 1)] }, [{}]],
    [
      /less memory \(16MB\) than the minimum required \(32MB\)/,
      { resources: [scalar('cpus', 1), scalar('mem', 16)] },
      [{}],
    ],
    [/uses no disk/, { resources: [scalar('cpus', 1), scalar('mem', 32)] }, [{}]],
    [/Docker ContainerInfo is not supported on the task/, {}, [{}, { container: docker }]],
    [/Resource limits may only be set/, {}, [{ limits }]],
    [/'share_cgroups' must be the same for all/, {}, [own(false), {}]],
    [
      /HTTP and TCP health checks are not supported/,
      {},
      [{ health_check: tcp, container: { type: 'MESOS', network_infos: [{ name: 'n' }] } }],
    ],
    [/is different from executor 'pods'/, {}, [{ executor: { executor_id: { value: 'pods' } } }]],
    [/Task '0' is invalid: Task has duplicate ID: 0/, {}, [{}, { task_id: { value: '0' } }]],
    [/There are overlapping resources/, {}, [{ resources: [port] }, { resources: [port] }]],
    [
      /'share_cgroups' field cannot be set to 'true' on executor containers/,
      { container: { type: 'MESOS', linux_info: { share_cgroups: true } } },
      [{}],
    ],
    [/are more than available/, {}, [{ resources: [scalar('cpus', 3.95)] }]],
    [/mem/, { resources: [...executorResources, scalar('mem', 1, { revocable: {} })] }, [{}]],
  ];
  for (const [pattern, executor, tasks] of cases) {
    const { harness, agent, scheduler, offer } = firstOffer();
    const group = tasks.map((more, index) => commandTask(String(index), agent.id, more));
    scheduler.accept([offer], [groupOf(defaultExecutor(scheduler.id, executor), group)]);
    assert.equal(sentTasks(harness), [], String(pattern));
    const updates = scheduler.takeUpdates();
    assert.is(updates.length, group.length, String(pattern));
    for (const { state, reason, message } of updates) {
      assert.equal([state, reason], ['TASK_ERROR', 'REASON_TASK_GROUP_INVALID'], String(pattern));
      assert.match(message ?? '', pattern);
    }
  }
});

test('tasks with cgroups of their own may have limits; those under one executor are alike', () => {
  const { harness, agent, scheduler, offer } = firstOffer();
  const executor = defaultExecutor(scheduler.id);
  const own: Partial<TaskInfo> = {
    container: { type: 'MESOS', linux_info: { share_cgroups: false } },
    limits: { cpus: { value: 2 } },
  };
  scheduler.accept(
    [offer],
    [
      groupOf(executor, [commandTask('a', agent.id, own)]),
      groupOf(executor, [commandTask('b', agent.id)]),
      groupOf(executor, [commandTask('c', agent.id, own)]),
    ],
  );
  assert.equal(sentTasks(harness), [['a'], ['c']]);
  assert.match(scheduler.takeUpdates()[0]?.message ?? '', /must be the same for all tasks/);
});

test('another description of the executor that runs is refused', () => {
  const { harness, agent, scheduler, offer } = firstOffer();
  scheduler.accept(
    [offer],
    [
      groupOf(defaultExecutor(scheduler.id), [commandTask('a', agent.id)]),
      groupOf(defaultExecutor(scheduler.id, { name: 'x' }), [commandTask('b', agent.id)]),
    ],
  );
  assert.equal(sentTasks(harness), [['a']]);
  assert.match(scheduler.takeUpdates()[0]?.message ?? '', /not compatible with existing ExecutorInfo/);
});

test('an operation with an id is refused, one without tasks does nothing', () => {
  const { harness, agent, scheduler, offer } = firstOffer();
  const executor = defaultExecutor(scheduler.id);
  scheduler.accept(
    [offer],
    [{ ...groupOf(executor, [commandTask('a', agent.id)]), id: { value: 'op' } }, groupOf(executor, [])],
  );
  assert.match(scheduler.takeUpdates()[0]?.message ?? '', /must not be set for LAUNCH_GROUP/);
  assert.equal(sentTasks(harness), []);
  assert.is(harness.master.model.agents.get(agent.id)?.executors.size, 0);
});

test('an agent from before reservation refinement gets executor and tasks in the older format', () => {
  const { harness, scheduler } = (() => {
    const parts = firstOffer();
    const old = parts.harness.agent({ hostname: 'old', capabilities: [{ type: 'MULTI_ROLE' }] }).register();
    parts.harness.time.advance(1000);
    const [offer] = parts.scheduler.takeOffers();
    parts.scheduler.accept(
      [offer!],
      [groupOf(defaultExecutor(parts.scheduler.id), [commandTask('a', old.id)])],
    );
    return parts;
  })();
  assert.equal(scheduler.takeUpdates(), []);
  const [sent] = harness.take('internal.RunTaskGroupMessage');
  const [task] = sent?.message.task_group.tasks ?? [];
  for (const resources of [sent?.message.executor.resources, task?.resources, task?.executor?.resources]) {
    assert.ok(resources !== undefined && resources.length > 0);
    assert.ok(resources?.every(({ role }) => role === '*'));
  }
});

test.run();
