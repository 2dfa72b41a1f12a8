// The declarations of both APIs: the documentation is theirs, every call of the schema is in them, and what is
// still missing is counted.
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { agentApi } from '../../src/agent/api/endpoints.ts';
import { apiDocument, countText, type DeclaredApi } from '../../src/api/document.ts';
import { helpResponse } from '../../src/api/help.ts';
import type { HttpRequest } from '../../src/http/message.ts';
import { masterApi } from '../../src/master/api/endpoints.ts';
import { enumSchema } from '../../src/protocol/schema.ts';

const test = suite('declared api');

const apis: readonly DeclaredApi[] = [masterApi, agentApi];

test('docs/api.md is what the declarations print (scripts/generate writes it)', () => {
  assert.is(readFileSync('docs/api.md', 'utf8'), apiDocument(apis));
});

test('every call of the schema is declared, and nothing else', () => {
  const typesOf = (name: string): string[] =>
    [...enumSchema(name).numbers.keys()].filter((type) => type !== 'UNKNOWN').sort();
  const declared = (api: DeclaredApi, index: number): string[] =>
    Object.keys(api.callSets[index]!.calls).sort();
  assert.equal(declared(masterApi, 0), typesOf('master.Call.Type'));
  assert.equal(declared(masterApi, 1), typesOf('scheduler.Call.Type'));
  assert.equal(declared(agentApi, 0), typesOf('agent.Call.Type'));
  assert.equal(declared(agentApi, 1), typesOf('executor.Call.Type'));
});

/** What may answer 501: the functions of these are built next. */
const allowedMissing = new Set([
  ...['LAUNCH', 'WAIT', 'KILL', 'REMOVE'].flatMap((verb) => [
    `${verb}_CONTAINER`,
    `${verb}_NESTED_CONTAINER`,
  ]),
  ...['LAUNCH_NESTED_CONTAINER_SESSION', 'ATTACH_CONTAINER_INPUT', 'ATTACH_CONTAINER_OUTPUT', 'PRUNE_IMAGES'],
  ...['ADD', 'UPDATE', 'REMOVE'].map((verb) => `${verb}_RESOURCE_PROVIDER_CONFIG`),
  'MARK_RESOURCE_PROVIDER_GONE',
  ...['UPDATE_MAINTENANCE_SCHEDULE', 'START_MAINTENANCE', 'STOP_MAINTENANCE'],
  ...['DRAIN_AGENT', 'DEACTIVATE_AGENT', 'REACTIVATE_AGENT'],
  ...['UPDATE_QUOTA', 'SET_QUOTA', 'REMOVE_QUOTA', 'UPDATE_WEIGHTS'],
]);

test('only calls whose function is built next answer 501', () => {
  for (const { program, endpoints, callSets } of apis) {
    for (const { title, calls } of callSets) {
      console.log(`\nFIGURE ${title.toLowerCase()}: ${countText(calls)}`);
      for (const [type, state] of Object.entries(calls))
        if (state === '501') assert.ok(allowedMissing.has(type), `${program} ${type}`);
    }
    const missing = endpoints.flatMap(({ path, missing: methods, methods: all = [] }) =>
      (methods === 'all' ? all : (methods ?? [])).map((method) => `${method} ${path}`),
    );
    console.log(`\nFIGURE ${program}: ${endpoints.length} endpoints; 501: ${missing.join(', ') || 'none'}`);
  }
});

test('no endpoint is declared twice', () => {
  for (const { endpoints } of apis) {
    const paths = endpoints.map(({ path }) => path);
    assert.equal(paths, [...new Set(paths)]);
  }
});

const request = (query = ''): HttpRequest => ({
  method: 'GET',
  path: '/help',
  target: '/help',
  query: new URLSearchParams(query),
  headers: {},
  body: new Uint8Array(),
  remoteAddress: '127.0.0.1',
});

test('help has a page for every endpoint, for people and for programs', () => {
  for (const { actor, endpoints } of apis) {
    const all = JSON.parse(String(helpResponse(actor, endpoints, request('format=json'), '').body));
    const names = all.processes.flatMap((page: { id: string; endpoints: { name: string }[] }) =>
      page.endpoints.map(({ name }) => `${page.id}${name}`),
    );
    assert.is(names.length, endpoints.length);
    for (const name of names) {
      const answer = helpResponse(actor, endpoints, request(), name);
      assert.is(answer.status, 200, name);
      assert.is(answer.headers?.['Content-Type'], 'text/html');
      assert.match(String(answer.body), /<pre>/);
    }
    assert.is(helpResponse(actor, endpoints, request(), '').status, 200);
    assert.is(helpResponse(actor, endpoints, request(), 'nobody').status, 400);
    assert.is(helpResponse(actor, endpoints, request(), `${actor}/nothing`).status, 400);
  }
});

test('help escapes what a request names', () => {
  const answer = helpResponse('master', masterApi.endpoints, request(), '<script>');
  assert.is(answer.headers?.['Content-Type'], 'text/plain; charset=utf-8');
});

test.run();
