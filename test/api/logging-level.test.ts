// The verbosity of the log: who may change it to what, and that it goes back.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LoggingLevel } from '../../src/api/logging-level.ts';
import type { HttpRequest } from '../../src/http/message.ts';
import { VirtualTime } from '../master/harness.ts';

const test = suite('logging level');

type Level = 'error' | 'warn' | 'info' | 'debug';

function made(initial: Level = 'info'): { time: VirtualTime; logging: LoggingLevel; level: () => Level } {
  let current = initial;
  const log = {
    level: () => current,
    setLevel: (level: Level) => {
      current = level;
    },
  };
  const time = new VirtualTime();
  return { time, logging: new LoggingLevel(log, time), level: () => current };
}

const request = (query: string): HttpRequest => ({
  method: 'GET',
  path: '/logging/toggle',
  target: '/logging/toggle',
  query: new URLSearchParams(query),
  headers: {},
  body: new Uint8Array(),
  remoteAddress: '127.0.0.1',
});

test('a change lasts as long as it was asked for', () => {
  const { time, logging, level } = made('warn');
  assert.is(logging.set(2, 1000), undefined);
  assert.is(logging.verbosity, 2);
  assert.is(level(), 'debug');
  time.advance(999);
  assert.is(level(), 'debug');
  time.advance(1);
  assert.is(level(), 'warn');
  assert.is(logging.verbosity, 0);
});

test('the newest change counts, and 0 ends one', () => {
  const { time, logging, level } = made();
  logging.set(1, 1000);
  time.advance(900);
  logging.set(3, 1000);
  time.advance(900);
  assert.is(logging.verbosity, 3);
  assert.is(logging.set(0, 1000), undefined);
  assert.is(level(), 'info');
  time.advance(10_000);
  assert.is(level(), 'info');
});

test('what was configured is the least', () => {
  const { logging, level } = made('debug');
  assert.is(logging.verbosity, 1);
  assert.match(logging.set(0, 1000) ?? '', /'0' < original level/);
  assert.is(level(), 'debug');
});

test('/logging/toggle', () => {
  const { logging, level } = made();
  const rows: [string, number, string][] = [
    ['', 200, '0\n'],
    ['level=1', 400, "Expecting 'duration=value' in query.\n"],
    ['duration=1secs', 400, "Expecting 'level=value' in query.\n"],
    ['level=-1&duration=1secs', 400, "Invalid level '-1'.\n"],
    ['level=x&duration=1secs', 400, "Invalid level 'x'.\n"],
    ['level=1&duration=soon', 400, "Invalid duration 'soon'.\n"],
    ['level=1&duration=-1secs', 400, 'Expecting a duration that is not negative.\n'],
  ];
  for (const [query, status, body] of rows) {
    const answer = logging.respond(request(query));
    assert.is(answer.status, status, query);
    assert.is(answer.body, body, query);
  }
  assert.is(logging.respond(request('level=3&duration=1mins')).status, 200);
  assert.is(level(), 'debug');
  assert.is(logging.respond(request('')).body, '3\n');
});

test.run();
