// Limits of tasks on cgroup v2: memory and CPU time, with the hard quota switched on in the agent's environment file.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fixture, figure } from '../fixture.ts';
import { end, execute, registered, start } from './cluster.ts';

/** Keeps so much of an endless file in memory. */
const hold = (megabytes: number) => `head -c ${megabytes}M /dev/zero | tail >/dev/null`;

export function addLimitChecks(fixture: Fixture): void {
  const test = suite('limits');

  test('the hard quota is switched on in the environment file', async () => {
    const machine = await fixture.first();
    await machine.ok("echo 'export MESOS_cgroups_enable_cfs=true' >>/etc/mesos/mesos-agent-env.sh");
    await machine.ok('systemctl restart mesos-agent', 120_000);
    await registered(machine, 1);
  });

  test('80 MB live with mem:64', async () => {
    const { status, output } = await execute(
      await fixture.first(),
      'fits',
      hold(80),
      "--resources='cpus:1;mem:64'",
    );
    assert.is(status, 0, output);
    assert.match(output, /TASK_FINISHED/);
  });

  test('200 MB are killed with mem:64', async () => {
    const command = 'exec dd if=/dev/zero of=/dev/null bs=200M count=1';
    const { status, output } = await execute(
      await fixture.first(),
      'hog',
      command,
      "--resources='cpus:1;mem:64'",
    );
    assert.is.not(status, 0);
    assert.match(output, /TASK_FAILED/);
    assert.match(output, /REASON_CONTAINER_LIMITATION_MEMORY/);
  });

  test('200 MB are killed also in a child of a shell that lives on', async () => {
    const command = `${hold(200)}; sleep 1000`;
    const { status, output } = await execute(
      await fixture.first(),
      'child',
      command,
      "--resources='cpus:1;mem:64'",
    );
    assert.is.not(status, 0);
    assert.match(output, /REASON_CONTAINER_LIMITATION_MEMORY/);
  });

  test('a busy loop with cpus:0.5 gets half a CPU', async () => {
    const machine = await fixture.first();
    const busy = 'marker=marker-busy; while :; do :; done';
    const { cgroup } = await start(machine, 'busy', busy, "--resources='cpus:0.5;mem:64'");
    const usage = `sed -n 's/^usage_usec //p' /sys/fs/cgroup${cgroup}/cpu.stat; awk '{print $1 * 1e6}' /proc/uptime`;
    const [before, since, after, until] = (await machine.ok(`${usage}; sleep 8; ${usage}`))
      .trim()
      .split('\n')
      .map(Number);
    const share = ((after ?? 0) - (before ?? 0)) / ((until ?? 0) - (since ?? 0));
    figure(`share of a CPU of a busy loop with cpus:0.5: ${share.toFixed(3)}`);
    await end(machine, 'busy');
    assert.ok(share > 0.4 && share < 0.6, `got ${share} of a CPU`);
  });

  test.run();
}
