import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLogger, type LoggerOptions, levelOfFlag } from '../../src/logging/logger.ts';

const test = suite('logging/logger');

// This file runs itself as a program whose log it then looks at: only a process of its own has a standard error
// that may be closed or stalled.
const role = process.env['LOGGER_TEST_ROLE'];
if (role !== undefined) runRole(role);

function runRole(name: string): void {
  const log = createLogger({ level: 'info', format: 'text', journald: true });
  if (name === 'last-words') {
    for (let count = 0; count < 3000; count += 1) log.error('last words', { count });
    process.exit(70);
  }
  // 32 MB to a reader that reads nothing: far more than pipe, socket and queue hold.
  let turn = 0;
  const beat = (): void => {
    for (let count = 0; count < 100; count += 1) log.info('x'.repeat(1000));
    turn += 1;
    if (turn < 320) setImmediate(beat);
    else process.stdout.write('alive\n', () => process.exit(0));
  };
  beat();
}

function memory(options: Partial<LoggerOptions> = {}) {
  const stream = new PassThrough();
  const log = createLogger({ level: 'info', format: 'text', journald: true, stream, ...options });
  return {
    log,
    lines: () =>
      String(stream.read() ?? '')
        .split('\n')
        .slice(0, -1),
  };
}

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly error: string;
}

function run(
  name: string,
  standardError: 'read' | 'stalled' | 'closed' | number,
  shell?: string,
): Promise<Ended> {
  const env = { ...process.env, LOGGER_TEST_ROLE: name };
  const stdio = ['ignore', 'pipe', typeof standardError === 'number' ? standardError : 'pipe'] as const;
  const child =
    shell === undefined
      ? spawn(process.execPath, [__filename], { env, stdio: [...stdio] })
      : spawn('sh', ['-c', shell, process.execPath, __filename], { env, stdio: [...stdio] });
  let out = '';
  let error = '';
  child.stdout?.on('data', (chunk) => {
    out += String(chunk);
  });
  if (standardError === 'read') {
    child.stderr?.on('data', (chunk) => {
      error += String(chunk);
    });
  } else if (standardError === 'closed') child.stderr?.destroy();
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => {
      if (standardError === 'stalled') child.stderr?.destroy();
    });
    child.on('close', (status) => resolve({ status, out, error }));
  });
}

test('levels, and changing the level', () => {
  const { log, lines } = memory();
  log.debug('a');
  log.info('b', { n: 1 });
  log.warn('c');
  log.error('d');
  log.flush();
  assert.equal(lines(), ['<6>b n=1', '<4>c', '<3>d']);
  log.setLevel('error');
  log.warn('e');
  log.setLevel('debug');
  log.debug('f');
  log.flush();
  assert.is(log.level(), 'debug');
  assert.equal(lines(), ['<7>f']);
  log.close();
  log.error('g');
  assert.equal(lines(), []);
});

test('quiet writes nothing; JSON on request; the clock is a port', () => {
  const silent = memory({ quiet: true });
  silent.log.error('a');
  silent.log.close();
  assert.equal(silent.lines(), []);
  const json = memory({ format: 'json', journald: false, now: () => 0 });
  json.log.info('a', { b: 1 });
  json.log.close();
  assert.equal(json.lines(), ['{"time":"1970-01-01T00:00:00.000Z","level":"INFO","message":"a","b":1}']);
});

test('a field called like a part of winston changes nothing', () => {
  const { log, lines } = memory();
  log.info('a %s %d', { message: 'm', stack: 's', level: 'error', splat: 'x' });
  log.close();
  assert.equal(lines(), ['<6>a %s %d message=m stack=s level=error splat=x']);
});

test('a value that has no text does not throw', () => {
  const { log, lines } = memory();
  const hostile = Object.create(null) as unknown as string;
  log.info('a', { hostile });
  log.info('b');
  log.close();
  assert.equal(lines(), ['<6>a log line could not be formatted', '<6>b']);
});

test('the listeners of the process do not grow with closed loggers', () => {
  const before = process.listenerCount('exit');
  for (let count = 0; count < 20; count += 1) memory().log.close();
  assert.is(process.listenerCount('exit'), before);
});

test('values of --logging_level', () => {
  assert.equal(['DEBUG', 'INFO', 'WARNING', 'ERROR'].map(levelOfFlag), ['debug', 'info', 'warn', 'error']);
});

function expectLastWords(text: string): void {
  const lines = text.split('\n');
  assert.is(lines.length, 3001);
  for (const [index, line] of lines.slice(0, -1).entries()) assert.is(line, `<3>last words count=${index}`);
}

test('lines before an exit are written, in order, to a socket, a pipe and a file', async () => {
  const socket = await run('last-words', 'read');
  assert.is(socket.status, 70);
  expectLastWords(socket.error);
  const pipe = await run('last-words', 'read', '"$0" "$1" 2>&1 | cat >&2');
  expectLastWords(pipe.error);
  const directory = mkdtempSync(join(tmpdir(), 'mesos-logger-'));
  try {
    const path = join(directory, 'log');
    await run('last-words', 'read', `"$0" "$1" 2>'${path}'`);
    expectLastWords(readFileSync(path, 'utf8'));
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('a reader that stalls or is gone stops neither the program nor its exit', async () => {
  for (const reader of ['stalled', 'closed'] as const) {
    const ended = await run('flood', reader);
    assert.is(ended.status, 0, reader);
    assert.is(ended.out, 'alive\n', reader);
  }
  const noDescriptor = await run('flood', 'read', '"$0" "$1" 2>&-');
  assert.is(noDescriptor.out, 'alive\n');
});

if (role === undefined) test.run();
