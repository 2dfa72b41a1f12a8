// Whatever an operator sends: an answer with a status of the protocol, never an exception, and a master that goes on.
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { operatorCalls } from '../../../src/master/api/operator-calls.ts';
import { type Field, messageSchema } from '../../../src/protocol/schema.ts';
import { firstOffer } from '../harness.ts';
import { Desk } from './desk.ts';

const test = suite('arbitrary operator calls');

const json = { 'content-type': 'application/json' };
const statuses = new Set([200, 202, 400, 404, 405, 406, 409, 415, 501, 503]);

/** JSON of a field, right most of the time. */
function arbitraryOf(field: Field, depth: number): fc.Arbitrary<unknown> {
  const one = (): fc.Arbitrary<unknown> => {
    if (field.kind === 'message') return depth > 3 ? fc.constant({}) : messageOf(field.type, depth + 1);
    if (field.kind === 'enum') return fc.constantFrom('SCALAR', 'RANGES', 'UNKNOWN', 'STATIC', 7);
    switch (field.type) {
      case 'string':
        return fc.oneof(
          fc.constantFrom('cpus', 'disk', '*', 'a/b', '', '127.0.0.1'),
          fc.string({ maxLength: 8 }),
        );
      case 'bool':
        return fc.boolean();
      case 'bytes':
        return fc.base64String({ maxLength: 8 });
      case 'double':
      case 'float':
        return fc.oneof(fc.double(), fc.constantFrom('Infinity', -1, 0, 1e300));
      default:
        return fc.oneof(fc.integer(), fc.nat(), fc.constant('12'));
    }
  };
  const chosen = one();
  if (field.kind === 'map') return fc.dictionary(fc.constantFrom('cpus', 'mem'), fc.constant({ value: 1 }));
  const right = field.label === 'repeated' ? fc.array(chosen, { maxLength: 3 }) : chosen;
  return fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: fc.jsonValue() });
}

function messageOf(name: string, depth: number): fc.Arbitrary<unknown> {
  const { fields } = messageSchema(name);
  const record = Object.fromEntries(fields.map((field) => [field.name, arbitraryOf(field, depth)]));
  const requiredKeys = fields.filter(({ label }) => label === 'required').map((field) => field.name);
  return fc.record(record, { requiredKeys });
}

test('calls of every type with parts of any kind', async () => {
  const { harness } = firstOffer();
  const desk = new Desk(harness);
  const counts = new Map<number, number>();
  const types = Object.keys(operatorCalls).filter((type) => type !== 'SUBSCRIBE');
  const { fields } = messageSchema('master.Call');
  for (const type of types) {
    const part = fields.find(({ name }) => name === type.toLowerCase());
    const calls = fc.record({ type: fc.constant(type), ...(part && { [part.name]: arbitraryOf(part, 0) }) });
    await fc.assert(
      fc.asyncProperty(
        calls,
        fc.constantFrom('application/json', 'application/x-protobuf'),
        async (call, accept) => {
          const answered = desk.post(call, { accept });
          // MARK_AGENT_GONE waits for the registry.
          await Promise.resolve();
          harness.time.settle();
          const { status } = await answered;
          assert.ok(statuses.has(status), `${status}`);
          counts.set(status, (counts.get(status) ?? 0) + 1);
        },
      ),
      { numRuns: 60, seed: 5 },
    );
  }
  const figures = [...counts]
    .sort(([left], [right]) => left - right)
    .map(([status, count]) => `${count} × ${status}`);
  console.log(`\nFIGURE arbitrary operator calls: ${figures.join(', ')}`);
  assert.ok((counts.get(501) ?? 0) > 50, 'some calls must be right');
  assert.is(harness.fatal, undefined);
});

test('bytes that are no call', async () => {
  const desk = new Desk(firstOffer().harness);
  const headers = fc.constantFrom(json, { 'content-type': 'application/x-protobuf' });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), headers, async (body, given) => {
      const { status } = await desk.request('POST', '/api/v1', body, given);
      assert.ok(statuses.has(status), `${status}`);
    }),
    { numRuns: 500, seed: 6 },
  );
});

test('v0 endpoints with any query and any body', async () => {
  const desk = new Desk(firstOffer().harness);
  const names = fc.constantFrom(
    'limit',
    'offset',
    'order',
    'slave_id',
    'framework_id',
    'jsonp',
    'path',
    'level',
  );
  const query = fc.array(fc.tuple(names, fc.oneof(fc.string({ maxLength: 10 }), fc.integer().map(String))), {
    maxLength: 4,
  });
  const requests = fc.tuple(
    fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH'),
    fc.constantFrom(...desk.router.paths),
    query,
    fc.oneof(fc.json(), fc.string(), fc.constant('slaveId=S&resources=[{}]')),
  );
  await fc.assert(
    fc.asyncProperty(requests, async ([method, path, pairs, body]) => {
      const { status } = await desk.request(method, `${path}?${new URLSearchParams(pairs)}`, body);
      assert.ok(statuses.has(status) || status === 307, `${method} ${path} ${status}`);
    }),
    { numRuns: 1000, seed: 7 },
  );
});

test.run();
