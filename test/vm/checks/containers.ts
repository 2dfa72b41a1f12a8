// The unit that holds the tasks: stopping it ends them all, and the agent goes on.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../fixture.ts';
import { execute, start, unit } from './cluster.ts';

export function addContainerChecks(fixture: Fixture): void {
  const test = suite('containers');

  test('systemctl stop mesos-containers ends the tasks', async () => {
    const machine = await fixture.first();
    const { pid, cgroup } = await start(machine, 'held', 'marker=marker-held; while :; do sleep 1000; done');
    const agent = await unit(machine, 'mesos-agent', 'MainPID');
    assert.match(await machine.ok('systemctl status mesos-containers'), /marker-held/);
    await machine.ok('systemctl stop mesos-containers', 120_000);
    await machine.ok(`! kill -0 ${pid} 2>/dev/null && [ ! -d /sys/fs/cgroup${cgroup} ]`);
    await machine.eventually(
      "journalctl --unit=execute-held --output=cat | grep -E 'TASK_(FAILED|LOST|GONE)'",
    );
    await machine.eventually('! systemctl is-active --quiet execute-held');
    assert.equal(await unit(machine, 'mesos-agent', 'MainPID'), agent);
  });

  test('the next task runs again below the unit', async () => {
    const machine = await fixture.first();
    const { status, output } = await execute(machine, 'next', 'grep mesos-containers /proc/self/cgroup');
    assert.is(status, 0, output);
    assert.is((await unit(machine, 'mesos-containers', 'ActiveState')).ActiveState, 'active');
  });

  test.run();
}
