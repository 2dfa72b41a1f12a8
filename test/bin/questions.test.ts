// Questions of the command line are answered by the built programs before most of them is set up.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('questions');
const directory = mkdtempSync(join(tmpdir(), 'mesos-questions-'));
const hook = join(directory, 'hook.cjs');

test.before(() => {
  writeFileSync(
    hook,
    "process.on('exit', () => process._rawDebug(process.moduleLoadList.filter((name) => /NativeModule (http|zlib)$/.test(name)).join()));",
  );
  symlinkSync(resolve('dist/mesos'), join(directory, 'mesos-execute'));
});
test.after(() => rmSync(directory, { recursive: true }));

/** Exit status, standard output, and which larger modules of Node were loaded. */
function ask(program: string, args: readonly string[]): Promise<[number, string, string]> {
  return new Promise((settle) => {
    execFile(process.execPath, ['--require', hook, program, ...args], (error, stdout, stderr) => {
      settle([error === null ? 0 : Number(error.code), stdout, stderr.trim()]);
    });
  });
}

const version = (name: string): RegExp =>
  new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(compatible with Apache Mesos 1\\.12\\.0\\)\\n$`);

for (const [program, args, answer] of [
  ['dist/mesos-master', ['--version'], version('mesos-master')],
  ['dist/mesos-master', ['--help'], /^Usage: mesos-master /],
  ['dist/mesos-agent', ['--nonsense', '--version'], version('mesos-agent')],
  ['dist/mesos-agent', ['-h'], /^Usage: mesos-agent /],
  ['dist/mesos', ['--version'], version('mesos')],
  ['dist/mesos', ['--help'], /^Usage: mesos COMMAND /],
  ['dist/mesos', ['help'], /^Usage: mesos COMMAND /],
  ['dist/mesos', ['help', 'execute'], /^Usage: mesos execute /],
  ['dist/mesos', ['help', 'config'], /^Usage: mesos config migrate /],
  ['dist/mesos', ['execute', '--version'], version('mesos execute')],
  ['dist/mesos', ['config', 'migrate', '--help'], /^Usage: mesos config migrate /],
  [join(directory, 'mesos-execute'), ['--help'], /^Usage: mesos execute /],
] as const) {
  test([program.split('/').at(-1), ...args].join(' '), async () => {
    const [status, text, loaded] = await ask(resolve(program), args);
    assert.is(status, 0);
    assert.match(text, answer);
    assert.is(loaded, '', 'neither the HTTP server nor what reads maps');
  });
}

test('what is no question goes on to the program', async () => {
  assert.is((await ask('dist/mesos', []))[0], 1);
  assert.is((await ask('dist/mesos', ['config', '--help']))[0], 1);
  assert.is((await ask('dist/mesos-master', ['--prot=1']))[0], 78);
});

test.run();
