import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { integer } from '../../src/base/json-text.ts';
import type { HttpRequest, HttpResponse } from '../../src/http/message.ts';
import { jsonResponse } from '../../src/http/responses.ts';
import { createRouter } from '../../src/http/router.ts';

const test = suite('router');

function request(method: string, target: string): HttpRequest {
  const url = new URL(`http://x${target}`);
  const path = decodeURIComponent(url.pathname);
  return {
    method,
    path,
    target,
    query: url.searchParams,
    headers: {},
    body: new Uint8Array(0),
    remoteAddress: '127.0.0.1',
  };
}

const router = createRouter({ prefixes: ['slave(1)', 'master'], disabledPaths: ['/secret'] });
const echo =
  (name: string) =>
  (seen: HttpRequest, match: { route: string; rest: string }): HttpResponse => ({
    status: 200,
    body: `${name} ${seen.method} ${match.rest}`,
  });
router.route('/', echo('root'));
router.route('/state', echo('state'), { methods: ['GET', 'POST'] });
router.route('/slaves', echo('slaves'));
router.route('/api/v1', echo('operator'), { methods: ['POST'] });
router.route('/api/v1/scheduler', echo('scheduler'), { methods: ['POST'] });
router.route('/monitor/statistics', echo('statistics'));
router.route('/health', echo('health'), { isExact: true });
router.route('/secret', echo('secret'));

async function get(target: string, method = 'GET'): Promise<string> {
  const { status, body } = await router.handle(request(method, target));
  return status === 200 ? String(body) : `${status}`;
}

test('longest prefix, trailing slashes, process prefixes and .json', async () => {
  const cases: [string, string][] = [
    ['/', 'root GET '],
    ['/master', 'root GET '],
    ['/master/', 'root GET '],
    ['/state', 'state GET '],
    ['/state/', 'state GET '],
    ['//state//', 'state GET '],
    ['/state.json', 'state GET '],
    ['/master/state', 'state GET '],
    ['/master/state.json', 'state GET '],
    ['/slave(1)/state.json', 'state GET '],
    ['/slave%281%29/state', 'state GET '],
    ['/state?jsonp=x', 'state GET '],
    ['/slaves/abc-S1', 'slaves GET abc-S1'],
    ['/master/slaves/abc-S1/x', 'slaves GET abc-S1/x'],
    ['/monitor/statistics.json', 'statistics GET '],
    ['/health', 'health GET '],
    ['/health/x', '404'],
    ['/masterful/state', '404'],
    ['/slave(2)/state', '404'],
    ['/nothing', '404'],
    ['/state.html', '404'],
    ['/secret', '403'],
    ['/master/secret/x', '403'],
  ];
  for (const [target, expected] of cases) assert.is(await get(target), expected, target);
  assert.is(await get('/api/v1/operator', 'POST'), 'operator POST operator');
  assert.is(await get('/master/api/v1/scheduler', 'POST'), 'scheduler POST ');
});

test('a wrong method is 405 with Allow', async () => {
  const answer = await router.handle(request('GET', '/api/v1/scheduler'));
  assert.is(answer.status, 405);
  assert.is(answer.headers?.['Allow'], 'POST');
  assert.is(answer.body, "405 Method Not Allowed. Expecting one of { 'POST' }, but received 'GET'.");
  const several = await router.handle(request('PUT', '/state'));
  assert.is(several.headers?.['Allow'], 'GET, POST');
  assert.is(several.body, "405 Method Not Allowed. Expecting one of { 'GET', 'POST' }, but received 'PUT'.");
});

test('HEAD is served as GET', async () => {
  assert.is(await get('/state', 'HEAD'), 'state GET ');
  assert.is(await get('/api/v1', 'HEAD'), '405');
});

test('a fallback gets what no route does', async () => {
  const withAssets = createRouter({ fallback: (seen) => ({ status: 200, body: `asset ${seen.path}` }) });
  assert.is((await withAssets.handle(request('GET', '/app.js'))).body, 'asset /app.js');
});

test('JSON, and JSONP for a callback that is a name', () => {
  const plain = jsonResponse(request('GET', '/state'), { a: [integer(1), 'x'] });
  assert.is(plain.headers?.['Content-Type'], 'application/json');
  assert.is(plain.body, '{"a":[1,"x"]}');
  const padded = jsonResponse(request('GET', '/state?jsonp=angular.callbacks._0'), { a: integer(1) });
  assert.is(padded.headers?.['Content-Type'], 'text/javascript');
  assert.is(padded.body, 'angular.callbacks._0({"a":1})');
  assert.is(jsonResponse(request('GET', '/state?jsonp=alert(1)//'), {}).status, 400);
});

test.run();
