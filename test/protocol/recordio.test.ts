// RecordIO framing: any cut of the stream gives the same records, and lengths are checked before reading.
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DecodeError } from '../../src/protocol/errors.ts';
import { encodeRecord, RecordDecoder } from '../../src/protocol/recordio.ts';

const test = suite('protocol recordio');
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

test('frames a record', () => {
  assert.is(text(encodeRecord(Buffer.from('{"a":1}'))), '7\n{"a":1}');
  assert.is(text(encodeRecord(new Uint8Array())), '0\n');
});

test('any cut gives the same records', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 30 })),
      fc.array(fc.integer({ min: 1, max: 9 })),
      (records, cuts) => {
        const stream = Buffer.concat(records.map(encodeRecord));
        const decoder = new RecordDecoder(1000);
        const out: Uint8Array[] = [];
        let at = 0;
        for (let index = 0; at < stream.length; index += 1) {
          const length = cuts.length === 0 ? stream.length : cuts[index % cuts.length]!;
          out.push(...decoder.push(stream.subarray(at, at + length)));
          at += length;
        }
        assert.equal(out.map(text), records.map(text));
      },
    ),
    { seed: 5 },
  );
});

test('bad lengths are refused', () => {
  for (const bad of ['x', '\n', '-1\n', '1001\n', '99999999999999999999\n', ' 1\n']) {
    assert.throws(
      () => new RecordDecoder(1000).push(Buffer.from(bad)),
      (error: unknown) => error instanceof DecodeError,
      bad,
    );
  }
});

test.run();
