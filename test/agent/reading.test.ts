// What others read of the agent: paths of sandboxes, metrics.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { attachedSandboxes, sandboxFile } from '../../src/agent/files.ts';
import { takeView } from '../../src/agent/view.ts';
import { flatMetrics } from '../../src/metrics/sink.ts';
import { agentId, frameworkId, Harness, taskOf } from './harness.ts';

const test = suite('reading the agent');

test('sandboxes by their virtual and their real path', async () => {
  const harness = new Harness();
  await harness.register();
  const old = await harness.runUntilRunning(taskOf('t'));
  harness.host.end(old.spec.id, { status: 0 });
  await harness.settle();
  await harness.acknowledgeAll();
  const now = await harness.runUntilRunning(taskOf('t'));
  const { model } = harness.agent;
  const resolve = (path: string): object | undefined => sandboxFile(model, '/var/lib/mesos/agent', path);
  const runs = `/frameworks/${frameworkId}/executors/t/runs`;
  assert.equal(resolve(`${runs}/latest/stdout`), { root: now.spec.sandbox, relative: 'stdout' });
  assert.equal(resolve(`${runs}/${old.spec.id}`), { root: old.spec.sandbox, relative: '' });
  assert.equal(resolve(`${old.spec.sandbox}//a/./b`), { root: old.spec.sandbox, relative: 'a/b' });
  for (const path of [
    `${runs}/latest/../../../x`,
    `${runs}/../x`,
    `${runs}/latest/a\0b`,
    '/etc/passwd',
    '/var/lib/mesos/agent/slaves',
    '/var/lib/mesos/agent/slaves/../frameworks/f/executors/e/runs/..',
    '/var/lib/mesos/agent/agent.journal',
  ]) {
    assert.is(resolve(path), undefined, path);
  }
  const attaching = attachedSandboxes(takeView(harness.agent));
  let step = attaching.next();
  while (step.done !== true) step = attaching.next();
  const attached = step.value;
  assert.is(attached.get(`${runs}/latest`), now.spec.sandbox);
  assert.is(attached.get(old.spec.sandbox), old.spec.sandbox);
  harness.crash();
  await harness.reregister();
  const forgotten = sandboxFile(harness.agent.model, '/var/lib/mesos/agent', `${runs}/${old.spec.id}/stdout`);
  assert.equal(forgotten, { root: old.spec.sandbox, relative: 'stdout' });
  assert.match(forgotten?.root ?? '', agentId);
});

test('metrics', async () => {
  const harness = new Harness();
  await harness.register();
  await harness.runUntilRunning(taskOf('t'));
  await harness.advance(5000);
  const values = flatMetrics((sink) =>
    harness.agent.metrics.collect(sink, harness.agent.model, harness.nowMs),
  );
  const expected = {
    'slave/registered': 1,
    'slave/uptime_secs': 5,
    'slave/frameworks_active': 1,
    'slave/tasks_running': 1,
    'slave/tasks_staging': 0,
    'slave/executors_running': 1,
    'slave/cpus_total': 4,
    'slave/cpus_used': 1.1,
    'slave/cpus_percent': 0.275,
    'slave/mem_used': 160,
    'slave/gpus_percent': 0,
    'slave/cpus_revocable_total': 0,
    'slave/valid_status_updates': 2,
  };
  for (const [name, value] of Object.entries(expected)) {
    assert.ok(Math.abs((values[name] ?? Number.NaN) - value) < 1e-9, `${name} is ${values[name]}`);
  }
});

test.run();
