// A second machine as a worker: what an operator had from the former packages, then the one line of today, is all
// it needs to join the first machine's cluster.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../fixture.ts';
import { agentUrl, execute, ownLines, registered, unit } from './cluster.ts';
import { addRepository } from './install.ts';

const shown = "mesos-agent --show-config | grep -E '^ *(--)?master\\b'";

export function addWorkerChecks(fixture: Fixture): void {
  const test = suite('worker');

  test('with an old /etc/mesos/zk the new agent does not go to localhost', async () => {
    const machine = await fixture.second();
    await machine.ok('mkdir /etc/mesos; echo zk://first:2181/mesos >/etc/mesos/zk');
    await machine.ok(`${addRepository} && apt-get install -y mesos-agent`, 180_000);
    const { status } = await machine.run('systemctl start mesos-agent', 120_000);
    assert.is.not(status, 0);
    const { ActiveState, ExecMainStatus } = await unit(
      machine,
      'mesos-agent',
      'ActiveState',
      'ExecMainStatus',
    );
    assert.equal({ ActiveState, ExecMainStatus }, { ActiveState: 'failed', ExecMainStatus: '78' });
    const journal = await machine.ok(`journalctl --output=cat --priority=err ${ownLines('mesos-agent')}`);
    assert.match(
      journal,
      /\/etc\/mesos\/zk.*zk:\/\/first:2181\/mesos|zk:\/\/first:2181\/mesos.*\/etc\/mesos\/zk/,
    );
  });

  test('an old /etc/mesos-slave/master is where the new agent goes', async () => {
    const machine = await fixture.second();
    await machine.ok(
      'rm /etc/mesos/zk; mkdir /etc/mesos-slave; cd /etc/mesos-slave; echo first:5050 >master; touch ?no-switch_user',
    );
    const text = await machine.ok(shown);
    assert.match(text, /first:5050.*\/etc\/mesos-slave\/master/);
    assert.not.match(text, /localhost/);
    await machine.ok('systemctl start mesos-agent', 120_000);
    const { slaves } = await registered(await fixture.first(), 2);
    assert.ok(slaves.some(({ hostname, active }) => hostname === 'second' && active));
    assert.match(await machine.ok(`curl --fail --silent ${agentUrl}/flags`), /"switch_user":"false"/);
    assert.match(
      await machine.ok('journalctl --unit=mesos-agent --priority=warning --output=cat'),
      /mesos-slave\/master/,
    );
  });

  test('an agent that only sets MESOS_master appears in /state', async () => {
    const machine = await fixture.second();
    await machine.ok('rm -r /etc/mesos-slave; systemctl stop mesos-agent', 120_000);
    await registered(await fixture.first(), 1);
    await machine.ok(fixture.documents.script('second worker'), 120_000);
    assert.match(await machine.ok(shown), /master\.example\.org:5050.*mesos-agent-env\.sh/);
    const { slaves } = await registered(await fixture.first(), 2);
    assert.is(slaves.filter(({ active }) => active).length, 2);
  });

  test('tasks run on it', async () => {
    const first = await fixture.first();
    await first.ok('systemctl stop mesos-agent', 120_000);
    const { status, output } = await execute(first, 'elsewhere', 'hostname; cat /proc/self/cgroup');
    await first.ok('systemctl start mesos-agent', 120_000);
    assert.is(status, 0, output);
    const second = await fixture.second();
    const printed = await second.ok(
      'cat /var/lib/mesos/agent/slaves/*/frameworks/*/executors/elsewhere/runs/latest/stdout',
    );
    assert.match(printed, /^second\n0::\/mesos_executors\.slice\//);
  });

  test('it leaves for good', async () => {
    const machine = await fixture.second();
    await machine.ok(fixture.documents.script('second leave'));
    await machine.eventually('! systemctl is-active --quiet mesos-agent');
    const { slaves } = await registered(await fixture.first(), 1);
    assert.equal(
      slaves.map(({ hostname }) => hostname),
      ['first'],
    );
    await fixture.endSecond();
  });

  test.run();
}
