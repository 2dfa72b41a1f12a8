// Starting: `systemctl start` returns when the daemons serve, and systemctl and journalctl tell their story.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fixture, figure } from '../fixture.ts';
import { agentUrl, daemons, execute, masterUrl, ownLines, registered, sandbox, unit } from './cluster.ts';

export function addStartChecks(fixture: Fixture): void {
  const test = suite('start');

  test('systemctl start returns when both are ready', async () => {
    const machine = await fixture.first();
    const { status, stdout, stderr } = await machine.run(
      `systemctl start mesos-master mesos-agent &&
       curl --fail --silent --show-error ${masterUrl}/health ${agentUrl}/health`,
      120_000,
    );
    assert.is(status, 0, stdout + stderr);
    for (const name of daemons) {
      const times = await unit(
        machine,
        name,
        'ExecMainStartTimestampMonotonic',
        'ActiveEnterTimestampMonotonic',
      );
      const micros =
        Number(times.ActiveEnterTimestampMonotonic) - Number(times.ExecMainStartTimestampMonotonic);
      figure(`${name} until READY, emulated: ${(micros / 1e6).toFixed(1)} s`);
      assert.ok(micros > 0);
    }
  });

  test('the agent finds the master of this host by itself', async () => {
    const { slaves } = await registered(await fixture.first(), 1);
    assert.is(slaves.length, 1);
  });

  test('systemctl status tells the leader, agents, frameworks and tasks', async () => {
    const machine = await fixture.first();
    await machine.eventually("systemctl status mesos-master | grep -q 'Status:.*1 agent'");
    const master = await machine.ok('systemctl status mesos-master');
    assert.match(master, /Status: ".*lead.*1 agent.*0 frameworks.*0 tasks/);
    assert.match(await machine.ok('systemctl status mesos-agent'), /Status: ".*registered.*:5050/);
  });

  test('systemd hears from the daemons themselves, without a helper', async () => {
    const machine = await fixture.first();
    for (const name of daemons) {
      const { MainPID } = await unit(machine, name, 'MainPID');
      await machine.ok(`grep -q sd-notify.node /proc/${MainPID}/maps`);
    }
    await machine.ok("! pgrep --full '[m]esos-launcher notify'");
  });

  test('the master runs as mesos, its directory is closed to others', async () => {
    const machine = await fixture.first();
    const { MainPID } = await unit(machine, 'mesos-master', 'MainPID');
    assert.is((await machine.ok(`ps --no-headers --format user --pid ${MainPID}`)).trim(), 'mesos');
    assert.is((await machine.ok("stat --format='%U %a' /var/lib/mesos/master")).trim(), 'mesos 750');
  });

  test('journal lines carry their level and no time of their own', async () => {
    const machine = await fixture.first();
    const text = await machine.ok(`journalctl --output=json ${daemons.map(ownLines).join(' + ')}`);
    const own = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { MESSAGE: string; PRIORITY: string });
    assert.ok(own.length >= 4, text);
    for (const { MESSAGE, PRIORITY } of own) {
      assert.match(PRIORITY, /^[3-7]$/);
      assert.not.match(MESSAGE, /^<\d>|\d\d:\d\d:\d\d/, MESSAGE);
    }
  });

  test('the first start of the document', async () => {
    const machine = await fixture.first();
    const printed = await machine.ok(fixture.documents.script('vm start'), 120_000);
    assert.match(printed, /TASK_FINISHED/);
  });

  test('idle memory', async () => {
    const machine = await fixture.first();
    for (const name of daemons) {
      const { MainPID, MemoryCurrent } = await unit(machine, name, 'MainPID', 'MemoryCurrent');
      const resident =
        Number(/VmRSS:\s+(\d+)/.exec(await machine.ok(`cat /proc/${MainPID}/status`))?.[1]) * 1024;
      assert.ok(resident > 0);
      figure(`${name} idle: resident ${megabytes(resident)}, cgroup ${megabytes(Number(MemoryCurrent))}`);
    }
  });

  test('a task runs below mesos_executors.slice', async () => {
    const machine = await fixture.first();
    const { status, output } = await execute(machine, 'x', 'cat /proc/self/cgroup');
    assert.is(status, 0, output);
    assert.match(output, /TASK_FINISHED/);
    const printed = await machine.ok(`cat ${sandbox('x')}/stdout`);
    assert.match(printed, /^0::\/mesos_executors\.slice\/mesos-containers\.service\/\S+$/m);
  });

  test('a task gets nothing of the daemon from systemd', async () => {
    const machine = await fixture.first();
    const command = 'env; cat /proc/self/oom_score_adj; ulimit -n';
    const { status, output } = await execute(machine, 'surroundings', command);
    assert.is(status, 0, output);
    const printed = (await machine.ok(`cat ${sandbox('surroundings')}/stdout`)).trim();
    assert.not.match(
      printed,
      /NOTIFY_SOCKET|WATCHDOG_|LISTEN_|CREDENTIALS_DIRECTORY|INVOCATION_ID|JOURNAL_STREAM/,
    );
    assert.equal(printed.split('\n').slice(-2), ['0', '1024']);
  });

  test('systemctl reload keeps the processes', async () => {
    const machine = await fixture.first();
    for (const name of daemons) {
      const before = await unit(machine, name, 'MainPID');
      await machine.ok(`systemctl reload ${name}`);
      const after = await unit(machine, name, 'MainPID', 'ActiveState', 'SubState');
      assert.equal(after, { ...before, ActiveState: 'active', SubState: 'running' });
    }
  });

  test.run();
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
