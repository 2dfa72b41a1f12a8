// Installing: from the local repository alone, as an operator does, and nothing runs or is enabled by it.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fixture, figure } from '../fixture.ts';

const units = ['mesos-master.service', 'mesos-agent.service', 'mesos-containers.service'];

/** What is on the disk but in no one's way, or written by the package tools about themselves. */
const unwatched =
  '/proc /sys /dev /run /tmp /srv /var/lib/dpkg /var/lib/apt /var/cache /var/log /var/tmp /root';

/** A script that lists the files of the machine; `purge` compares the lists of before and after. */
export const listFiles = `find / ${unwatched
  .split(' ')
  .map((path) => `-path ${path} -prune -o`)
  .join(' ')} -print | sort`;

/** Has apt know the repository on the machine's second disk, and nothing else. */
export const addRepository = [
  "echo 'deb [trusted=yes] file:/srv/packages/repo ./' >/etc/apt/sources.list.d/mesos.list",
  'apt-get update',
].join(' && ');

export function addInstallChecks(fixture: Fixture): void {
  const test = suite('install');

  test('the machine is Debian 13 with systemd and a unified tree of cgroups', async () => {
    const machine = await fixture.first();
    figure(`start of the machine: ${(machine.bootMs / 1000).toFixed(1)} s`);
    assert.match(await machine.ok('cat /etc/os-release'), /trixie/);
    assert.match(await machine.ok('systemctl --version'), /^systemd 257/);
    assert.is((await machine.ok('stat --file-system --format=%T /sys/fs/cgroup')).trim(), 'cgroup2fs');
    assert.match(await machine.ok('cat /sys/fs/cgroup/cgroup.controllers'), /cpu .*memory/);
  });

  test('apt installs mesos and what belongs to it', async () => {
    const machine = await fixture.first();
    await machine.ok(`${listFiles} >/root/files.before; cp /etc/passwd /etc/group /root/`);
    const { durationMs, status, stdout, stderr } = await machine.run(
      fixture.documents.script('vm install'),
      180_000,
    );
    assert.is(status, 0, stdout + stderr);
    figure(`apt install mesos, emulated: ${(durationMs / 1000).toFixed(1)} s`);
    for (const name of ['mesos', 'mesos-common', 'mesos-master', 'mesos-agent']) {
      const shown = await machine.ok(
        `dpkg-query --show --showformat='\${db:Status-Abbrev} \${Installed-Size}' ${name}`,
      );
      assert.match(shown, /^ii /);
      const bytes = (await machine.ok(`stat --format=%s /srv/packages/repo/${name}_*.deb`)).trim();
      const installed = shown.replace(/^ii\s+/, '');
      figure(`${name}: package ${(Number(bytes) / 1e6).toFixed(2)} MB, installed ${installed} KiB`);
    }
  });

  test('nothing is started or enabled by it', async () => {
    const machine = await fixture.first();
    for (const unit of units) {
      assert.is((await machine.run(`systemctl is-active ${unit}`)).stdout.trim(), 'inactive', unit);
      assert.match((await machine.run(`systemctl is-enabled ${unit}`)).stdout, /^(disabled|static)$/m, unit);
    }
    assert.is(await machine.ok('pgrep --full mesos[-] || true'), '');
    assert.is(await machine.ok('systemctl --failed --no-legend'), '');
  });

  test('systemd-analyze verify has nothing to say', async () => {
    const machine = await fixture.first();
    const { status, stdout, stderr } = await machine.run(
      `systemd-analyze verify --man=no ${units.join(' ')} mesos-slave.service mesos_executors.slice`,
    );
    assert.is(stdout + stderr, '');
    assert.is(status, 0);
  });

  test('the exposure of the master is at most 2.0', async () => {
    const machine = await fixture.first();
    const text = await machine.ok('systemd-analyze security mesos-master.service');
    const level = Number(/exposure level for mesos-master\.service: ([\d.]+)/.exec(text)?.[1]);
    figure(`exposure of mesos-master: ${level}`);
    assert.ok(level <= 2, text);
  });

  test.run();
}
