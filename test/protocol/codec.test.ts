// Protobuf and JSON codecs: round trips of generated messages, and what hostile or sloppy input does.
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DecodeError, defaultMaxDepth } from '../../src/protocol/errors.ts';
import { decodeJson, fromJson, parseJson, toJson } from '../../src/protocol/json.ts';
import type { MessageName, TaskStatus } from '../../src/protocol/messages.ts';
import { decode, encode } from '../../src/protocol/protobuf.ts';
import { messageNames, messageSchema } from '../../src/protocol/schema.ts';
import { arbitraryMessage } from '../support/messages.ts';

const test = suite('protocol codec');

const isDecodeError = (error: unknown): boolean => error instanceof DecodeError;

const status: TaskStatus = {
  task_id: { value: 't' },
  state: 'TASK_RUNNING',
  agent_id: { value: 'a-S0' },
  reason: 'REASON_AGENT_REMOVED',
  uuid: new Uint8Array([1, 2, 255]),
};

test('protobuf bytes are those of the wire format', () => {
  // task_id {1:"t"} = 0a03 0a0174, state 2 = 10 01, agent_id 5 = 2a 06 0a 04 ..., reason 10 = 50 0a, uuid 11.
  const reason = 'REASON_AGENT_REMOVED';
  const bytes = encode('TaskStatus', { task_id: { value: 't' }, state: 'TASK_RUNNING', reason });
  assert.is(Buffer.from(bytes).toString('hex'), '0a030a01741001500b');
});

test('every message survives protobuf and both JSON namings', () => {
  const counts = { messages: 0 };
  for (const name of messageNames) {
    counts.messages += 1;
    fc.assert(
      fc.property(arbitraryMessage(name), (message) => {
        const typed = message as never;
        assert.equal(decode(name as MessageName, encode(name as MessageName, typed)), message);
        assert.equal(
          decodeJson(name as MessageName, toJson(name as MessageName, typed, 'v0'), 'v0'),
          withDefaults(name, message, 'v0'),
        );
      }),
      { numRuns: 5, seed: 20 },
    );
  }
  assert.ok(counts.messages > 400);
});

/** JSON output shows declared defaults, so a JSON round trip is compared after one such trip. */
function withDefaults(name: string, message: object, naming: 'v1' | 'v0'): unknown {
  return fromJson(
    name as MessageName,
    JSON.parse(quoted(toJson(name as MessageName, message as never, naming))),
    naming,
  );
}

const quoted = (json: string): string => json.replace(/:(-?\d{16,})(?=[,}])/g, ':"$1"');

test('nested lengths above 127 and above 16383 bytes', () => {
  for (const length of [100, 127, 128, 129, 16_383, 16_384, 300_000]) {
    const message = { task_id: { value: 'x'.repeat(length) }, state: 'TASK_LOST' as const };
    assert.equal(decode('TaskStatus', encode('TaskStatus', message)), message);
  }
});

test('64-bit integers are exact where the schema says so, and negative numbers survive', () => {
  const time = { nanoseconds: 1_795_209_711_100_027_123n };
  assert.equal(decode('TimeInfo', encode('TimeInfo', time)), time);
  assert.is(toJson('TimeInfo', time), '{"nanoseconds":1795209711100027123}');
  assert.equal(decodeJson('TimeInfo', '{"nanoseconds":1795209711100027123}'), time);
  assert.equal(decode('DurationInfo', encode('DurationInfo', { nanoseconds: -5n })), { nanoseconds: -5n });
  const exit = {
    agent_id: { value: 'a' },
    framework_id: { value: 'f' },
    executor_id: { value: 'e' },
    status: -1,
  };
  assert.equal(
    decode('internal.ExitedExecutorMessage', encode('internal.ExitedExecutorMessage', exit)),
    exit,
  );
});

test('unknown fields and enum values are dropped, groups skipped', () => {
  const bytes = Buffer.concat([
    encode('TaskStatus', status),
    Buffer.from([0xf8, 0x3f, 1]), // field 1023, varint
    Buffer.from([0xa3, 0x06, 0x08, 0x01, 0xa4, 0x06]), // group 100
    Buffer.from([0x48, 99]), // source = 99
  ]);
  assert.equal(decode('TaskStatus', bytes), status);
});

test('a repeated number may come packed', () => {
  const capabilities = { capabilities: ['CHOWN', 'KILL'] as never };
  const bytes = Buffer.from(encode('CapabilityInfo', capabilities));
  const values = Buffer.concat([bytes.subarray(1, 3), bytes.subarray(4, 6)]);
  assert.equal(
    decode('CapabilityInfo', Buffer.concat([Buffer.from([0x0a, values.length]), values])),
    capabilities,
  );
});

test('a map entry without its message is refused where something in that is required', () => {
  const number = messageSchema('TaskInfo').fields.find(({ name }) => name === 'limits')!.number;
  const whole = encode('TaskInfo', {
    name: 'n',
    task_id: { value: 't' },
    agent_id: { value: 'a' },
    limits: { cpus: { value: 1 } },
  });
  assert.equal(decode('TaskInfo', whole).limits, { cpus: { value: 1 } });
  const tag = number * 8 + 2;
  const entry = Buffer.from([...(tag < 128 ? [tag] : [(tag & 0x7f) | 0x80, tag >> 7]), 3, 0x0a, 1, 0x63]);
  assert.throws(() => decode('TaskInfo', Buffer.concat([whole, entry])), isDecodeError);
});

test('truncated and malformed protobuf is refused with DecodeError', () => {
  const bytes = encode('TaskStatus', status);
  for (let length = 0; length < bytes.length; length += 1) {
    // A cut between fields leaves a valid but incomplete message; elsewhere it must be refused.
    try {
      decode('TaskStatus', bytes.subarray(0, length));
    } catch (error) {
      assert.instance(error, DecodeError);
    }
  }
  for (const hex of [
    '0a',
    '0aff',
    '0affffffffffffffffff01',
    '08',
    '00',
    '0f',
    '80808080808080808080808001',
  ]) {
    assert.throws(() => decode('TaskStatus', Buffer.from(hex, 'hex')), isDecodeError, hex);
  }
});

test('a missing required field is refused', () => {
  assert.throws(() => decode('TaskStatus', Buffer.from('1001', 'hex')), /TaskStatus\.task_id is missing/);
  assert.throws(() => decodeJson('TaskStatus', '{"state":"TASK_LOST"}'), /TaskStatus\.task_id is missing/);
  assert.throws(() => encode('TaskStatus', { state: 'TASK_LOST' } as never), /task_id is required/);
});

test('nesting is limited', () => {
  let bytes: Uint8Array = encode('ContainerID', { value: 'c' });
  for (let depth = 0; depth <= defaultMaxDepth; depth += 1) {
    const length = bytes.length;
    const head = [0x0a, 1, 0x63, 0x12];
    const size: number[] = [];
    for (let rest = length; ; rest >>>= 7) {
      size.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
      if (rest <= 0x7f) break;
    }
    bytes = Buffer.concat([Buffer.from([...head, ...size]), bytes]);
  }
  assert.throws(() => decode('ContainerID', bytes), /nested too deep/);
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  assert.throws(() => parseJson(deep), new RegExp(`deeper than ${defaultMaxDepth}`));
  assert.throws(() => parseJson(`{"a":${deep}}`), /deeper/);
  assert.equal(parseJson('["[[[", "\\"[", {"k\\\\":[]}]'), ['[[[', '"[', { 'k\\': [] }]);
});

test('random bytes never do more than throw DecodeError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...messageNames), (bytes, name) => {
      try {
        decode(name as MessageName, bytes);
      } catch (error) {
        assert.instance(error, DecodeError);
      }
    }),
    { numRuns: 5000, seed: 7 },
  );
});

test('JSON input is as forgiving as existing clients need', () => {
  const call = decodeJson(
    'scheduler.Call',
    `{"type": "ACCEPT", "framework_id": {"value": "f"}, "unknown": [1], "kill": null,
      "accept": {"offer_ids": [{"value": "o"}], "operations": [], "filters": {"refuse_seconds": "Infinity"}}}`,
  );
  assert.equal(call, {
    type: 'ACCEPT',
    framework_id: { value: 'f' },
    accept: { offer_ids: [{ value: 'o' }], filters: { refuse_seconds: Number.POSITIVE_INFINITY } },
  });
  const weight = (value: string) => decodeJson('Value.Scalar', `{"value":${value}}`).value;
  assert.is(weight('"3.6e+06"'), 3.6e6);
  assert.is(weight('"12"'), 12);
  const port = (value: string) => decodeJson('Address', `{"port":${value}}`).port;
  assert.is(port('"5050"'), 5050);
  assert.is(port('5.05e3'), 5050);
  assert.is(port('"5.05e+03"'), 5050);
  assert.is(port('1.5'), 1);
  assert.is(port('"-1.5"'), -1);
  assert.throws(() => port('"Infinity"'), /should be an integer/);
  assert.throws(() => port('-2147483649'), /should be an integer/);
  assert.throws(() => port('[]'), /should be an integer/);
  assert.is(decodeJson('FrameworkInfo', '{"user":"u","name":"n","checkpoint":"true"}').checkpoint, true);
  assert.is(decodeJson('scheduler.Call', '{"type":"NO_SUCH"}').type, undefined);
  assert.throws(
    () => decodeJson('TaskStatus', '{"task_id":{"value":"t"},"state":"NO_SUCH"}'),
    /unknown value/,
  );
  assert.throws(() => decodeJson('scheduler.Call', '[]'), /should be an object/);
  assert.throws(() => decodeJson('scheduler.Call', '{'), isDecodeError);
  assert.is(decodeJson('scheduler.Call', '{"__proto__":{"type":"KILL"}}').type, undefined);
});

test('a list in JSON may hold null and lists, and one item may stand alone', () => {
  const roles = (value: string) =>
    decodeJson('FrameworkInfo', `{"user":"u","name":"n","roles":${value}}`).roles;
  assert.equal(roles('["a", null, ["b", ["c"]], null]'), ['a', 'b', 'c']);
  assert.equal(roles('"a"'), ['a']);
  assert.is(roles('[null]'), undefined);
  assert.throws(() => roles('[5]'), /roles\[0\] should be a string/);
  const offers = decodeJson('scheduler.Call', '{"decline":{"offer_ids":{"value":"o"}}}').decline;
  assert.equal(offers?.offer_ids, [{ value: 'o' }]);
  assert.throws(() => decodeJson('scheduler.Call', '{"decline":[]}'), /should be an object/);
});

test('bytes in JSON are standard base64: white space is left out, padding may be missing, the rest is refused', () => {
  const data = (value: string) =>
    Buffer.from(
      decodeJson(
        'scheduler.Call.Message',
        JSON.stringify({ agent_id: { value: 'a' }, executor_id: { value: 'e' }, data: value }),
      ).data,
    ).toString('hex');
  assert.is(data('+/8='), 'fbff');
  assert.is(data(' +/\n8 '), 'fbff');
  assert.is(data(''), '');
  assert.is(data('A'), '');
  assert.is(data('AQ==AQ=='), '01');
  for (const wrong of ['-_8=', 'A*Q=', 'AQ\u00e9'])
    assert.throws(() => data(wrong), /data should be a base64 string/, wrong);
});

test('the lists of agents show what only v0 declares', () => {
  const info = { hostname: 'h', checkpoint: true };
  assert.is(toJson('AgentInfo', info), '{"hostname":"h","port":5051}');
  assert.is(toJson('AgentInfo', info, 'v1-full'), '{"hostname":"h","port":5051,"checkpoint":true}');
});

test('JSON output: declared order, defaults shown unless deprecated, base64, v0 names', () => {
  assert.is(
    toJson('TaskStatus', status),
    '{"task_id":{"value":"t"},"state":"TASK_RUNNING","reason":"REASON_AGENT_REMOVED","agent_id":{"value":"a-S0"},"uuid":"AQL/"}',
  );
  assert.match(
    toJson('TaskStatus', status, 'v0'),
    /"reason":"REASON_SLAVE_REMOVED","slave_id":\{"value":"a-S0"\}/,
  );
  assert.is(
    toJson('NetworkInfo.IPAddress', { ip_address: '1.2.3.4' }),
    '{"protocol":"IPv4","ip_address":"1.2.3.4"}',
  );
  assert.is(toJson('Resource', { name: 'cpus', type: 'SCALAR' }), '{"name":"cpus","type":"SCALAR"}');
});

test.run();
