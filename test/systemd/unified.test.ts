// The units under a real systemd with one cgroup hierarchy. What this kernel keeps on v1 is missing in it, so limits
// are tested in hybrid.test.ts and, on v2, in the whole machine.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually } from '../support/cluster.ts';
import { needs } from '../support/needs.ts';
import { Machine, machineNeeds } from './machine.ts';
import { registered, survivalTests } from './survival.ts';

const test = suite('units with one cgroup hierarchy');
const isPossible = machineNeeds.every((requirement) => requirement() === undefined);
let machine: Machine;
/** Printed at the end: in between they would follow the dots of the runner on one line. */
const figures: string[] = [];

test.before(async () => {
  if (!isPossible) return;
  machine = await Machine.boot('unified');
  await machine.write('/etc/mesos/agent.d/test.yaml', 'launcher: linux\nisolation: posix/cpu,posix/mem\n');
});
test.after(async () => {
  await machine?.stop();
  for (const figure of figures) console.log(`\nFIGURE ${figure}`);
});

const check = (name: string, body: () => Promise<void>): void => needs(test, machineNeeds, name, body);

check('systemd finds nothing wrong with the units', async () => {
  const units = [
    'mesos-master.service',
    'mesos-agent.service',
    'mesos-containers.service',
    'mesos_executors.slice',
  ];
  const hasManual = (await machine.run('which', 'man')).status === 0;
  assert.equal(await machine.run('systemd-analyze', 'verify', `--man=${hasManual}`, ...units), {
    status: 0,
    output: '',
  });
});

check('the master is exposed to 2.0 at most', async () => {
  const text = await machine.must('systemd-analyze', 'security', '--no-pager', 'mesos-master.service');
  const level = Number(/Overall exposure level for mesos-master.service: ([\d.]+)/.exec(text)?.[1]);
  figures.push(`systemd-analyze security mesos-master: ${level}`);
  assert.ok(level <= 2.0, text);
});

check('presets enable nothing, and nothing runs', async () => {
  await machine.run('systemctl', 'preset', 'mesos-master', 'mesos-agent');
  for (const unit of ['mesos-master', 'mesos-agent']) {
    assert.is((await machine.run('systemctl', 'is-enabled', unit)).output, 'disabled');
    assert.is((await machine.run('systemctl', 'is-active', unit)).output, 'inactive');
  }
});

check('the holder of the containers steps aside again when systemd takes it back', async () => {
  await machine.systemctl('start', 'mesos-containers');
  const pid = await machine.property('mesos-containers', 'MainPID');
  const group = `/sys/fs/cgroup${await machine.property('mesos-containers', 'ControlGroup')}`;
  const isAside = async (): Promise<boolean> =>
    (await machine.must('cat', `/proc/${pid}/cgroup`))
      .split('\n')
      .some((line) => /^0::.*\/holder$/.test(line));
  await eventually('the holder to step aside', isAside);
  await machine.must('sh', '-c', `echo ${pid} >${group}/cgroup.procs`);
  await eventually('the holder to step aside again', isAside);
  await machine.systemctl('stop', 'mesos-containers');
});

check('start returns when the daemons serve', async () => {
  await machine.systemctl('start', 'mesos-master', 'mesos-agent');
  assert.is((await machine.get(5050, '/state')).status, 0);
  assert.is((await machine.get(5051, '/state')).status, 0);
  for (const unit of ['mesos-master', 'mesos-agent']) {
    const micros = async (name: string) => Number(await machine.property(unit, name));
    const tookMs =
      ((await micros('ActiveEnterTimestampMonotonic')) - (await micros('InactiveExitTimestampMonotonic'))) /
      1000;
    figures.push(`${unit}: READY after ${Math.round(tookMs)} ms`);
    assert.ok(tookMs > 0);
  }
});

check('systemctl status tells the story', async () => {
  await registered(machine);
  // Each says what it knows once a second.
  await eventually('the line of the master', async () => {
    const line = 'leading as master@127.0.0.1:5050; 1 agent, 0 frameworks, 0 tasks running';
    return (await machine.property('mesos-master', 'StatusText')) === line;
  });
  assert.is(
    await machine.property('mesos-agent', 'StatusText'),
    'registered with master@127.0.0.1:5050; 0 tasks running',
  );
  assert.is(await machine.property('mesos-master', 'User'), 'mesos');
});

check('both are small when idle', async () => {
  for (const unit of ['mesos-master', 'mesos-agent']) {
    const pid = await machine.property(unit, 'MainPID');
    const resident = /VmRSS:\s+(\d+) kB/.exec(await machine.must('cat', `/proc/${pid}/status`))?.[1];
    const proportional = /^Pss:\s+(\d+) kB/m.exec(
      await machine.must('cat', `/proc/${pid}/smaps_rollup`),
    )?.[1];
    const [residentMb, proportionalMb] = [resident, proportional].map((kb) => Math.round(Number(kb) / 1024));
    figures.push(`${unit}: idle ${residentMb} MB resident, ${proportionalMb} MB proportional`);
    assert.ok(residentMb! > 0);
  }
});

check('the journal has levels and one time a line', async () => {
  const lines = [...(await machine.messages('mesos-master')), ...(await machine.messages('mesos-agent'))];
  assert.ok(lines.some(({ message, priority }) => message.startsWith('listening ') && priority === '6'));
  assert.equal(
    lines.filter(({ message }) => /\d{4}-\d\d-\d\dT|<\d>/.test(message)),
    [],
  );
});

check('a reload applies what can be applied, and names the rest', async () => {
  const pid = await machine.property('mesos-master', 'MainPID');
  await machine.write(
    '/etc/mesos/mesos-master-env.sh',
    'export MESOS_logging_level=WARNING\nexport MESOS_cluster=x\n',
  );
  await machine.systemctl('reload', 'mesos-master');
  await eventually('the lines of the reload', async () => {
    const messages = (await machine.messages('mesos-master')).map(({ message }) => message);
    return messages.some((text) => /--cluster has changed; it takes effect/.test(text));
  });
  assert.is(await machine.property('mesos-master', 'ActiveState'), 'active');
  assert.is(await machine.property('mesos-master', 'MainPID'), pid);
  const before = (await machine.messages('mesos-master')).length;
  await machine.write('/etc/mesos/mesos-master-env.sh', '');
  await machine.systemctl('reload', 'mesos-master');
  await eventually('INFO again', async () => (await machine.messages('mesos-master')).length > before);
});

check('a reload of a wrong configuration changes nothing', async () => {
  await machine.write('/etc/mesos/mesos-master-env.sh', 'export MESOS_logging_levle=DEBUG\n');
  await machine.systemctl('reload', 'mesos-master');
  await eventually('the refusal', async () =>
    (await machine.messages('mesos-master')).some(
      ({ message, priority }) => priority === '3' && message.includes('MESOS_logging_levle'),
    ),
  );
  assert.is(await machine.property('mesos-master', 'ActiveState'), 'active');
  await machine.write('/etc/mesos/mesos-master-env.sh', '');
});

check('a master that is stuck is started again', async () => {
  await machine.write(
    '/etc/systemd/system/mesos-master.service.d/test.conf',
    '[Service]\nWatchdogSec=1500ms\n',
  );
  await machine.systemctl('daemon-reload');
  await machine.systemctl('restart', 'mesos-master');
  const pid = await machine.property('mesos-master', 'MainPID');
  await machine.must('kill', '-STOP', pid);
  await eventually('the watchdog to act', async () => {
    const { output } = await machine.run(
      'systemctl',
      'show',
      '--property=NRestarts,ActiveState',
      'mesos-master',
    );
    return output.includes('NRestarts=1') && output.includes('ActiveState=active');
  });
  assert.is.not(await machine.property('mesos-master', 'MainPID'), pid);
  // Several times longer than the watchdog's limit: signs of life come.
  await machine.must('sleep', '4');
  assert.is(await machine.property('mesos-master', 'NRestarts'), '1');
  await machine.must('rm', '/etc/systemd/system/mesos-master.service.d/test.conf');
  await machine.systemctl('daemon-reload');
});

check('without the addon the launcher says READY and gives signs of life', async () => {
  const dropIn = '/etc/systemd/system/mesos-master.service.d/test.conf';
  const addon = '/usr/libexec/mesos/sd-notify.node';
  await machine.write(dropIn, '[Service]\nWatchdogSec=1500ms\n');
  await machine.must('rm', '-f', addon);
  await machine.systemctl('daemon-reload');
  await machine.systemctl('restart', 'mesos-master');
  const pid = await machine.property('mesos-master', 'MainPID');
  await machine.must('pgrep', '--full', '--parent', pid, 'mesos-launcher notify');
  await machine.must('sleep', '3');
  assert.is(await machine.property('mesos-master', 'MainPID'), pid);
  assert.is(await machine.property('mesos-master', 'ActiveState'), 'active');
  await machine.must('rm', dropIn);
  await machine.systemctl('daemon-reload');
});

check(
  'without addon and launcher the program systemd-notify says READY and gives signs of life',
  async () => {
    const dropIn = '/etc/systemd/system/mesos-master.service.d/test.conf';
    await machine.write(dropIn, '[Service]\nWatchdogSec=1500ms\nInaccessiblePaths=/usr/libexec/mesos\n');
    await machine.systemctl('daemon-reload');
    await machine.systemctl('restart', 'mesos-master');
    const pid = await machine.property('mesos-master', 'MainPID');
    await machine.must('sleep', '3');
    assert.is(await machine.property('mesos-master', 'MainPID'), pid);
    assert.is(await machine.property('mesos-master', 'ActiveState'), 'active');
    await machine.must('rm', dropIn);
    await machine.systemctl('daemon-reload');
  },
);

check('a wrong flag fails once, with status 78 and a clear line', async () => {
  await machine.write('/etc/mesos/mesos-master-env.sh', 'export MESOS_prot=5050\n');
  const { status } = await machine.run('systemctl', 'restart', 'mesos-master');
  assert.is(status, 1);
  assert.is(await machine.property('mesos-master', 'ExecMainStatus'), '78');
  // Longer than the pause before a restart.
  await machine.must('sleep', '3');
  assert.is(await machine.property('mesos-master', 'ActiveState'), 'failed');
  assert.is(await machine.property('mesos-master', 'NRestarts'), '0');
  await machine.write('/etc/mesos/mesos-master-env.sh', '');
  await machine.systemctl('reset-failed', 'mesos-master');
  const line = (await machine.messages('mesos-master')).find(({ message }) => message.includes('MESOS_prot'));
  assert.is(line?.priority, '3');
  assert.match(line?.message ?? '', /mesos-master-env\.sh:1: .*MESOS_port/);
});

check('services start without the directory of credentials, and get what is in it', async () => {
  await machine.must('rm', '-r', '/etc/mesos/credentials');
  await machine.systemctl('restart', 'mesos-master', 'mesos-agent');
  await machine.write('/etc/mesos/credentials/web', 'secret');
  await machine.systemctl('restart', 'mesos-master');
  assert.is(await machine.must('cat', '/run/credentials/mesos-master.service/mesos_web'), 'secret');
});

check('the old name of the agent is a name of it', async () => {
  await machine.systemctl('stop', 'mesos-agent');
  await machine.systemctl('start', 'mesos-slave');
  assert.is(await machine.property('mesos-agent', 'ActiveState'), 'active');
});

survivalTests(test, machineNeeds, () => machine);

test.run();
