// The commands of the documents that no other group of checks runs, in the order of the documents.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../fixture.ts';
import { daemons, registered, unit } from './cluster.ts';

export function addDocumentChecks(fixture: Fixture): void {
  const test = suite('documents');

  test('start at boot', async () => {
    const machine = await fixture.first();
    await machine.ok(fixture.documents.script('vm enable'));
    await machine.ok(fixture.documents.script('vm master'), 120_000);
    for (const name of [...daemons, 'mesos-slave']) {
      assert.match((await machine.run(`systemctl is-enabled ${name}`)).stdout, /^(enabled|alias)$/m, name);
    }
  });

  test('files of former packages are migrated', async () => {
    const machine = await fixture.first();
    await machine.ok('mkdir /etc/mesos-master; echo 2secs >/etc/mesos-master/allocation_interval');
    await machine.ok(fixture.documents.script('vm migrate'));
    await machine.ok('[ ! -e /etc/mesos-master/allocation_interval ]');
    assert.match(
      await machine.ok('mesos-master --show-config | grep allocation_interval'),
      /2secs.*\/etc\/mesos\//,
    );
  });

  test('count the workers', async () => {
    const machine = await fixture.first();
    await registered(machine, 1);
    assert.match(await machine.ok(fixture.documents.script('vm workers')), /"activated_slaves":1\b/);
  });

  test('change settings', async () => {
    const machine = await fixture.first();
    const { MainPID } = await unit(machine, 'mesos-master', 'MainPID');
    await machine.ok(fixture.documents.script('vm settings'), 120_000);
    await machine.eventually(`journalctl _PID=${MainPID} --output=cat | grep -q 'reloaded.*logging_level'`);
    await machine.ok(fixture.documents.script('vm restart'), 120_000);
    await registered(machine, 1);
  });

  test('look', async () => {
    const printed = await (await fixture.first()).ok(fixture.documents.script('vm look'));
    assert.match(printed, /Mesos master/);
    assert.match(printed, /"master\/slaves_active":1\b/);
  });

  test('end all tasks of a machine', async () => {
    const machine = await fixture.first();
    await machine.ok(fixture.documents.script('vm stop-tasks'), 120_000);
    assert.is((await unit(machine, 'mesos-containers', 'ActiveState')).ActiveState, 'active');
    await registered(machine, 1);
  });

  test('back up and restore', async () => {
    const machine = await fixture.first();
    await machine.ok(fixture.documents.script('vm backup'));
    const id = (await registered(machine, 1)).slaves[0]?.id;
    await machine.ok('systemctl stop mesos-agent');
    await machine.ok(fixture.documents.script('vm restore'), 120_000);
    await machine.ok('systemctl start mesos-agent', 120_000);
    assert.is((await registered(machine, 1)).slaves[0]?.id, id);
  });

  test.run();
}
