import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MesosError } from '../../src/base/errors.ts';
import type { FlagDeclarations, Program } from '../../src/config/flag.ts';
import { planReload } from '../../src/config/reload.ts';
import { type ReadText, resolveFlags } from '../../src/config/resolve.ts';
import { layersOf, type Sources } from '../../src/config/sources.ts';

const test = suite('config/resolve');

const flags = {
  work_dir: { type: 'path', group: 'General', required: true, help: 'The directory.' },
  port: { type: 'port', group: 'General', default: '5051', help: 'The port.' },
  ping: { type: 'duration', group: 'General', default: '15secs', aliases: ['slave_ping'], help: 'The ping.' },
  strict: { type: 'bool', group: 'General', default: 'true', reloadable: true, help: 'Strict.' },
  cluster: { type: 'string', group: 'General', help: 'The name.' },
  ip: { type: 'string', group: 'General', otherVariable: 'LIBPROCESS_IP', help: 'The address.' },
  extra: { type: 'json', group: 'General', help: 'JSON.' },
  zk: { type: 'secret', group: 'General', help: 'Address.' },
  quorum: { type: 'int', group: 'General', effect: 'none', help: 'One journal.' },
  ask: { type: 'bool', group: 'General', default: 'false', commandLineOnly: true, help: 'Ask.' },
} as const satisfies FlagDeclarations;

const program: Program<typeof flags> = {
  name: 'mesos-test',
  summary: 'A program.',
  usage: 'mesos-test',
  flags,
  notYet: ['acls'],
  foreign: new Map([['isolation', 'mesos-agent']]),
  check: (values) => (values.port === 1 ? ['port 1 is taken'] : []),
};

interface Given {
  readonly vendor?: string;
  readonly yaml?: string;
  readonly sh?: string;
  readonly env?: Record<string, string>;
  readonly argv?: string[];
  readonly readText?: ReadText;
}

function resolve(given: Given) {
  const file = (path: string, text: string | undefined) => (text === undefined ? [] : [{ path, text }]);
  const sources: Sources = {
    vendor: file('/usr/lib/test.yaml', given.vendor),
    former: [],
    settings: file('/etc/test.yaml', given.yaml),
    environmentFile: file('/etc/test-env.sh', given.sh)[0],
    environment: given.env ?? {},
    argv: given.argv ?? [],
  };
  const layers = layersOf(flags, sources);
  const unreadable: ReadText = (path) => {
    throw new Error(`no ${path}`);
  };
  return {
    ...resolveFlags(
      program,
      layers.layers,
      given.readText ?? unreadable,
      { problems: layers.problems, attempted: layers.attempted },
      { ...layers.environment, ...sources.environment },
    ),
    environment: layers.environment,
  };
}

function problems(given: Given): string[] {
  try {
    resolve(given);
  } catch (error) {
    assert.instance(error, MesosError);
    if (!(error instanceof MesosError)) throw error;
    assert.is(error.code, 'CONFIG_INVALID');
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  throw new Error('the configuration was accepted');
}

test('each level of precedence wins over the ones below it, and says where it is', () => {
  const given: Given = {
    vendor: 'cluster: a\nwork_dir: /x\n',
    yaml: 'cluster: b',
    sh: '\nexport MESOS_cluster=c',
    env: { MESOS_CLUSTER: 'd' },
    argv: ['--cluster=e'],
  };
  const seen: [string | undefined, string][] = [];
  const levels = ['argv', 'env', 'sh', 'yaml', 'vendor'] as const;
  let rest: Given = given;
  for (const level of levels) {
    const resolved = resolve({ ...rest, argv: [...(rest.argv ?? []), '--work_dir=/y'] });
    seen.push([resolved.values.cluster, resolved.origins.cluster]);
    rest = Object.fromEntries(Object.entries(rest).filter(([key]) => key !== level));
  }
  assert.equal(seen, [
    ['e', 'command line'],
    ['d', 'environment'],
    ['c', '/etc/test-env.sh:2'],
    ['b', '/etc/test.yaml:1'],
    ['a', '/usr/lib/test.yaml:1'],
  ]);
});

test('values have their types, and defaults', () => {
  const { values, origins } = resolve({
    argv: ['--work_dir=/x', '--ping=1.5mins', '--no-strict', '--extra={"a":1}'],
  });
  // The types are part of the test: this does not compile when they are wrong.
  const typed: {
    work_dir: string;
    port: number;
    ping: number;
    strict: boolean;
    cluster: string | undefined;
  } = values;
  assert.equal(typed, {
    work_dir: '/x',
    port: 5051,
    ping: 90_000,
    strict: false,
    cluster: undefined,
    ip: undefined,
    extra: { a: 1 },
    zk: undefined,
    quorum: undefined,
    ask: false,
  });
  assert.is(origins.port, 'default');
  assert.is(origins.cluster, 'not set');
});

test('the environment: any case after MESOS_, an empty boolean is true, MESOS_NO-', () => {
  const { values } = resolve({ env: { MESOS_Work_Dir: '/x', MESOS_STRICT: '', mesos_port: '1' } });
  assert.is(values.work_dir, '/x');
  assert.is(values.strict, true);
  assert.is(values.port, 5051);
  assert.is(resolve({ env: { MESOS_WORK_DIR: '/x', 'MESOS_NO-STRICT': '' } }).values.strict, false);
  assert.equal(problems({ env: { MESOS_WORK_DIR: '/x', MESOS_work_dir: '/y' } }), [
    'environment: MESOS_work_dir and MESOS_WORK_DIR are one flag with two values',
  ]);
});

test('all variables of an environment file are returned, less those the process has', () => {
  const { environment, values } = resolve({
    sh: 'JAVA_HOME=/java\nMESOS_work_dir=/x\nPATH=/other\nLIBPROCESS_IP=192.0.2.1',
    env: { PATH: '/bin' },
  });
  assert.equal(environment, { JAVA_HOME: '/java', MESOS_work_dir: '/x', LIBPROCESS_IP: '192.0.2.1' });
  assert.is(values.ip, '192.0.2.1');
  assert.is(
    resolve({ env: { LIBPROCESS_IP: '192.0.2.1' }, argv: ['--work_dir=/x', '--ip=192.0.2.2'] }).values.ip,
    '192.0.2.2',
  );
});

test('former names warn, and clash with the new name', () => {
  const { values, warnings } = resolve({ argv: ['--work_dir=/x', '--slave_ping=1secs'] });
  assert.is(values.ping, 1000);
  assert.equal(warnings, ['command line: --slave_ping is an old name of --ping']);
  assert.equal(problems({ env: { MESOS_SLAVE_PING: '1secs' }, argv: ['--work_dir=/x', '--ping=2secs'] }), [
    'command line: --ping: the flag --ping is already loaded, from MESOS_SLAVE_PING (environment)',
  ]);
  // Lower levels are there to be overridden.
  assert.is(
    resolve({ yaml: 'slave_ping: 1secs', argv: ['--work_dir=/x', '--ping=2secs'] }).values.ping,
    2000,
  );
});

test('the same flag twice on the command line', () => {
  const given = { argv: ['--work_dir=/x', '--port=1000', '--port=1000', '--strict', '--no-strict'] };
  assert.equal(problems(given), [
    'command line: the flag --port is given twice',
    'command line: the flag --strict is given twice',
  ]);
});

test('every problem is reported, with its place and the nearest name', () => {
  const found = problems({
    yaml: 'wrok_dir: /x\nport: 70000\n',
    sh: 'export MESOS_PORTS=1\nx y\nMESOS_ping=1sec\n',
    env: { MESOS_CLUSTR: 'only a warning' },
    argv: ['--clusters=a', '--no-ping', '--no-strict=false', '--zk'],
  });
  assert.equal(found, [
    '/etc/test-env.sh:2: expected NAME=value, with or without "export" in front',
    'command line: the flag --zk needs a value: --zk=...',
    '/etc/test.yaml:1: unknown flag wrok_dir; the nearest name is work_dir',
    '/etc/test-env.sh:1: unknown flag MESOS_PORTS; the nearest name is MESOS_port',
    'command line: unknown flag --clusters; the nearest name is --cluster',
    'command line: unknown flag --no-ping; the nearest name is --ping',
    'the flag --work_dir is needed: The directory.',
    '/etc/test.yaml:2: port: expected a port from 0 to 65535, found "70000"',
    '/etc/test-env.sh:3: MESOS_ping: expected a number and one of the units ns, us, ms, secs, mins, hrs, days, weeks, for example 15secs, found "1sec"',
    'command line: --no-strict: a flag that starts with no- takes no value',
  ]);
});

test('a flag whose value is missing is not reported as missing too', () => {
  assert.equal(problems({ argv: ['--work_dir', '/x'] }), [
    'command line: the flag --work_dir needs a value with "=": write --work_dir=/x ("--work_dir /x" is not accepted)',
  ]);
});

test('names that are no flags here for a good reason', () => {
  const { warnings } = resolve({
    yaml: 'isolation: x',
    sh: 'MESOS_NATIVE_JAVA_LIBRARY=/x\nMESOS_HOME=/x\nMESOS_isolation=y',
    env: { MESOS_SANDBOX: '/x', MESOS_NATIVE_LIBRARY: '/x', MESOS_UNKNOWN: '1', MESOS_ISOLATION: 'z' },
    argv: ['--work_dir=/x'],
  });
  assert.equal(warnings, [
    '/etc/test.yaml:1: isolation is ignored: a flag of mesos-agent, not of mesos-test',
    '/etc/test-env.sh:1: MESOS_NATIVE_JAVA_LIBRARY is not a flag of mesos-test',
    '/etc/test-env.sh:2: MESOS_HOME is not a flag of mesos-test',
    '/etc/test-env.sh:3: MESOS_isolation is ignored: a flag of mesos-agent, not of mesos-test',
    'environment: unknown flag MESOS_UNKNOWN; the nearest name is MESOS_port',
    'environment: MESOS_ISOLATION is ignored: a flag of mesos-agent, not of mesos-test',
  ]);
});

test('flags of the original that are not supported are refused from everywhere', () => {
  const text = 'flag --acls of Apache Mesos is not supported by this version';
  assert.equal(
    problems({ yaml: 'acls: x', env: { MESOS_ACLS: 'x' }, argv: ['--work_dir=/x', '--acls={}'] }),
    [`/etc/test.yaml:1: acls: ${text}`, `environment: MESOS_ACLS: ${text}`, `command line: --acls: ${text}`],
  );
});

test('flags without effect, and questions outside the command line', () => {
  assert.equal(resolve({ argv: ['--work_dir=/x', '--quorum=1'] }).warnings, [
    'command line: --quorum has no effect: One journal.',
  ]);
  assert.equal(problems({ yaml: 'ask: true', argv: ['--work_dir=/x'] }), [
    '/etc/test.yaml:1: ask can only be given on the command line',
  ]);
});

test('file:// stands for the content of a file, except for paths', () => {
  const readText: ReadText = (path) =>
    ({ '/c': 'name\n', '/zk': 'host:1 \n\n', '/j': '{"a":2}', '/p': '80\n' })[path] ?? '';
  const { values, addresses, warnings } = resolve({
    argv: [
      '--work_dir=file:///w',
      '--cluster=file:///c',
      '--zk=file:///zk',
      '--extra=/j',
      '--port=file:///p',
    ],
    readText,
  });
  assert.is(values.work_dir, 'file:///w');
  assert.is(values.cluster, 'name');
  assert.is(values.zk, 'host:1');
  assert.is(values.port, 80);
  assert.equal(values.extra, { a: 2 });
  assert.is(addresses.get('zk'), 'file:///zk');
  assert.equal(warnings, ['command line: --extra: a bare path is an old form; write file:///j']);
  assert.equal(problems({ argv: ['--work_dir=/x', '--zk=file:///none'] }), [
    'command line: --zk: cannot read file:///none: no /none',
  ]);
});

test('rules between flags are looked at when each flag is right', () => {
  assert.equal(problems({ argv: ['--work_dir=/x', '--port=1'] }), ['port 1 is taken']);
  assert.is(problems({ argv: ['--port=1'] }).length, 1);
});

test('a reload applies what is declared so and names the rest', () => {
  const running = resolve({ argv: ['--work_dir=/x'] });
  const loaded = resolve({ argv: ['--work_dir=/x', '--no-strict', '--ping=1secs', '--port=5051'] });
  assert.equal(planReload(program, running, loaded), { apply: ['strict'], needRestart: ['ping'] });
});

test.run();
