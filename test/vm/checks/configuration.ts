// Wrong configuration: it fails once, says where, and is not tried again.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../fixture.ts';
import { ownLines, registered, unit } from './cluster.ts';

export function addConfigurationChecks(fixture: Fixture): void {
  const test = suite('configuration');
  const file = '/etc/mesos/mesos-master-env.sh';

  test('a wrong flag fails once with a clear line in the journal', async () => {
    const machine = await fixture.first();
    await machine.ok(`cp ${file} /root/env.before; echo 'export MESOS_alocation_interval=2secs' >>${file}`);
    const lineNumber = (await machine.ok(`grep -c '' ${file}`)).trim();
    const since = (await machine.ok("date '+%F %T.%N'")).trim();
    const { status } = await machine.run('systemctl restart mesos-master', 120_000);
    assert.is.not(status, 0);
    // Twice RestartSec.
    await machine.ok('sleep 5');
    const properties = await unit(
      machine,
      'mesos-master',
      'ActiveState',
      'ExecMainStatus',
      'NRestarts',
      'SubState',
    );
    assert.equal(properties, {
      ActiveState: 'failed',
      ExecMainStatus: '78',
      NRestarts: '0',
      SubState: 'failed',
    });
    const journal = await machine.ok(
      `journalctl --since='${since}' --priority=err --output=cat ${ownLines('mesos-master')}`,
    );
    const [, ...lines] = journal.trim().split('\n');
    assert.is(lines.length, 1, journal);
    assert.match(lines[0] ?? '', `${file}:${lineNumber}: unknown flag MESOS_alocation_interval`);
    assert.match(lines[0] ?? '', 'the nearest name is MESOS_allocation_interval');
  });

  test('with the flag right it starts', async () => {
    const machine = await fixture.first();
    await machine.ok(`sed -i s/alocation/allocation/ ${file}; systemctl restart mesos-master`, 120_000);
    const shown = await machine.ok('mesos-master --show-config');
    assert.match(shown, new RegExp(`allocation_interval.*2secs.*${file}`));
    await machine.ok(`cp /root/env.before ${file}; systemctl restart mesos-master`, 120_000);
    await registered(machine, 1);
  });

  test.run();
}
