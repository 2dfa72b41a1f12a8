import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatLogLine, isEnabled, type LogEvent } from '../../src/logging/log-line.ts';

const test = suite('logging/log-line');
const timeMs = Date.UTC(2026, 10, 21, 9, 0, 0, 123);

function event(message: string, fields?: LogEvent['fields'], level: LogEvent['level'] = 'info'): LogEvent {
  return { level, message, fields, timeMs };
}

test('text: time, level, message, fields', () => {
  assert.is(
    formatLogLine(
      event('Agent registered', { agent: 'S0', cpus: 1.5, fresh: true, gone: undefined }),
      'text',
      false,
    ),
    '2026-11-21T09:00:00.123Z INFO  Agent registered agent=S0 cpus=1.5 fresh=true',
  );
  assert.is(formatLogLine(event('x', undefined, 'error'), 'text', false), '2026-11-21T09:00:00.123Z ERROR x');
  assert.is(formatLogLine(event('x', undefined, 'warn'), 'text', false), '2026-11-21T09:00:00.123Z WARN  x');
});

test('the time changes with every second, and parts of a millisecond are cut', () => {
  const at = (ms: number): string =>
    formatLogLine({ level: 'info', message: 'x', timeMs: ms }, 'text', false);
  assert.match(at(999.9), /^1970-01-01T00:00:00\.999Z/);
  assert.match(at(1000), /^1970-01-01T00:00:01\.000Z/);
  assert.match(at(999), /^1970-01-01T00:00:00\.999Z/);
  assert.match(at(Number.NaN), /^unknown-time /);
});

test('values are quoted when they could be taken for something else', () => {
  const value = (text: string): string =>
    formatLogLine(event('m', { v: text }), 'text', true).slice('<6>m v='.length);
  assert.is(value('slave(1)@127.0.0.1:5051'), 'slave(1)@127.0.0.1:5051');
  assert.is(value(''), '""');
  assert.is(value('a b'), '"a b"');
  assert.is(value('a=b'), '"a=b"');
  assert.is(value('say "hi" \\'), '"say \\"hi\\" \\\\"');
  assert.is(value('a\nb'), '"a\\nb"');
  assert.is(value('é'), '"é"');
});

test('control characters and marks that reorder text are escaped', () => {
  assert.is(
    formatLogLine(event('a\r\n\t\u001b[31m\u0000\u0085\u202e\u2028\ud800b 😀'), 'text', true),
    '<6>a\\r\\n\\t\\u001b[31m\\u0000\\u0085\\u202e\\u2028\\ud800b 😀',
  );
});

test('under journald a priority and no time', () => {
  const line = (level: LogEvent['level'], format: 'text' | 'json' = 'text'): string =>
    formatLogLine(event('x', undefined, level), format, true);
  assert.equal([line('error'), line('warn'), line('info'), line('debug')], ['<3>x', '<4>x', '<6>x', '<7>x']);
  assert.match(line('info', 'json'), /^<6>\{"time":/);
});

test('JSON: one object, fields beside what every line has', () => {
  assert.equal(
    JSON.parse(
      formatLogLine(event('a\nb', { n: 1, nan: Number.NaN, level: 'mine', b: false }), 'json', false),
    ),
    {
      time: '2026-11-21T09:00:00.123Z',
      level: 'INFO',
      message: 'a\nb',
      n: 1,
      nan: 'NaN',
      'field.level': 'mine',
      b: false,
    },
  );
});

test('any event is one line of printable text, and of limited length', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, text, text, fc.boolean(), (message, name, value, isJson) => {
      const line = formatLogLine(event(message, { [name]: value }), isJson ? 'json' : 'text', true);
      assert.not.match(line, /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]/);
      if (isJson) JSON.parse(line.slice('<6>'.length));
    }),
  );
  for (const format of ['text', 'json'] as const) {
    const long = formatLogLine(event('x'.repeat(1_000_000), { v: 'y'.repeat(1_000_000) }), format, true);
    assert.ok(long.length < 33_000, `${long.length}`);
    assert.match(long, /more characters/);
  }
});

test('levels', () => {
  assert.ok(isEnabled('error', 'warn'));
  assert.ok(isEnabled('warn', 'warn'));
  assert.not.ok(isEnabled('info', 'warn'));
  assert.not.ok(isEnabled('debug', 'info'));
});

test.run();
