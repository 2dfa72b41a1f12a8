// The npm package of the SDK as npm packs it: the programs of docs/sdk.md pass the type check against it, and do
// what the document says on real daemons.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster, cleanEnvironment, type DaemonProcess, programs } from '../support/cluster.ts';
import { needs, root } from '../support/needs.ts';

const test = suite('the npm package of the sdk');

let directory: string;
let cluster: Cluster;
let master: DaemonProcess;

test.before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'mesos-sdk-'));
  execFileSync(process.execPath, ['build.mjs', 'sdk']);
  execFileSync('npm', ['pack', '--silent', resolve('dist/sdk')], { cwd: directory });
  const archive = readdirSync(directory).find((name) => name.endsWith('.tgz')) ?? '';
  const installed = join(directory, 'node_modules/mesos-sdk');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(directory, archive), '-C', installed, '--strip-components=1']);
  for (const [name, source] of documentPrograms()) writeFileSync(join(directory, `${name}.mts`), source);
  cluster = new Cluster();
  ({ master } = await cluster.startPair(['--resources=cpus:2;mem:1024']));
});

test.after(async () => {
  await cluster.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** The marked programs of the document. */
function documentPrograms(): Map<string, string> {
  const text = readFileSync('docs/sdk.md', 'utf8');
  return new Map(
    [...text.matchAll(/<!-- test: (\w+) -->\n```ts\n(.*?)```\n/gs)].map(([, name = '', source = '']) => [
      name,
      source,
    ]),
  );
}

test('the programs of the document pass the type check', () => {
  const names = [...documentPrograms().keys()];
  assert.equal(names, ['scheduler', 'executor']);
  writeFileSync(
    join(directory, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'es2023',
        module: 'nodenext',
        strict: true,
        exactOptionalPropertyTypes: true,
        verbatimModuleSyntax: true,
        types: ['node'],
        typeRoots: [resolve('node_modules/@types')],
      },
      files: names.map((name) => `${name}.mts`),
    }),
  );
  const compiler = resolve('node_modules/typescript/bin/tsc');
  try {
    execFileSync(process.execPath, [compiler, '-p', directory], { encoding: 'utf8' });
  } catch (error) {
    assert.unreachable((error as { stdout: string }).stdout);
  }
});

test('CommonJS programs can require it', () => {
  const script = "const { SchedulerClient } = require('mesos-sdk'); console.log(typeof SchedulerClient);";
  const output = execFileSync(process.execPath, ['-e', script], { cwd: directory, encoding: 'utf8' });
  assert.is(output.trim(), 'function');
});

needs(test, [root], "the document's scheduler runs its task and ends", () => {
  const program = join(directory, 'scheduler.mjs');
  const output = execFileSync(process.execPath, [program, `127.0.0.1:${master.port}`], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(output.trim().split('\n'), [
    'hello-1 is in state TASK_STARTING',
    'hello-1 is in state TASK_RUNNING',
    'hello-1 is in state TASK_FINISHED',
  ]);
});

needs(test, [root], "the document's executor runs the tasks of a framework", async () => {
  const command = `'${process.execPath}' '${join(directory, 'executor.mjs')}'`;
  const program = spawn(
    join(programs, 'examples/test-framework'),
    [`127.0.0.1:${master.port}`, '--num_tasks=2', `--executor_command=${command}`],
    { stdio: ['ignore', 'pipe', 'inherit'], env: cleanEnvironment() },
  );
  let output = '';
  program.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [status] = await once(program, 'close');
  assert.is(status, 0, output);
  assert.is(output.match(/is in state TASK_FINISHED \(done\)/g)?.length, 2, output);
});

test.run();
