import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { flagsDocument } from '../../src/config/document.ts';
import { parseEnvFile } from '../../src/config/env-file.ts';
import { formatExample } from '../../src/config/example.ts';
import type { FlagDeclarations, Program } from '../../src/config/flag.ts';
import { formatFlagsTable, formatHelp } from '../../src/config/help.ts';
import { flagTexts, formatConfig, formatValid } from '../../src/config/listing.ts';
import { loadConfig } from '../../src/config/load.ts';
import { agentProgram, executeProgram, masterProgram } from '../../src/config/programs.ts';
import { resolveFlags } from '../../src/config/resolve.ts';
import { layersOf } from '../../src/config/sources.ts';

const test = suite('config/listing');

const programs: readonly Program<FlagDeclarations>[] = [masterProgram, agentProgram, executeProgram];
const examples: readonly [string, Program<FlagDeclarations>, 'environment' | 'yaml'][] = [
  ['mesos-master-env.sh', masterProgram, 'environment'],
  ['master.yaml', masterProgram, 'yaml'],
  ['mesos-agent-env.sh', agentProgram, 'environment'],
  ['agent.yaml', agentProgram, 'yaml'],
];

test('help shows every flag with its default, within the width of a terminal', () => {
  for (const program of programs) {
    const help = formatHelp(program);
    for (const [name, spec] of Object.entries(program.flags)) {
      assert.ok(help.includes(`${spec.type === 'bool' ? '' : '--'}${name}`), name);
      if (spec.default !== undefined && spec.default !== '')
        assert.ok(help.replace(/\s+/g, ' ').includes(`default: ${spec.default})`), name);
    }
    for (const line of help.split('\n')) assert.ok(line.length <= 96, line);
    assert.ok(help.startsWith(`Usage: ${program.usage}\n`));
  }
  const master = formatHelp(masterProgram);
  assert.match(master, / {2}--agent_ping_timeout=DURATION\n {6}Time between .* Expects 1secs to\n? *15mins/);
  assert.match(master, /--\[no-\]root_submissions\n/);
  assert.match(master, /--registry=file\|in_memory\n/);
});

test('the table of the documentation has a row a flag, and no cell breaks it', () => {
  const rows = formatFlagsTable(masterProgram).trim().split('\n').slice(2);
  assert.is(rows.length, Object.keys(masterProgram.flags).length);
  for (const row of rows) assert.is(row.replaceAll('\\|', '').split('|').length, 7, row);
});

test('docs/flags.md is what the declarations print (scripts/generate writes it)', () => {
  assert.is(readFileSync('docs/flags.md', 'utf8'), flagsDocument());
});

test('the example files in etc/mesos are what the declarations print (scripts/generate writes them)', () => {
  for (const [name, program, form] of examples) {
    const path = `etc/mesos/${name}`;
    const text = formatExample(program, form);
    assert.is(readFileSync(path, 'utf8'), text, path);
  }
});

test('an example says nothing as it is, and is valid with every line in use', () => {
  for (const [name, program, form] of examples) {
    const text = formatExample(program, form);
    for (const line of text.split('\n')) assert.ok(line === '' || line.startsWith('#'), line);
    const used = text.replace(/^#(?=export |[a-z0-9_]+: )/gm, '');
    const file = { path: name, text: used };
    const isYaml = form === 'yaml';
    const layers = layersOf(program.flags, {
      vendor: [],
      former: [],
      settings: isYaml ? [file] : [],
      environmentFile: isYaml ? undefined : file,
      environment: {},
      argv: [],
    });
    assert.equal(layers.problems, []);
    const { origins, warnings } = resolveFlags(program, layers.layers, () => '');
    const set = Object.values(origins).filter((origin) => origin.startsWith(name));
    const settable = Object.entries(program.flags).filter(
      ([flag, spec]) =>
        spec.commandLineOnly !== true &&
        spec.refused?.['*'] === undefined &&
        !['help', 'version', 'config_dir'].includes(flag),
    );
    assert.is(set.length, settable.length);
    assert.ok(warnings.every((warning) => warning.includes('has no effect')));
  }
  assert.equal(parseEnvFile(formatExample(agentProgram, 'environment')).assignments, []);
});

test('/flags prints values as the original does, in the order of names', () => {
  const config = loadConfig(masterProgram, {
    argv: ['--work_dir=/var/lib/mesos/master', '--config_dir=', '--registry=in_memory', '--ip=127.0.0.1'],
    env: {},
  });
  const texts = flagTexts(masterProgram, config);
  // Recorded from the original with the same flags; these are the ones both have.
  const recorded: Record<string, string> = {
    agent_ping_timeout: '15secs',
    agent_reregister_timeout: '10mins',
    allocation_interval: '1secs',
    allocator: 'hierarchical',
    authenticate_agents: 'false',
    filter_gpu_resources: 'true',
    framework_sorter: 'drf',
    help: 'false',
    ip: '127.0.0.1',
    logbufsecs: '0',
    max_agent_ping_timeouts: '5',
    min_allocatable_resources: 'cpus:0.01|mem:32',
    port: '5050',
    recovery_agent_removal_limit: '100%',
    registry: 'in_memory',
    registry_fetch_timeout: '1mins',
    registry_gc_interval: '15mins',
    registry_max_agent_age: '2weeks',
    registry_max_agent_count: '102400',
    registry_store_timeout: '20secs',
    root_submissions: 'true',
    work_dir: '/var/lib/mesos/master',
    zk_session_timeout: '10secs',
  };
  for (const [name, text] of Object.entries(recorded)) assert.is(texts[name], text, name);
  assert.equal(Object.keys(texts), Object.keys(texts).sort());
  assert.not.ok('show-config' in texts);
  assert.not.ok('offer_timeout' in texts);
});

test('--show-config names the origin of each value', () => {
  const config = loadConfig(agentProgram, {
    argv: ['--master=h:1', '--config_dir=', '--attributes=a:b c'],
    env: { MESOS_WORK_DIR: '/x' },
  });
  const lines = formatConfig(agentProgram, config).split('\n');
  const line = (name: string): string =>
    (lines.find((text) => text.startsWith(name)) ?? '').replace(/ {2,}/, ' ');
  assert.is(line('master='), 'master=h:1 # command line');
  assert.is(line('work_dir='), 'work_dir=/x # environment');
  assert.is(line('attributes='), 'attributes="a:b c" # command line');
  assert.is(line('gc_delay='), 'gc_delay=1weeks # default');
  assert.is(line('# resources'), '# resources # not set');
  assert.is(
    formatValid(agentProgram, config),
    'The configuration of mesos-agent is valid (no files read).\n',
  );
  assert.match(
    formatValid(agentProgram, { files: ['/a', '/b'], warnings: ['/a:1: x is an old name'] }),
    /^warning: \/a:1: x is an old name\nThe .* is valid \(\/a, \/b read\)\.\n$/,
  );
});

test('passwords are masked, and a secret from a file is shown as its address', () => {
  const flags = {
    zk: { type: 'secret', group: 'Network', help: 'Address.' },
  } as const satisfies FlagDeclarations;
  const program: Program<typeof flags> = {
    name: 'x',
    summary: '',
    usage: '',
    flags,
    notYet: [],
    foreign: new Map(),
  };
  const load = (text: string) =>
    resolveFlags(
      program,
      [{ kind: 'command line', settings: [{ name: 'zk', written: '--zk', text, place: 'command line' }] }],
      () => 'zk://u:pw@h/x\n',
    );
  assert.is(
    formatConfig(program, load('zk://u:pw@h:2181/x')),
    'zk=zk://u:********@h:2181/x  # command line\n',
  );
  assert.is(flagTexts(program, load('file:///zk'))['zk'], 'file:///zk');
  assert.is(load('file:///zk').values.zk, 'zk://u:pw@h/x');
});

test.run();
