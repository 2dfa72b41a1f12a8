import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError } from '../../src/base/errors.ts';
import { loadConfig } from '../../src/config/load.ts';
import { agentProgram, executeProgram, masterProgram } from '../../src/config/programs.ts';

const test = suite<{ directory: string }>('config/load');

test.before.each((context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'mesos-config-'));
});
test.after.each((context) => {
  rmSync(context.directory, { recursive: true });
});

function write(directory: string, name: string, text: string): string {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function loadAgent(directory: string, argv: string[] = [], env: Record<string, string> = {}) {
  return loadConfig(agentProgram, {
    argv,
    env,
    configDir: join(directory, 'etc'),
    defaultsDir: join(directory, 'lib'),
  });
}

function refusal(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    return describeError(error);
  }
  throw new Error('the configuration was accepted');
}

test('all files, in order', ({ directory }) => {
  const vendor = write(directory, 'lib/agent.yaml', 'master: localhost:5050\nwork_dir: /vendor\nport: 1\n');
  const yaml = write(directory, 'etc/agent.yaml', 'port: 2\nattributes: rack:a\ndefault_role: from-yaml\n');
  const dropIn10 = write(directory, 'etc/agent.d/10-site.yaml', 'port: 10\nattributes: rack:b\n');
  const dropIn9 = write(directory, 'etc/agent.d/9-more.json', '{"port": 9}');
  write(directory, 'etc/agent.d/.hidden.yaml', 'nonsense: 1');
  write(directory, 'etc/agent.d/old.yaml.rpmsave', 'nonsense: 1');
  const sh = write(
    directory,
    'etc/mesos-agent-env.sh',
    '#\nexport MESOS_attributes=rack:c\nJAVA_HOME=/java\n',
  );
  const config = loadAgent(directory, ['--hostname=h']);
  assert.equal(config.files, [vendor, yaml, dropIn10, dropIn9, sh]);
  assert.is(config.values.master, 'localhost:5050');
  assert.is(config.origins.master, `${vendor}:1`);
  assert.is(config.values.port, 9);
  assert.is(config.origins.port, `${dropIn9}:1`);
  assert.is(config.values.attributes, 'rack:c');
  assert.is(config.origins.attributes, `${sh}:2`);
  assert.is(config.values.default_role, 'from-yaml');
  assert.equal(config.environment, { MESOS_attributes: 'rack:c', JAVA_HOME: '/java' });
  assert.equal(config.warnings, []);
});

test('no files at all', ({ directory }) => {
  const config = loadAgent(directory, ['--master=h:1', '--work_dir=/x']);
  assert.equal(config.files, []);
  assert.is(config.values.master, 'h:1');
});

test('the old name of the environment file, and both names', ({ directory }) => {
  const old = write(directory, 'etc/mesos-slave-env.sh', 'MESOS_MASTER=old:1\nMESOS_work_dir=/old\n');
  const first = loadAgent(directory);
  assert.is(first.values.master, 'old:1');
  assert.equal(first.warnings, [`${old} is an old name of ${join(directory, 'etc/mesos-agent-env.sh')}`]);
  const present = write(directory, 'etc/mesos-agent-env.sh', 'MESOS_MASTER=new:1\nMESOS_work_dir=/new\n');
  const second = loadAgent(directory);
  assert.is(second.values.master, 'new:1');
  assert.equal(second.warnings, [`${old} is not read, because there is ${present}`]);
});

test('a file of the packages in which nothing is set does not hide the old name', ({ directory }) => {
  const text = '# The environment of the agent.\n\n  #export MESOS_master=x:1\n';
  const present = write(directory, 'etc/mesos-agent-env.sh', text);
  assert.equal(loadAgent(directory, ['--master=h:1', '--work_dir=/x']).files, [present]);
  const old = write(directory, 'etc/mesos-slave-env.sh', 'MESOS_MASTER=old:1\nMESOS_work_dir=/old\n');
  const config = loadAgent(directory);
  assert.is(config.values.master, 'old:1');
  assert.equal(config.warnings, [`${old} is an old name of ${present}`]);
});

test('a master reads its own files', ({ directory }) => {
  write(directory, 'etc/agent.yaml', 'nonsense: 1');
  write(directory, 'etc/master.json', '{"cluster": "json", "work_dir": "/x"}');
  write(directory, 'etc/master.yaml', 'cluster: yaml');
  write(directory, 'etc/master.d/a.yml', 'cluster: unread');
  const { values, warnings } = loadConfig(masterProgram, {
    argv: [],
    env: {},
    configDir: join(directory, 'etc'),
  });
  assert.is(values.cluster, 'yaml');
  assert.is(warnings.length, 2);
  assert.match(warnings[0]!, /both read; the latter wins/);
  assert.match(warnings[1]!, /a\.yml is not read/);
});

test('the directory is a flag, and an empty one stands for no files', ({ directory }) => {
  write(directory, 'etc/agent.yaml', 'nonsense: 1');
  write(directory, 'lib/agent.yaml', 'nonsense: 1');
  write(directory, 'other/agent.yaml', 'port: 7');
  const needed = ['--master=h:1', '--work_dir=/x'];
  assert.is(loadAgent(directory, [...needed, '--config_dir=']).values.port, 5051);
  rmSync(join(directory, 'lib'), { recursive: true });
  assert.is(loadAgent(directory, [...needed, `--config_dir=${directory}/other`]).values.port, 7);
  assert.is(loadAgent(directory, needed, { MESOS_CONFIG_DIR: `${directory}/other` }).values.port, 7);
  assert.match(
    refusal(() => loadAgent(directory, [...needed, '--config_dir=/none'])),
    /no directory \/none/,
  );
  write(directory, 'other/agent.yaml', 'config_dir: /x');
  assert.match(
    refusal(() => loadAgent(directory, [...needed, `--config_dir=${directory}/other`])),
    /agent.yaml:1: config_dir can only be given on the command line or in the environment/,
  );
});

test('what cannot be read is a problem like others', ({ directory }) => {
  mkdirSync(join(directory, 'etc/agent.yaml'), { recursive: true });
  write(directory, 'etc/agent.d/big.yaml', `cluster: ${'x'.repeat(1024 * 1024)}`);
  const large = write(directory, 'secret', 'x'.repeat(1024 * 1024 + 1));
  const text = refusal(() => loadAgent(directory, ['--work_dir=/x', `--master=file://${large}`]));
  assert.match(text, /cannot read .*agent\.yaml: EISDIR/);
  assert.match(text, /cannot read .*big\.yaml: it is larger than 1048576 bytes/);
  assert.match(text, /--master: cannot read file:\/\/.*secret: it is larger/);
});

test('file:// is read from disk, and messages name the file and line', ({ directory }) => {
  const secret = write(directory, 'master', 'host.example.org:5050\n');
  chmodSync(secret, 0o600);
  const { values } = loadAgent(directory, ['--work_dir=/x', `--master=file://${secret}`]);
  assert.is(values.master, 'host.example.org:5050');
  const sh = write(
    directory,
    'etc/mesos-agent-env.sh',
    '\n\nexport MESOS_isolaton=x\nexport MESOS_strict=maybe\n',
  );
  const text = refusal(() => loadAgent(directory, ['--work_dir=/x', `--master=file://${secret}`]));
  assert.ok(text.includes(`${sh}:3: unknown flag MESOS_isolaton; the nearest name is MESOS_isolation`), text);
  assert.ok(text.includes(`${sh}:4: MESOS_strict: expected true, false, 1 or 0, found "maybe"`), text);
});

test('mesos execute as the old guides type it', () => {
  const { values } = loadConfig(executeProgram, {
    argv: ['--command=/bin/sleep 10', '--master=127.0.0.1:5050', '--name=whizbang'],
    env: { MESOS_WORK_DIR: '/x', MESOS_UNKNOWN: 'y' },
  });
  assert.is(values.command, '/bin/sleep 10');
  assert.is(values.checkpoint, false);
  assert.is(values.resources, 'cpus:1;mem:128');
});

test.run();
