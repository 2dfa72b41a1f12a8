import { Writable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { descriptorWriter, streamWriter } from '../../src/logging/line-writer.ts';

const test = suite('logging/line-writer');

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A descriptor that takes so many bytes and then answers EAGAIN. */
function pipeOf(capacity: number) {
  const pipe = {
    room: capacity,
    text: '',
    calls: 0,
    write: (_descriptor: number, buffer: Buffer): number => {
      pipe.calls += 1;
      if (pipe.room === 0) throw failure('EAGAIN');
      const count = Math.min(pipe.room, buffer.length);
      pipe.room -= count;
      pipe.text += buffer.subarray(0, count).toString('latin1');
      return count;
    },
  };
  return pipe;
}

function turns(count: number): Promise<void> {
  return new Promise((resolve) => {
    const next = (left: number): void => {
      if (left === 0) resolve();
      else setImmediate(next, left - 1);
    };
    next(count);
  });
}

async function until(condition: () => boolean): Promise<void> {
  for (let waits = 0; waits < 500 && !condition(); waits += 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(condition());
}

test('the lines of one turn of the loop are one write', async () => {
  const pipe = pipeOf(1000);
  const writer = descriptorWriter(2, pipe.write);
  writer.add('a');
  writer.add('b');
  assert.is(pipe.calls, 0);
  await turns(2);
  assert.is(pipe.text, 'a\nb\n');
  assert.is(pipe.calls, 1);
});

test('a full pipe is tried again, and nothing is lost or swapped', async () => {
  const pipe = pipeOf(3);
  const writer = descriptorWriter(2, pipe.write);
  writer.add('abcd');
  await turns(2);
  assert.is(pipe.text, 'abc');
  writer.add('e');
  pipe.room = 1000;
  await until(() => pipe.text === 'abcd\ne\n');
});

test('what a stalled reader does not take is limited, dropped and counted', async () => {
  const pipe = pipeOf(0);
  const writer = descriptorWriter(2, pipe.write);
  const line = 'x'.repeat(1023);
  writer.add('first');
  await turns(2);
  for (let count = 0; count < 5000; count += 1) writer.add(line);
  pipe.room = Number.MAX_SAFE_INTEGER;
  await until(() => pipe.text.includes('dropped'));
  assert.ok(pipe.text.startsWith('first\nxxx'));
  const kept = pipe.text.split('\n').filter((text) => text === line).length;
  assert.is(kept, 4096);
  assert.ok(pipe.text.endsWith(`(${5000 - kept} log lines dropped: nobody read them in time)\n`));
  pipe.text = '';
  writer.add('again');
  await until(() => pipe.text === 'again\n');
});

test('a closed pipe ends writing without an error', async () => {
  let calls = 0;
  const writer = descriptorWriter(2, () => {
    calls += 1;
    throw failure('EPIPE');
  });
  writer.add('a');
  await turns(2);
  writer.add('b');
  writer.flush();
  await turns(2);
  assert.is(calls, 1);
});

test('a full disk loses lines, not the log', async () => {
  let isFull = true;
  let text = '';
  const writer = descriptorWriter(2, (_descriptor, buffer) => {
    if (isFull) throw failure('ENOSPC');
    text += buffer.toString();
    return buffer.length;
  });
  writer.add('a');
  await turns(2);
  isFull = false;
  writer.add('b');
  await turns(2);
  assert.is(text, 'b\n');
});

test('a flush writes at once, and gives a slow reader a moment', () => {
  const pipe = pipeOf(2);
  let refusals = 0;
  const writer = descriptorWriter(2, (descriptor, buffer) => {
    if (pipe.room > 0) return pipe.write(descriptor, buffer);
    refusals += 1;
    pipe.room = refusals > 2 ? 1000 : 0;
    throw failure('EAGAIN');
  });
  writer.add('abc');
  writer.flush();
  assert.is(pipe.text, 'abc\n');
  assert.is(refusals, 3);
});

test('a stream that does not drain is not fed', async () => {
  const taken: string[] = [];
  const waiting: (() => void)[] = [];
  const stream = new Writable({
    highWaterMark: 4,
    write: (chunk: Buffer, _encoding, done) => {
      taken.push(String(chunk));
      waiting.push(done);
    },
  });
  const writer = streamWriter(stream);
  for (const line of ['aaaa', 'b', 'c']) writer.add(line);
  assert.equal(taken, ['aaaa\n']);
  assert.is(stream.writableLength, 5);
  waiting.shift()?.();
  await turns(3);
  assert.equal(taken, ['aaaa\n', 'b\nc\n']);
  stream.destroy(new Error('gone'));
  await turns(3);
  writer.add('d');
  writer.flush();
  assert.equal(taken.length, 2);
});

test.run();
