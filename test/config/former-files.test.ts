// Old installations: what former packages wrote below /etc is installed first, then the programs are loaded.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError } from '../../src/base/errors.ts';
import { type LoadOptions, loadConfig } from '../../src/config/load.ts';
import { agentProgram, masterProgram } from '../../src/config/programs.ts';

const test = suite<{ root: string; etc: string }>('config/former-files');

test.before.each((context) => {
  context.root = mkdtempSync(join(tmpdir(), 'mesos-former-'));
  context.etc = join(context.root, 'etc');
  write(context.root, 'defaults/agent.yaml', 'master: localhost:5050\nwork_dir: /var/lib/mesos/agent\n');
  write(context.root, 'defaults/master.yaml', 'work_dir: /var/lib/mesos/master\n');
});
test.after.each(({ root }) => {
  rmSync(root, { recursive: true });
});

function write(root: string, name: string, text: string): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** What the former packages wrote: the defaults of their post-install scripts. */
function installFormerPackages(etc: string): void {
  write(etc, 'mesos/zk', 'zk://localhost:2181/mesos\n');
  write(etc, 'default/mesos', 'LOGS=/var/log/mesos\nULIMIT="-n 8192"\n');
  write(etc, 'default/mesos-master', 'PORT=5050\nZK=`cat /etc/mesos/zk`\n');
  write(etc, 'default/mesos-slave', 'MASTER=`cat /etc/mesos/zk`\n');
  write(etc, 'mesos-master/quorum', '1\n');
  write(etc, 'mesos-master/work_dir', '/var/lib/mesos\n');
  mkdirSync(join(etc, 'mesos-slave'), { recursive: true });
}

function loader(root: string): LoadOptions {
  return { argv: [], env: {}, defaultsDir: join(root, 'defaults'), etcDir: join(root, 'etc') };
}

const loadAgent = (root: string, more: Partial<LoadOptions> = {}) =>
  loadConfig(agentProgram, { ...loader(root), ...more });
const loadMaster = (root: string, more: Partial<LoadOptions> = {}) =>
  loadConfig(masterProgram, { ...loader(root), ...more });

function refusal(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    return describeError(error);
  }
  throw new Error('the configuration was accepted');
}

test('a worker with only /etc/mesos/zk never goes to the master of the vendor defaults', ({ root, etc }) => {
  const zk = write(etc, 'mesos/zk', 'zk://zk1:2181,zk2:2181/mesos\n');
  const text = refusal(() => loadAgent(root));
  assert.ok(text.includes(`${zk}: master: expected HOST:PORT of the master: zk:// is not supported`), text);
  assert.match(text, /MESOS_master=HOST:5050 in \/etc\/mesos\/mesos-agent-env\.sh, which wins/);
  write(etc, 'mesos/mesos-agent-env.sh', 'export MESOS_master=10.0.0.1:5050\n');
  assert.is(loadAgent(root).values.master, '10.0.0.1:5050');
});

test('a password in /etc/mesos/zk is not repeated', ({ root, etc }) => {
  write(etc, 'mesos/zk', 'zk://user:geheim@zk1:2181/mesos\n');
  assert.not.match(
    refusal(() => loadAgent(root)),
    /geheim/,
  );
  assert.not.match(
    refusal(() => loadMaster(root)),
    /geheim/,
  );
});

test('a worker with only /etc/mesos/zk or /etc/mesos-slave/master goes to that master', ({ root, etc }) => {
  const zk = write(etc, 'mesos/zk', 'master1.example.org:5050\n');
  const first = loadAgent(root);
  assert.is(first.values.master, 'master1.example.org:5050');
  assert.is(first.origins.master, zk);
  assert.match(first.warnings.join(), /files of former packages are read: .*zk; "mesos config migrate"/);
  rmSync(zk);
  const file = write(etc, 'mesos-slave/master', '10.1.2.3:5050\n');
  const second = loadAgent(root);
  assert.is(second.values.master, '10.1.2.3:5050');
  assert.is(second.origins.master, file);
  assert.is(second.values.work_dir, '/var/lib/mesos/agent');
});

test('a master with /etc/mesos/zk is refused as with --zk, and told how to go on', ({ root, etc }) => {
  const zk = write(etc, 'mesos/zk', 'zk://localhost:2181/mesos\n');
  const text = refusal(() => loadMaster(root));
  assert.ok(text.includes(`${zk}: zk: ZooKeeper is not supported by this version`), text);
  assert.match(text, /one master needs no ZooKeeper: remove this file/);
  rmSync(zk);
  assert.is(loadMaster(root).values.zk, undefined);
});

test('the files exactly as the former packages wrote them', ({ root, etc }) => {
  installFormerPackages(etc);
  const master = refusal(() => loadMaster(root));
  assert.ok(master.includes(`${etc}/default/mesos-master:2 (/etc/mesos/zk): ZK: ZooKeeper is not`), master);
  const agent = refusal(() => loadAgent(root));
  assert.ok(
    agent.includes(`${etc}/default/mesos-slave:1 (/etc/mesos/zk): MASTER: expected HOST:PORT`),
    agent,
  );

  // As the message says: the file goes, and with it the election.
  rmSync(join(etc, 'mesos/zk'));
  const { values, warnings, files } = loadMaster(root);
  assert.is(values.zk, undefined);
  assert.is(values.port, 5050);
  assert.is(values.work_dir, '/var/lib/mesos/master');
  assert.equal(files.slice(1), [
    join(etc, 'default/mesos'),
    join(etc, 'default/mesos-master'),
    join(etc, 'mesos-master/quorum'),
    join(etc, 'mesos-master/work_dir'),
  ]);
  for (const expected of [
    /mesos:2: ULIMIT has no effect/,
    /mesos:1: LOGS has no effect/,
    /mesos-master:2 \(\/etc\/mesos\/zk\): ZK is ignored: there is no such file/,
    /quorum: quorum has no effect/,
    /work_dir: work_dir is ignored: \/var\/lib\/mesos was the default of the former packages/,
  ]) {
    assert.match(warnings.join('\n'), expected);
  }
  // The agent's line still asks for a master that nobody names now.
  assert.match(
    refusal(() => loadAgent(root)),
    /mesos-slave:1 \(\/etc\/mesos\/zk\): MASTER: there is no such file/,
  );
  assert.is(loadAgent(root, { env: { MESOS_MASTER: 'h:5050' } }).values.master, 'h:5050');
});

test('a work_dir that somebody chose is honoured, and so is the agent’s in any case', ({ root, etc }) => {
  write(etc, 'mesos-master/work_dir', '/data/mesos\n');
  write(etc, 'mesos-slave/work_dir', '/var/lib/mesos\n');
  assert.is(loadMaster(root).values.work_dir, '/data/mesos');
  assert.is(loadAgent(root).values.work_dir, '/var/lib/mesos');
  write(etc, 'mesos-master/work_dir', '/var/lib/mesos\n');
  rmSync(join(root, 'defaults/master.yaml'));
  assert.is(loadMaster(root).values.work_dir, '/var/lib/mesos');
});

test('a file is a flag, ?flag and ?no-flag are booleans, directories are joined', ({ root, etc }) => {
  write(etc, 'mesos/zk', 'old:1');
  write(etc, 'mesos-slave/master', 'h:5050');
  write(etc, 'mesos-slave/Port', '5055\n\n');
  write(etc, 'mesos-slave/?cgroups_enable_cfs', '');
  write(etc, 'mesos-slave/?no-switch_user', '');
  write(etc, 'mesos-slave/?no-logger', '');
  write(etc, 'mesos-slave/strict', 'false');
  write(etc, 'mesos-slave/attributes/rack', 'north-west\n');
  write(etc, 'mesos-slave/attributes/level', '3\n');
  write(etc, 'mesos-slave/attributes/empty', '');
  write(etc, 'mesos-slave/resources/cpus', '4');
  write(etc, 'mesos-slave/resources/ports', '[31000-32000]\n');
  write(etc, 'mesos-slave/.hidden', 'x');
  write(etc, 'mesos-slave/port.dpkg-old', '1');
  write(etc, 'mesos-slave/backup/port', '1');
  const { values, origins, warnings, files } = loadAgent(root);
  assert.is(values.master, 'h:5050');
  assert.is(values.port, 5055);
  assert.is(values.cgroups_enable_cfs, true);
  assert.is(values.switch_user, false);
  assert.is(values.strict, false);
  assert.is(values.attributes, 'level:3;rack:north-west');
  assert.is(values.resources, 'cpus:4;ports:[31000-32000]');
  assert.is(origins.switch_user, join(etc, 'mesos-slave/?no-switch_user'));
  assert.is(origins.resources, join(etc, 'mesos-slave/resources'));
  assert.match(warnings.join('\n'), /port\.dpkg-old is not read: it looks like a copy/);
  assert.match(warnings.join('\n'), /backup is not read: it is a directory/);
  assert.match(warnings[0]!, /and 2 more;/);
  assert.not.ok(files.some((path) => path.endsWith('/empty')));
});

test('mesos-agent is the later name, and wins; resources may be one file', ({ root, etc }) => {
  write(etc, 'mesos-slave/master', 'slave:1');
  write(etc, 'mesos-slave/port', '1111');
  write(etc, 'mesos-agent/master', 'agent:1');
  write(etc, 'mesos-agent/resources', 'cpus:2;mem:512\n');
  const { values } = loadAgent(root);
  assert.is(values.master, 'agent:1');
  assert.is(values.port, 1111);
  assert.is(values.resources, 'cpus:2;mem:512');
});

test('variables of /etc/default: the script’s own, MESOS_ ones, and the environment', ({ root, etc }) => {
  write(
    etc,
    'default/mesos',
    '# both\nexport MESOS_hostname=h1\nMESOS_port=6000\nJAVA_HOME=/java\nLIBPROCESS_ADVERTISE_IP=192.0.2.1\nIP=192.0.2.9\n',
  );
  write(
    etc,
    'default/mesos-slave',
    'MASTER="$(cat /etc/mesos/zk)"\nISOLATION=posix/cpu,posix/mem\nPORT=7\nLOGS=\n',
  );
  write(etc, 'default/mesos-master', 'CLUSTER="my cluster"\nPORT=5060\nMASTER=nobody:1\nMESOS_PORT=1\n');
  write(etc, 'mesos/zk', 'm:5050\n');
  const agent = loadAgent(root, { env: { JAVA_HOME: '/own' } });
  assert.is(agent.values.master, 'm:5050');
  assert.is(agent.values.ip, '192.0.2.9');
  assert.is(agent.values.hostname, 'h1');
  assert.is(agent.values.port, 6000);
  assert.is(agent.values.advertise_ip, '192.0.2.1');
  assert.equal(agent.values.isolation, ['posix/cpu', 'posix/mem']);
  assert.equal(agent.environment, { LIBPROCESS_ADVERTISE_IP: '192.0.2.1' });
  rmSync(join(etc, 'mesos/zk'));
  const master = loadMaster(root);
  assert.is(master.values.cluster, 'my cluster');
  assert.is(master.values.port, 5060);
  assert.is(master.origins.port, `${join(etc, 'default/mesos-master')}:2`);
  assert.is(master.environment['JAVA_HOME'], '/java');
  assert.is(master.environment['MASTER'], undefined);
});

test('the order of levels: vendor, former, settings, environment file, environment, command line', ({
  root,
  etc,
}) => {
  write(root, 'defaults/agent.yaml', 'master: vendor:1\nwork_dir: /x\nport: 1\n');
  write(etc, 'mesos-slave/master', 'former:1');
  const master = (more: Partial<LoadOptions> = {}): string => loadAgent(root, more).values.master;
  assert.is(master(), 'former:1');
  write(etc, 'mesos/agent.yaml', 'master: yaml:1');
  assert.is(master(), 'yaml:1');
  write(etc, 'mesos/agent.d/1.yaml', 'master: drop-in:1');
  assert.is(master(), 'drop-in:1');
  write(etc, 'mesos/mesos-slave-env.sh', 'MESOS_master=env-file:1');
  assert.is(master(), 'env-file:1');
  assert.is(master({ env: { MESOS_master: 'env:1' } }), 'env:1');
  assert.is(master({ env: { MESOS_master: 'env:1' }, argv: ['--master=argv:1'] }), 'argv:1');
  // What a higher level replaces is not even looked at.
  write(etc, 'mesos-slave/port', 'nonsense');
  assert.is(loadAgent(root, { argv: ['--port=5'] }).values.port, 5);
  assert.match(
    refusal(() => loadAgent(root)),
    /mesos-slave\/port: port: expected a port/,
  );
});

test('unknown names and lines for a shell are refused with their place', ({ root, etc }) => {
  write(etc, 'mesos-slave/master', 'h:1');
  write(etc, 'mesos-slave/isolaton', 'x');
  write(etc, 'mesos-slave/docker', '/usr/bin/docker');
  write(etc, 'mesos-slave/quorum', '1');
  write(etc, 'mesos-slave/?port', '');
  write(etc, 'default/mesos-slave', 'IP=`hostname -i`\nif true; then\nMASTER=h:1\n');
  const text = refusal(() => loadAgent(root));
  assert.match(text, /mesos-slave\/isolaton: unknown flag isolaton; the nearest name is isolation/);
  assert.match(text, /mesos-slave\/docker: docker: flag --docker of Apache Mesos is not supported/);
  assert.match(text, /mesos-slave\/\?port: \?port: needs a value/);
  assert.match(
    text,
    /mesos-slave:1: a command in backticks is not run; write its result; this file of former/,
  );
  assert.match(text, /mesos-slave:2: expected NAME=value/);
  assert.not.match(text, /quorum/);
});

test('files that cannot be read are problems, not left out', ({ root, etc }) => {
  write(etc, 'mesos-slave/master', 'h:1');
  mkdirSync(join(etc, 'default/mesos-slave'), { recursive: true });
  write(etc, 'mesos-slave/attributes', 'x'.repeat(1024 * 1024 + 1));
  const text = refusal(() => loadAgent(root));
  assert.match(text, /cannot read .*default\/mesos-slave: EISDIR/);
  assert.match(text, /cannot read .*attributes: it is larger than .*mesos config migrate/);
});

test('the other daemon’s flags are warnings; comments alone are no use of a file', ({ root, etc }) => {
  write(etc, 'mesos-slave/quorum', '1');
  write(etc, 'default/mesos', '# nothing\n\n');
  write(etc, 'mesos/zk', '\n');
  const { warnings, files, values } = loadAgent(root);
  assert.is(values.master, 'localhost:5050');
  assert.match(warnings.join('\n'), /quorum is ignored: a flag of mesos-master/);
  assert.equal(files, [join(root, 'defaults/agent.yaml'), join(etc, 'mesos-slave/quorum')]);
});

test('a configuration directory of one’s own has nothing to do with former packages', ({ root, etc }) => {
  write(etc, 'mesos-slave/port', '1234');
  const own = join(root, 'own');
  mkdirSync(own);
  assert.is(loadAgent(root, { argv: [`--config_dir=${own}`] }).values.port, 5051);
  mkdirSync(join(etc, 'mesos'));
  assert.is(loadAgent(root, { argv: [`--config_dir=${etc}/mesos/`] }).values.port, 1234);
});

test.run();
