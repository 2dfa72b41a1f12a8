// What the HTTP server refuses is counted by reason, and the reasons add up to the number of old.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
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

test.run();
