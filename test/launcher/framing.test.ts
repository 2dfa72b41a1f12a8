import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeFrame, FrameDecoder, maxAnswerBytes, maxRequestBytes } from '../../src/launcher/framing.ts';

const test = suite('launcher framing');

test('a frame is its length in four bytes, the highest first, and the text in UTF-8', () => {
  assert.equal([...encodeFrame('{"a":"é"}')], [0, 0, 0, 10, ...Buffer.from('{"a":"é"}')]);
  assert.equal([...encodeFrame('')], [0, 0, 0, 0]);
});

test('messages come out whole, wherever the stream is cut', () => {
  const texts = ['{}', '', 'é'.repeat(300), '{"type":"done"}'];
  const stream = Buffer.concat(texts.map((text) => encodeFrame(text)));
  for (let cut = 0; cut <= stream.length; cut++) {
    const decoder = new FrameDecoder();
    const got = [...decoder.push(stream.subarray(0, cut)), ...decoder.push(stream.subarray(cut))];
    assert.equal(got, texts, `cut at ${cut}`);
  }
});

test('messages come out whole from single bytes', () => {
  const decoder = new FrameDecoder();
  const got = [...encodeFrame('{"one":1}'), ...encodeFrame('{"two":2}')].flatMap((byte) =>
    decoder.push(Buffer.of(byte)),
  );
  assert.equal(got, ['{"one":1}', '{"two":2}']);
});

test('a message that announces too much is refused before its bytes are there', () => {
  const header = Buffer.alloc(4);
  header.writeUInt32BE(maxAnswerBytes + 1);
  assert.throws(() => new FrameDecoder().push(header), /16385 bytes is longer than the 16384 allowed/);
  header.writeUInt32BE(maxAnswerBytes);
  assert.equal(new FrameDecoder().push(header), []);
});

test('a message that is too long is not encoded', () => {
  assert.throws(() => encodeFrame('x'.repeat(maxRequestBytes + 1)), /longer than the 4194304 allowed/);
  assert.is(encodeFrame('x'.repeat(maxRequestBytes)).length, 4 + maxRequestBytes);
});

test.run();
