// What the HTTP server refuses is counted by reason, and the reasons add up to the number of old.
import { Readable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HttpResponse } from '../../src/http/message.ts';
import { refusalResponse } from '../../src/http/responses.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { HttpMetrics } from '../../src/metrics/http.ts';
import { flatMetrics } from '../../src/metrics/sink.ts';
import { http } from '../support/cluster.ts';

const test = suite('metrics of the HTTP server');

test('refusals of a server, by reason', async () => {
  const metrics = new HttpMetrics('master');
  const server = createHttpServer({
    handler: () => ({ status: 200 }),
    limits: { maxBodyBytes: 1000, maxHeaderBytes: 4096, maxPendingBodyBytes: 500 },
    onRefused: (_status, _why, reason) => metrics.count(reason),
    onGivenUp: (why) => metrics.count(why),
  });
  const { port } = await server.listen('127.0.0.1', 0);
  const statuses = [
    await http(port, 'POST', '/', { body: 'x'.repeat(2000) }),
    await http(port, 'POST', '/', { body: 'x'.repeat(800) }),
    await http(port, 'POST', '/', { body: 'x', headers: { 'Content-Encoding': 'br' } }),
    await http(port, 'GET', '/%zz'),
    await http(port, 'GET', '/', { headers: { 'X-Long': 'x'.repeat(5000) } }),
  ].map(({ status }) => status);
  await server.close(0);
  assert.equal(statuses, [413, 503, 415, 400, 431]);
  const counted = Object.entries(flatMetrics(metrics.collect)).filter(([, count]) => count > 0);
  assert.equal(Object.fromEntries(counted), {
    'http/refusals/body_size': 1,
    'http/refusals/pending_bodies': 1,
    'http/refusals/encoding': 1,
    'http/refusals/malformed': 1,
    'http/refusals/header_size': 1,
    'master/http_requests_refused': 5,
  });
});

test('what endpoints refuse, whether they name a reason or not', async () => {
  const metrics = new HttpMetrics('slave');
  const answers: HttpResponse[] = [
    { status: 400 },
    refusalResponse(400, 'depth', ''),
    { status: 405 },
    { status: 406 },
    { status: 413 },
    { status: 415 },
    { status: 429 },
    // Of another server, of a state, of nothing: no refusals.
    { status: 400, source: Readable.from(['x']) },
    { status: 403 },
    { status: 404 },
    { status: 501 },
    { status: 503 },
    { status: 200 },
  ];
  let next = 0;
  const server = createHttpServer({
    handler: () => answers[next++]!,
    onRefused: (_status, _why, reason) => metrics.count(reason),
  });
  const { port } = await server.listen('127.0.0.1', 0);
  for (const { status } of answers) assert.is((await http(port, 'GET', '/')).status, status);
  await server.close(0);
  const counted = Object.entries(flatMetrics(metrics.collect)).filter(([, count]) => count > 0);
  assert.equal(Object.fromEntries(counted), {
    'http/refusals/accept': 1,
    'http/refusals/body_size': 1,
    'http/refusals/content_type': 1,
    'http/refusals/depth': 1,
    'http/refusals/invalid': 1,
    'http/refusals/method': 1,
    'http/refusals/rate': 1,
    'slave/http_requests_refused': 7,
  });
});

test.run();
