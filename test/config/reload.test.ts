import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Log, LogFields } from '../../src/base/ports.ts';
import type { FlagDeclarations, Program } from '../../src/config/flag.ts';
import { type LoadOptions, loadConfig } from '../../src/config/load.ts';
import { agentProgram, masterProgram } from '../../src/config/programs.ts';
import { reloadConfig } from '../../src/config/reload.ts';

const test = suite<{ directory: string }>('config/reload');

test.before.each((context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'mesos-reload-'));
  mkdirSync(join(context.directory, 'agent.d'));
});
test.after.each(({ directory }) => {
  rmSync(directory, { recursive: true });
});

function recorder() {
  const lines: string[] = [];
  const add =
    (level: string) =>
    (message: string, fields?: LogFields): void => {
      lines.push(`${level} ${message}${fields === undefined ? '' : ` ${JSON.stringify(fields)}`}`);
    };
  const log: Log = { debug: add('debug'), info: add('info'), warn: add('warn'), error: add('error') };
  return { lines, log };
}

function running(directory: string, env: Record<string, string> = {}) {
  const options: LoadOptions = {
    argv: ['--work_dir=/x', `--config_dir=${directory}`],
    env,
    defaultsDir: directory,
  };
  return { options, config: loadConfig(agentProgram, options) };
}

test('a reloadable flag is applied, others are named', ({ directory }) => {
  const file = join(directory, 'agent.yaml');
  writeFileSync(file, 'master: m:1\nlogging_level: INFO\nport: 1\n');
  const { options, config } = running(directory);
  writeFileSync(file, 'master: m:2\nlogging_level: DEBUG\nport: 2\n');
  const { lines, log } = recorder();
  const applied: unknown[] = [];
  const first = reloadConfig(
    agentProgram,
    options,
    config,
    { logging_level: (level) => applied.push(level) },
    log,
  );
  assert.equal(applied, ['DEBUG']);
  assert.equal(first.plan, { apply: ['logging_level'], needRestart: ['master', 'port'] });
  assert.is(first.config.values.logging_level, 'DEBUG');
  assert.is(first.config.origins.logging_level, `${file}:2`);
  assert.is(first.config.values.port, 1);
  assert.equal(lines, [
    `info reloaded --logging_level {"value":"DEBUG","from":"${file}:2"}`,
    `warn --master has changed; it takes effect when mesos-agent is restarted {"from":"${file}:1"}`,
    `warn --port has changed; it takes effect when mesos-agent is restarted {"from":"${file}:3"}`,
  ]);
  // The next reload compares with what runs now: what needs a restart still does, what was applied is no change.
  const second = reloadConfig(agentProgram, options, first.config, {}, log);
  assert.equal(second.plan, { apply: [], needRestart: ['master', 'port'] });
  writeFileSync(file, 'master: m:1\nport: 1\nlogging_level: DEBUG\n');
  assert.equal(reloadConfig(agentProgram, options, second.config, {}, log).plan, {
    apply: [],
    needRestart: [],
  });
  assert.is(lines.at(-1), 'info reloaded: no flag has changed');
});

test('a configuration that would be refused changes nothing', ({ directory }) => {
  const file = join(directory, 'agent.yaml');
  writeFileSync(file, 'master: m:1\n');
  const { options, config } = running(directory);
  writeFileSync(file, 'master: m:1\nlogging_level: DEBUG\nnonsense: 1\n');
  const { lines, log } = recorder();
  const applied: unknown[] = [];
  const result = reloadConfig(
    agentProgram,
    options,
    config,
    { logging_level: (level) => applied.push(level) },
    log,
  );
  assert.equal(applied, []);
  assert.is(result.config, config);
  assert.is(result.plan, undefined);
  assert.is(lines.length, 1);
  assert.match(lines[0]!, /^error not reloaded, .*\n.*agent\.yaml:3: unknown flag nonsense/);
});

test('the environment file is read again, and a removed line falls back', ({ directory }) => {
  const file = join(directory, 'mesos-agent-env.sh');
  writeFileSync(file, 'MESOS_master=m:1\nMESOS_logging_level=ERROR\n');
  const { options, config } = running(directory);
  assert.is(config.values.logging_level, 'ERROR');
  writeFileSync(file, 'MESOS_master=m:1\n');
  const applied: unknown[] = [];
  const appliers = { logging_level: (level: unknown) => applied.push(level) };
  reloadConfig(agentProgram, options, config, appliers, recorder().log);
  assert.equal(applied, ['INFO']);
});

test('only warnings that are new are repeated, and secrets are not printed', ({ directory }) => {
  const file = join(directory, 'agent.yaml');
  writeFileSync(file, 'master: m:1\nlog_dir: /x\n');
  const { options, config } = running(directory);
  writeFileSync(file, 'master: geheim:1\nlog_dir: /x\nlogbufsecs: 3\n');
  const { lines, log } = recorder();
  reloadConfig(agentProgram, options, config, {}, log);
  assert.not.match(lines.join('\n'), /log_dir|geheim/);
  assert.match(lines.join('\n'), /logbufsecs has no effect/);
});

test('which flags a reload applies', () => {
  const reloadable = (program: Program<FlagDeclarations>): string[] =>
    Object.entries(program.flags).flatMap(([name, spec]) => (spec.reloadable === true ? [name] : []));
  assert.equal(reloadable(masterProgram as unknown as Program<FlagDeclarations>), ['logging_level']);
  assert.equal(reloadable(agentProgram as unknown as Program<FlagDeclarations>), ['logging_level']);
});

test.run();
