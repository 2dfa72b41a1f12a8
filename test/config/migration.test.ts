// The plan of a migration, carried out on a made /etc: what the programs load is the same before and after.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError } from '../../src/base/errors.ts';
import { migrateConfig } from '../../src/cli/config-migrate.ts';
import type { FlagDeclarations } from '../../src/config/flag.ts';
import { type LoadOptions, loadConfig, readSources } from '../../src/config/load.ts';
import type { MigrateFlags } from '../../src/config/migrate-flags.ts';
import { agentProgram, masterProgram } from '../../src/config/programs.ts';

const test = suite<{ etc: string }>('config/migration');

test.before.each((context) => {
  context.etc = mkdtempSync(join(tmpdir(), 'mesos-migrate-'));
});
test.after.each(({ etc }) => {
  rmSync(etc, { recursive: true });
});

function write(etc: string, name: string, text: string): string {
  const path = join(etc, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function migrate(etc: string, isDry = false): { status: number; out: string; err: string } {
  const out: string[] = [];
  const err: string[] = [];
  const flags: MigrateFlags = { etc, 'dry-run': isDry, help: false, version: false };
  const status = migrateConfig(flags, {
    print: (line) => out.push(line),
    printError: (line) => err.push(line),
  });
  return { status, out: out.join('\n'), err: err.join('\n') };
}

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return describeError(error);
  }
  throw new Error('nothing was refused');
}

const options = (etc: string): LoadOptions => ({
  argv: [],
  env: {},
  etcDir: etc,
  defaultsDir: join(etc, 'none'),
});
const loadAgent = (etc: string) => loadConfig(agentProgram, options(etc));
const loadMaster = (etc: string) => loadConfig(masterProgram, options(etc));

/** The values that do something. */
function effective(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const flags: FlagDeclarations = agentProgram.flags;
  return Object.fromEntries(Object.entries(values).filter(([name]) => flags[name]?.effect !== 'none'));
}

/** Names and texts of everything below a directory. */
function contentOf(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    names.map((name) => {
      const path = join(directory, name);
      return [name, statSync(path).isDirectory() ? '(directory)' : readFileSync(path, 'utf8')];
    }),
  );
}

function installOldWorker(etc: string): void {
  write(etc, 'mesos/zk', 'ignored:1\n');
  write(etc, 'default/mesos', 'LOGS=/var/log/mesos\nULIMIT="-n 8192"\nJAVA_HOME="/opt/it\'s java"\n');
  write(etc, 'default/mesos-slave', 'MASTER=`cat /etc/mesos/zk`\nexport MESOS_hostname=worker1\n');
  write(etc, 'mesos-slave/master', 'm:5050\n');
  write(etc, 'mesos-slave/work_dir', '/var/lib/mesos\n');
  write(etc, 'mesos-slave/?no-switch_user', '');
  write(etc, 'mesos-slave/attributes/rack', '1.10\n');
  write(etc, 'mesos-slave/resources/ports', '[31000-32000]\n');
  write(etc, 'mesos-slave/frameworks_home', "it's \\ # no: comment\n");
}

test('an old worker means the same after it, and nothing of the old files is read any more', ({ etc }) => {
  installOldWorker(etc);
  const before = loadAgent(etc);
  const { out, err, status } = migrate(etc);
  const after = loadAgent(etc);
  assert.is(status, 0);
  assert.equal(effective(after.values), effective(before.values));
  assert.is(after.values.frameworks_home, "it's \\ # no: comment");
  assert.is(after.values.switch_user, false);
  assert.is(after.environment['JAVA_HOME'], "/opt/it's java");
  assert.equal(after.files, [
    join(etc, 'mesos/agent.d/00-former-packages.yaml'),
    join(etc, 'mesos/mesos-agent-env.sh'),
  ]);
  assert.equal(after.warnings, []);
  assert.match(out, /^wrote .*agent\.d\/00-former-packages\.yaml: master, .*switch_user/m);
  assert.match(out, /^appended to .*mesos-agent-env\.sh: JAVA_HOME$/m);
  assert.match(out, /^renamed .*mesos-slave to .*mesos-slave\.migrated$/m);
  assert.match(err, /ULIMIT has no effect/);
  assert.match(
    readFileSync(join(etc, 'mesos/agent.d/00-former-packages.yaml'), 'utf8'),
    /#log_dir: \/var\/log\/mesos/,
  );
  assert.ok(existsSync(join(etc, 'mesos-slave.migrated/attributes/rack')));

  assert.match(migrate(etc).out, /^nothing to migrate/);
});

test('a dry run prints the same and changes nothing', ({ etc }) => {
  installOldWorker(etc);
  const before = contentOf(etc);
  const { out } = migrate(etc, true);
  assert.equal(contentOf(etc), before);
  assert.match(out, /^would write .*agent\.d\/00-former-packages\.yaml:$/m);
  assert.match(out, /^ {4}master: 'm:5050'$/m);
  assert.match(out, /^would append to .*mesos-agent-env\.sh:$/m);
  assert.match(out, /^would rename .*default\/mesos to /m);
});

test('what the new files say already stays as it is', ({ etc }) => {
  installOldWorker(etc);
  write(etc, 'mesos/agent.yaml', 'master: new:5050\n');
  const env = write(etc, 'mesos/mesos-slave-env.sh', 'export MESOS_switch_user=true\nJAVA_HOME=/mine');
  const before = loadAgent(etc);
  const { err } = migrate(etc);
  const after = loadAgent(etc);
  assert.equal(effective(after.values), effective(before.values));
  assert.is(after.values.master, 'new:5050');
  assert.is(after.values.switch_user, true);
  assert.is(after.environment['JAVA_HOME'], '/mine');
  assert.match(err, /mesos-slave\/master: master is not taken over: .*agent\.yaml:1 replaces it/);
  assert.is(readFileSync(env, 'utf8'), 'export MESOS_switch_user=true\nJAVA_HOME=/mine');
  assert.not.ok(existsSync(join(etc, 'mesos/mesos-agent-env.sh')));
});

test('the old name of the environment file is kept in use', ({ etc }) => {
  installOldWorker(etc);
  const env = write(etc, 'mesos/mesos-slave-env.sh', 'export MESOS_switch_user=true');
  migrate(etc);
  assert.is(loadAgent(etc).environment['JAVA_HOME'], "/opt/it's java");
  assert.match(readFileSync(env, 'utf8'), /^export MESOS_switch_user=true\n\n# Taken over/);
});

test('a zk:// address is taken over and refused after it as before', ({ etc }) => {
  write(etc, 'mesos/zk', 'zk://localhost:2181/mesos\n');
  write(etc, 'default/mesos-master', 'ZK=`cat /etc/mesos/zk`\n');
  write(etc, 'default/mesos-slave', 'MASTER=`cat /etc/mesos/zk`\n');
  write(etc, 'mesos-master/quorum', '1');
  const { err } = migrate(etc);
  assert.match(
    err,
    /mesos-master refuses these settings, before and after: .*\n.*ZK: ZooKeeper is not supported/,
  );
  assert.match(err, /mesos-agent refuses these settings/);
  assert.match(
    refusal(() => loadAgent(etc)),
    /agent\.d\/00-former-packages\.yaml:4: master: expected HOST:PORT/,
  );
  assert.match(
    refusal(() => loadMaster(etc)),
    /master\.d\/00-former-packages\.yaml:4: zk: ZooKeeper is not supported/,
  );
});

test('unknown names are taken over, because a daemon must not start without them', ({ etc }) => {
  write(etc, 'mesos-slave/master', 'm:1');
  write(etc, 'mesos-slave/?nonsense', '');
  write(etc, 'mesos-slave/quorum', '3');
  const { err } = migrate(etc);
  assert.match(err, /unknown flag \?nonsense/);
  assert.match(err, /quorum is not taken over: a flag of mesos-master/);
  assert.match(
    refusal(() => loadAgent(etc)),
    /unknown flag nonsense/,
  );
});

test('nothing is overwritten, and nothing changes when something stands in the way', ({ etc }) => {
  installOldWorker(etc);
  write(etc, 'mesos/agent.d/00-former-packages.yaml', 'port: 1\n');
  mkdirSync(join(etc, 'mesos-slave.migrated'));
  const before = contentOf(etc);
  const text = refusal(() => migrate(etc));
  assert.match(text, /nothing was changed:/);
  assert.match(text, /00-former-packages\.yaml is there already/);
  assert.match(text, /mesos-slave\.migrated is there already/);
  assert.equal(contentOf(etc), before);
});

test('lines that cannot be understood are named, and nothing changes', ({ etc }) => {
  write(etc, 'default/mesos-slave', 'IP=`hostname -i`\nMASTER=$(cat /etc/mesos/zk)\n');
  const before = contentOf(etc);
  const text = refusal(() => migrate(etc));
  assert.match(text, /mesos-slave:1: a command in backticks/);
  assert.match(text, /mesos-slave:2 \(\/etc\/mesos\/zk\): MASTER: there is no such file/);
  assert.equal(contentOf(etc), before);
});

test('a run that was interrupted before the renames is finished by the next', ({ etc }) => {
  installOldWorker(etc);
  const before = loadAgent(etc).values;
  const old = contentOf(etc);
  migrate(etc);
  for (const [name, text] of Object.entries(old)) {
    if (text !== '(directory)') write(etc, name, text);
  }
  for (const name of ['mesos/zk', 'default/mesos', 'default/mesos-slave', 'mesos-slave']) {
    rmSync(join(etc, `${name}.migrated`), { recursive: true });
  }
  const { out } = migrate(etc);
  assert.not.match(out, /appended/);
  assert.equal(effective(loadAgent(etc).values), effective(before));
});

test('a file that not everybody may read does not become one that everybody may', ({ etc }) => {
  chmodSync(write(etc, 'mesos-master/work_dir', '/x'), 0o640);
  write(etc, 'mesos-master/cluster', 'c');
  write(etc, 'group', `root:x:0:\nmesos:x:${process.getgid?.() ?? 0}:\n`);
  migrate(etc);
  const path = join(etc, 'mesos/master.d/00-former-packages.yaml');
  assert.is(statSync(path).mode & 0o777, 0o640);
  assert.is(statSync(path).gid, process.getgid?.());
  assert.is(loadMaster(etc).values.work_dir, '/x');
});

test('whatever the texts are, they come back as they were', ({ etc }) => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom(
      'null',
      '~',
      '0x10',
      '1e3',
      '1.10',
      'true',
      'no',
      '2026-01-02',
      '- a',
      '{a: 1}',
      "'",
      '007',
    ),
  );
  fc.assert(
    fc.property(text, text, (cluster, hostname) => {
      rmSync(join(etc, 'mesos'), { recursive: true, force: true });
      rmSync(join(etc, 'mesos-master.migrated'), { recursive: true, force: true });
      write(etc, 'mesos-master/cluster', cluster);
      write(etc, 'mesos-master/frameworks', hostname);
      const settings = () =>
        readSources(masterProgram as never, options(etc)).layers.layers.flatMap((layer) =>
          layer.settings.map(({ name, text: value }) => [name, value]),
        );
      const before = settings().sort();
      migrate(etc);
      assert.equal(settings().sort(), before);
    }),
    { numRuns: 200 },
  );
});

test.run();
