// The endpoints of the metrics as functions: pace of the snapshot, its parameter, and the text.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { metricsEndpoints } from '../../src/api/metrics.ts';
import type { HttpRequest } from '../../src/http/message.ts';
import { gauge } from '../../src/metrics/metric.ts';

const test = suite('metrics endpoints');
const up = gauge('x/up', 'Up');

interface Waiting {
  readonly delayMs: number;
  readonly action: () => void;
}

function endpoints(snapshotRate?: string) {
  const waiting: Waiting[] = [];
  const readings = { count: 0 };
  const made = metricsEndpoints({
    sources: [
      (sink) => {
        readings.count += 1;
        sink.put(up, 1);
      },
    ],
    clock: { now: () => 1000 },
    timers: {
      after: (delayMs, action) => {
        // What is kept for readers is forgotten after half a minute.
        if (delayMs < 30_000) waiting.push({ delayMs, action });
        return { cancel: () => undefined };
      },
    },
    snapshotRate,
  });
  return { ...made, waiting, readings };
}

function request(query = ''): HttpRequest {
  return {
    method: 'GET',
    path: '/metrics/snapshot',
    target: `/metrics/snapshot?${query}`,
    query: new URLSearchParams(query),
    headers: {},
    body: new Uint8Array(),
    remoteAddress: '127.0.0.1',
  };
}

test('two a second by default; others wait', async () => {
  const { snapshot, waiting } = endpoints();
  const first = await snapshot(request());
  assert.is(String(first.body), '{"x/up":1.0}');
  const second = snapshot(request());
  const third = snapshot(request());
  assert.ok(second instanceof Promise);
  assert.equal(
    waiting.map(({ delayMs }) => delayMs),
    [500, 1000],
  );
  for (const { action } of waiting) action();
  assert.is((await second).status, 200);
  assert.is((await third).status, 200);
});

test('those that would wait for too long are refused', async () => {
  const { snapshot } = endpoints('1/30secs');
  for (let i = 0; i < 3; i++) void snapshot(request());
  const { status, refusal } = await snapshot(request());
  assert.equal([status, refusal], [503, 'rate']);
});

test('an empty rate is none, a wrong one is an error', async () => {
  const { snapshot } = endpoints('');
  for (let i = 0; i < 100; i++) assert.is((await snapshot(request())).status, 200);
  assert.throws(() => endpoints('fast'), /LIBPROCESS_METRICS_SNAPSHOT_ENDPOINT_RATE_LIMIT=fast/);
});

test('the timeout must be a duration', async () => {
  const { snapshot } = endpoints('');
  for (const good of ['timeout=5secs', 'timeout=0ns', 'timeout=1.5hrs'])
    assert.is((await snapshot(request(good))).status, 200, good);
  for (const wrong of ['timeout=', 'timeout=5', 'timeout=soon', 'timeout=-1secs'])
    assert.is((await snapshot(request(wrong))).status, 400, wrong);
});

test('those who ask at once share what the first one, begun after they asked, is told', async () => {
  const { snapshot, text, readings } = endpoints('');
  for (const ask of [() => snapshot(request()), () => snapshot(request('jsonp=f')), () => text(request())]) {
    readings.count = 0;
    const answers = await Promise.all(Array.from({ length: 20 }, ask));
    assert.is(new Set(answers.map(({ body }) => String(body))).size, 1);
    // The first is begun at once.
    assert.is(readings.count, 2);
  }
});

test('the text has no limit', async () => {
  const { text } = endpoints('1/1hrs');
  for (let i = 0; i < 5; i++) assert.match(String((await text(request())).body), /^mesos_x_up 1$/m);
});

test.run();
