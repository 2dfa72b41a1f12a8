// The program without its client: what it refuses, and that it ends with its socket.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeFrame, FrameDecoder } from '../../src/launcher/framing.ts';
import { startLauncher } from '../../src/launcher/process.ts';
import { silentLog } from '../support/silent-log.ts';
import { compileLauncher, failure, makeRoot, removeRoot, until } from './bed.ts';

const test = suite('launcher protocol');

let root: string;
let program: string;

test.before(() => {
  root = makeRoot();
  program = compileLauncher(root);
});

test.after(() => removeRoot(root));

interface Raw {
  readonly child: ChildProcess;
  readonly socket: Socket;
  readonly got: string[];
}

function start(): Raw {
  const child = spawn(program, [], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const socket = child.stdio[3] as Socket;
  const decoder = new FrameDecoder();
  const got: string[] = [];
  socket.on('data', (chunk: Buffer) => got.push(...decoder.push(chunk)));
  socket.on('error', () => {});
  return { child, socket, got };
}

/** What is answered to these bytes by a launcher that then ends with status 1. */
async function refusal(...parts: readonly Buffer[]): Promise<unknown[]> {
  const { child, socket, got } = start();
  socket.write(Buffer.concat(parts));
  const [code] = await once(child, 'close');
  assert.is(code, 1);
  return got.map((text) => JSON.parse(text) as unknown);
}

const hello = encodeFrame('{"type":"hello","version":1}');
const greeting = { type: 'hello', version: 1 };

function frame(value: unknown): Buffer {
  return encodeFrame(typeof value === 'string' ? value : JSON.stringify(value));
}

test('another version is refused with a message', async () => {
  const message = 'this launcher speaks version 1 of the protocol';
  assert.equal(await refusal(frame({ type: 'hello', version: 2 })), [{ type: 'refused', message }]);
  assert.equal(await refusal(frame({ type: 'hello' })), [{ type: 'refused', message }]);
});

test('a message that announces too many bytes is refused before they come', async () => {
  const header = Buffer.alloc(4);
  header.writeUInt32BE((4 << 20) + 1);
  const message = 'a message is longer than 4194304 bytes';
  assert.equal(await refusal(hello, header), [greeting, { type: 'refused', message }]);
});

test('a message of the greatest length is read', async () => {
  const long = JSON.stringify({ type: 'watch', request: 7, id: 'x', directory: 'relative', padding: '' });
  const full = long.replace('"padding":""', `"padding":"${'x'.repeat((4 << 20) - long.length)}"`);
  const { child, socket, got } = start();
  socket.write(Buffer.concat([hello, frame(full), frame({ type: 'watch', request: 8 })]));
  await until('the answers', () => got.length === 3);
  assert.equal(
    got.slice(1).map((text) => JSON.parse(text)),
    [7, 8].map((request) => ({
      type: 'failed',
      request,
      step: 'request',
      errno: 22,
      message: 'Invalid argument',
    })),
  );
  socket.end();
  assert.is((await once(child, 'close'))[0], 0);
});

test('a command before hello is refused', async () => {
  const message = 'the first message is not hello';
  assert.equal(await refusal(frame({ type: 'watch', request: 1 })), [{ type: 'refused', message }]);
});

for (const [name, text, message] of [
  ['nothing', '', 'a value is missing'],
  ['a word', 'nil', 'an unknown word'],
  ['a cut object', '{"type":"watch"', 'a comma or a closing bracket is missing'],
  ['a trailing comma', '{"type":"watch",}', 'a string is missing'],
  ['two values', '{} {}', 'something after the value'],
  ['a fraction', '{"request":1.5}', 'neither a value nor a whole number'],
  ['an exponent', '{"request":1e3}', 'neither a value nor a whole number'],
  ['a leading zero', '{"request":01}', 'neither a value nor a whole number'],
  ['a negative number', '{"request":-1}', 'neither a value nor a whole number'],
  ['a number too big', '{"request":9007199254740993}', 'neither a value nor a whole number'],
  ['an open string', '{"type":"wat', 'a string without an end'],
  ['a string that ends in a backslash', '"\\', 'a string without an end'],
  ['a control character', '{"type":"a\nb"}', 'a control character in a string'],
  ['an unknown escape', '"\\x"', 'an unknown escape'],
  ['a broken escape', '"\\u12g4"', 'a broken \\u escape'],
  ['NUL', '"\\u0000"', 'a NUL character in a string'],
  ['deep nesting', `${'['.repeat(100_000)}`, 'nested too deeply'],
  ['many values', `[${'1,'.repeat(70_000)}1]`, 'too many values'],
  ['no type', '{}', 'a message without a type'],
  ['no object', '[]', 'a message without a type'],
  ['an unknown type', '{"type":"stop","request":1}', 'a message of an unknown type'],
  ['no request number', '{"type":"watch"}', 'a message without a request number'],
] as const) {
  test(`refused: ${name}`, async () => {
    assert.equal(await refusal(hello, frame(text)), [greeting, { type: 'refused', message }]);
  });
}

for (const [name, change] of [
  ['a user that is no string', { user: 0 }],
  ['a user that is null', { user: null }],
  ['arguments that are no strings', { argv: ['a', 1] }],
  ['no argument', { argv: [] }],
  ['an environment that is a list', { environment: ['A=B'] }],
  ['a variable that is no string', { environment: { A: 1 } }],
  ['a name with =', { environment: { 'A=B': 'c' } }],
  ['a relative directory', { directory: 'here' }],
  ['a relative cgroup', { taskCgroups: ['here'] }],
  ['a limit that is no number', { limits: [{ resource: 'CORE', soft: 'x' }] }],
  ['too many limits', { limits: Array.from({ length: 33 }, () => ({ resource: 'CORE' })) }],
] as const) {
  test(`a launch with ${name} fails`, async () => {
    const { child, socket, got } = start();
    const request = {
      type: 'launch',
      request: 1,
      id: 'x',
      directory: root,
      argv: ['true'],
      environment: {},
      workingDirectory: '/',
      stdoutPath: '/dev/null',
      stderrPath: '/dev/null',
      limits: [],
      taskCgroups: [],
      supervisorCgroups: [],
      ...change,
    };
    socket.write(Buffer.concat([hello, frame(request)]));
    await until('the answer', () => got.length === 2);
    assert.equal(JSON.parse(got[1] ?? ''), {
      type: 'failed',
      request: 1,
      step: 'request',
      errno: 22,
      message: 'Invalid argument',
    });
    socket.end();
    assert.is((await once(child, 'close'))[0], 0);
  });
}

test('an id that is too long fails', async () => {
  const { child, socket, got } = start();
  socket.write(
    Buffer.concat([hello, frame({ type: 'watch', request: 1, id: 'x'.repeat(321), directory: root })]),
  );
  await until('the answer', () => got.length === 2);
  assert.match(got[1] ?? '', /"step":"request","errno":36/);
  socket.destroy();
  await once(child, 'close');
});

test('it does not end with signals for the agent, only with its socket', async () => {
  const { child, socket, got } = start();
  socket.write(hello);
  await until('the greeting', () => got.length === 1);
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGPIPE'] as const) child.kill(signal);
  socket.write(frame({ type: 'watch', request: 1 }));
  await until('an answer', () => got.length === 2);
  socket.destroy();
  assert.equal(await once(child, 'close'), [0, null]);
});

test('it names its version, and says what is wrong when it is started by hand', () => {
  assert.match(
    execFileSync(program, ['--version'], { encoding: 'utf8' }),
    /^mesos-launcher \d+\.\d+\.\d+\n$/,
  );
  for (const args of [[], ['--help'], ['--version', 'x']]) {
    const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    assert.is(status, 64);
    assert.match(stderr, /mesos-agent starts it/);
  }
});

function startClient(path: string, lost: string[] = []) {
  const events = {
    onExited() {},
    onMemoryEvent() {},
    onLauncherLost: (message: string) => lost.push(message),
  };
  return startLauncher({ program: path, log: silentLog, events });
}

/** A program that has read the client's greeting; if it ended before, the client might not come to read. */
function script(name: string, body: string): string {
  const path = join(root, name);
  writeFileSync(path, `#!/bin/sh\nhead -c ${hello.length} <&3 > /dev/null\n${body}\n`, { mode: 0o755 });
  return path;
}

function octal(value: unknown): string {
  return [...frame(value)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

for (const [name, body, expected] of [
  ['is missing', undefined, /ENOENT/],
  ['ends', 'exit 3', /it exited with status 3/],
  [
    'refuses',
    `printf '${octal({ type: 'refused', message: 'too new' })}' >&3; exit 1`,
    /refused to go on: too new/,
  ],
  ['is of another version', `printf '${octal({ type: 'hello', version: 2 })}' >&3`, /does not understand/],
  ['talks nonsense', "printf 'Hello, this is no launcher' >&3", /longer than the 16384 allowed/],
] as const) {
  test(`the client rejects a program that ${name}`, async () => {
    const path = body === undefined ? join(root, 'missing') : script(name.replaceAll(' ', '-'), body);
    const error = await failure(startClient(path));
    assert.is(error.code, 'LAUNCHER_FAILED');
    assert.match(error.message, expected);
    assert.match(error.message, path);
  });
}

test('the client tells the loss of the launcher once, and rejects what waits', async () => {
  const lost: string[] = [];
  const body = `printf '${octal(greeting)}' >&3; head -c 8 <&3 > /dev/null; kill -9 $$`;
  const launcher = await startClient(script('dies', body), lost);
  const error = await failure(launcher.watch('x', '/x'));
  assert.is(error.code, 'LAUNCHER_FAILED');
  assert.match(error.message, /Failed to watch container x: the launcher has ended/);
  assert.equal(lost, ['The launcher has ended: it was killed by SIGKILL']);
  assert.match((await failure(launcher.watch('y', '/y'))).message, /the launcher has ended/);
  await launcher.close();
  assert.is(lost.length, 1);
});

test.run();
