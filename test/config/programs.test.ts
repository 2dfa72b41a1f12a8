import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { agentNotYet } from '../../src/config/agent-flags.ts';
import type { FlagDeclarations, Program } from '../../src/config/flag.ts';
import { parseFlagValue } from '../../src/config/flag-value.ts';
import { loadConfig } from '../../src/config/load.ts';
import { parseMasterAddress } from '../../src/config/master-address.ts';
import { editDistance, nearestName } from '../../src/config/nearest.ts';
import { agentProgram, executeProgram, masterProgram } from '../../src/config/programs.ts';

const test = suite('config/programs');

const programs: readonly Program<FlagDeclarations>[] = [masterProgram, agentProgram, executeProgram];
const loggingOfOriginal = [
  'quiet',
  'logging_level',
  'log_dir',
  'logbufsecs',
  'initialize_driver_logging',
  'external_log_file',
];

test('every default, example, bound and choice is a valid value', () => {
  for (const program of programs) {
    for (const [name, spec] of Object.entries(program.flags)) {
      for (const text of [spec.default, spec.example, spec.min, spec.max, ...(spec.choices ?? [])]) {
        if (text === undefined) continue;
        assert.ok('value' in parseFlagValue(spec, text), `${program.name} --${name}=${text}`);
      }
    }
  }
});

test('declarations are whole: sentences, groups, no name twice', () => {
  for (const program of programs) {
    const aliases = Object.values(program.flags).flatMap((spec) => spec.aliases ?? []);
    const all = [...Object.keys(program.flags), ...aliases, ...program.notYet];
    assert.is(new Set(all).size, all.length, program.name);
    for (const [name, spec] of Object.entries(program.flags)) {
      assert.match(name, /^[a-z][a-z0-9_-]*$/);
      assert.match(spec.help, /\.$/, name);
      assert.is(spec.effect === 'none', spec.group === 'Accepted, without effect', name);
      assert.not.ok(spec.required === true && spec.default !== undefined, name);
    }
  }
});

test('every flag of the original is either declared or known as not supported', () => {
  // 71 and 160 flags are those of Apache Mesos 1.12 without help and logging; former names do not count.
  const oldNames = new Set([
    'slave_removal_rate_limit',
    'max_executors_per_slave',
    'slave_subsystems',
    'allowed_capabilities',
    'executor_secret_key',
  ]);
  const count = (program: Program<FlagDeclarations>): number => {
    const declared = Object.entries(program.flags)
      .filter(([name, spec]) => spec.ours !== true && name !== 'help' && !loggingOfOriginal.includes(name))
      .map(([name]) => name);
    return declared.length + program.notYet.filter((name) => !oldNames.has(name)).length;
  };
  assert.is(count(masterProgram), 71);
  assert.is(count(agentProgram), 160);
});

test('defaults of the original', () => {
  const { values: master } = loadConfig(masterProgram, { argv: ['--work_dir=/x', '--config_dir='], env: {} });
  assert.is(master.port, 5050);
  assert.is(master.registry, 'file');
  assert.is(master.agent_ping_timeout, 15_000);
  assert.is(master.max_agent_ping_timeouts, 5);
  assert.is(master.agent_reregister_timeout, 600_000);
  assert.is(master.registry_max_agent_age, 1_209_600_000);
  assert.is(master.offer_timeout, undefined);
  assert.is(master.http_max_body_size, 8 * 1024 ** 2);
  const { values: agent } = loadConfig(agentProgram, {
    argv: ['--work_dir=/x', '--master=h:1', '--config_dir='],
    env: {},
  });
  assert.is(agent.port, 5051);
  assert.is(agent.cgroups_enable_cfs, false);
  assert.is(agent.executor_registration_timeout, 60_000);
  assert.is(agent.recovery_timeout, 900_000);
  assert.is(agent.isolation, undefined);
});

function problem(program: Program<FlagDeclarations>, ...argv: string[]): string {
  try {
    loadConfig(program, { argv: program.files === undefined ? argv : ['--config_dir=', ...argv], env: {} });
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return '';
}

test('what this version must not pretend to do is refused', () => {
  const work = '--work_dir=/x';
  assert.match(problem(masterProgram, work, '--zk=zk://h:2181/mesos'), /--zk: ZooKeeper is not supported/);
  assert.match(problem(masterProgram, work, '--registry=zookeeper'), /ZooKeeper is not supported/);
  assert.match(problem(masterProgram, work, '--authenticate_agents'), /authentication is not supported/);
  assert.match(problem(masterProgram, work, '--authenticate_http=true'), /authentication is not supported/);
  assert.match(problem(masterProgram, work, '--role_sorter=random'), /only drf/);
  assert.match(problem(masterProgram, work, '--acls={}'), /not supported by this version/);
  assert.match(problem(masterProgram, work, '--agent_ping_timeout=16mins'), /from 1secs to 15mins/);
  assert.match(problem(masterProgram, work, '--agent_reregister_timeout=9mins'), /at least 10mins/);
  assert.match(problem(masterProgram), /--work_dir is needed/);
  assert.is(problem(masterProgram, '--registry=in_memory'), '');
  assert.is(problem(masterProgram, work, '--registry=replicated_log', '--quorum=1', '--no-authenticate'), '');
  assert.match(problem(agentProgram, work, '--master=zk://h/mesos'), /zk:\/\/ is not supported/);
  assert.match(
    problem(agentProgram, work, '--master=h:1', '--containerizers=docker,mesos'),
    /docker containerizer/,
  );
  assert.match(
    problem(agentProgram, work, '--master=h:1', '--cgroups_root=/mesos'),
    /without \/ at the beginning/,
  );
  assert.match(
    problem(agentProgram, work, '--master=h:1', '--executor_environment_variables={"A":1}'),
    /object of strings/,
  );
  assert.match(problem(executeProgram, '--master=h:1'), /--name is needed.*\n.*--command is needed/);
  assert.match(problem(executeProgram, '--master=h:1', '--task={}', '--name=x'), /not both/);
  assert.is(problem(executeProgram, '--master=h:1', '--task={"name":"x"}'), '');
});

test('the other daemon is known by its flags', () => {
  assert.is(masterProgram.foreign.get('cgroups_root'), 'mesos-agent');
  assert.is(masterProgram.foreign.get(agentNotYet[0]), 'mesos-agent');
  assert.is(agentProgram.foreign.get('slave_ping_timeout'), 'mesos-master');
});

test('addresses of masters', () => {
  assert.equal(parseMasterAddress('localhost:5050'), { host: 'localhost', port: 5050 });
  assert.equal(parseMasterAddress('master@[::1]:5050'), { host: '::1', port: 5050 });
  for (const text of [
    'localhost',
    'h:0',
    'h:65536',
    'zk://h:1/x',
    'http://h:1',
    'h:1/x',
    ':1',
    '::1:5050',
    'a b:1',
  ]) {
    assert.is(parseMasterAddress(text), undefined, text);
  }
});

test('the nearest name', () => {
  assert.is(nearestName('wrok_dir', ['port', 'work_dir', 'word']), 'work_dir');
  assert.is(nearestName('quor', ['port', 'quorum']), 'quorum');
  assert.is(nearestName('x', []), undefined);
  assert.is(editDistance('kitten', 'sitting'), 3);
  assert.is(editDistance('', 'abc'), 3);
  assert.is(editDistance('kitten', 'sitting', 2), 2);
});

test.run();
