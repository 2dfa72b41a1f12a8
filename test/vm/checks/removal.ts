// Removing: `apt purge` leaves the system user, as Debian policy wants it, and the registry and the sandboxes in
// /var/lib/mesos, which are the operator's; nothing else.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixture } from '../fixture.ts';
import { listFiles } from './install.ts';

/** Data, and the backups that every change of the user database makes. */
const kept = /^\/var\/lib\/mesos(\/|$)|^\/etc\/(passwd|group|shadow|gshadow)-$/;

export function addRemovalChecks(fixture: Fixture): void {
  const test = suite('removal');

  test('apt purge leaves nothing but the system user and the data', async () => {
    const machine = await fixture.first();
    // What the operator of the documents made.
    await machine.ok('rm -r /etc/apt/sources.list.d/mesos.list /var/backups/mesos /etc/mesos-master*');
    await machine.ok('rm /etc/mesos/master.d/00-former-packages.yaml');
    await machine.ok(fixture.documents.script('vm remove'), 180_000);
    assert.is(await machine.ok('pgrep --full mesos[-] || true'), '');
    const left = await machine.ok(
      `${listFiles} >/root/files.after; comm -13 /root/files.before /root/files.after`,
    );
    assert.equal(
      left.split('\n').filter((path) => path !== '' && !kept.test(path)),
      [],
    );
    assert.is(await machine.ok('dpkg --get-selections | grep mesos || true'), '');
    assert.match(await machine.ok('diff /root/passwd /etc/passwd || true'), /^\d+a\d+\n> mesos:[^\n]*\n$/);
    assert.is(await machine.ok('systemctl --failed --no-legend'), '');
    assert.is(await machine.ok("systemctl list-units --all --no-legend 'mesos*.service'"), '');
  });

  test('every command of the documents was run', () => {
    assert.equal(fixture.documents.unused, []);
  });

  test.run();
}
