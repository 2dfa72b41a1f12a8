// An executor on the native driver of mesos-go's v0 API, as Debian packages it: it speaks libprocess with our agent, and
// must run unchanged, outlive a killed agent and end as it is told.
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { scenario } from '../integration/bed.ts';
import type { TestTask } from '../integration/framework.ts';
import { eventually } from '../support/cluster.ts';
import { isRunning } from '../support/machine.ts';
import { needs } from '../support/needs.ts';
import { prepared, preparedPath } from './client-program.ts';

const test = suite('interop: the executor driver of mesos-go v0');

const program = join(preparedPath('mesos-go'), 'executor-v0');

const taskOf = (id: string, data: string): TestTask => ({
  id,
  data,
  executor: {
    executor_id: { value: 'go' },
    command: { value: `exec ${program} -logtostderr` },
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 64 } },
    ],
  },
});

scenario(
  (name, body) => needs(test, [prepared('mesos-go')], name, body),
  'it runs tasks, sends messages, comes back to a restarted agent and shuts down',
  { checkpoint: true },
  async (bed) => {
    const { framework } = bed;
    const pidOf = (id: string): number =>
      Number(Buffer.from(framework.updatesOf(id)[0]?.data ?? []).toString());
    framework.launch([taskOf('a', 'run'), taskOf('b', 'finish')]);
    await eventually(
      'both',
      () => framework.tasksIn('TASK_RUNNING').includes('a') && framework.ended().has('b'),
    );
    assert.is(framework.ended().get('b')?.state, 'TASK_FINISHED');
    const pid = pidOf('a');
    assert.ok(isRunning(pid));
    await framework.message('a', 'go', 'there and back');
    await eventually('the message to come back', () => framework.messages[0] === 'there and back');

    await bed.killAgent();
    await bed.startAgent();
    await eventually('the agent to take a kill', async () => {
      await framework.kill('a');
      return framework.ended().has('a');
    });
    assert.is(framework.ended().get('a')?.state, 'TASK_KILLED');
    assert.ok(isRunning(pid), 'the same process');

    await framework.shutdown('a', 'go');
    const failure = await eventually('the end of the executor', () => framework.failures[0]);
    assert.is(failure.executor_id?.value, 'go');
    assert.is(failure.status, 0);
    assert.not.ok(isRunning(pid));
  },
);

test.run();
