import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createByteBudget } from '../../src/libprocess/body-bytes.ts';
import { frameMessage } from '../../src/libprocess/framing.ts';
import { Receiver } from '../../src/libprocess/receiver.ts';
import type { InboundMessage } from '../../src/libprocess/transport.ts';

const test = suite('receiver');

const limits = { maxHeaderBytes: 1024, maxBodyBytes: 4096 };

interface Seen {
  readonly receiver: Receiver;
  readonly messages: InboundMessage[];
  readonly statuses: number[];
  readonly turns: string[];
  /** Of each turn, whether one of its senders waits for its answer. */
  readonly awaited: boolean[];
  readonly misaddressed: number[];
  refused: [number, string] | undefined;
  handedOff: string | undefined;
}

function start(budgetBytes = 1 << 20, requiredHost?: string): Seen {
  const messages: InboundMessage[] = [];
  const statuses: number[] = [];
  const turns: string[] = [];
  const awaited: boolean[] = [];
  const port = {
    deliver(message: InboundMessage) {
      messages.push({ ...message, body: Uint8Array.from(message.body) });
      return message.to !== 'nobody';
    },
    respond(answers: string, isAwaited: boolean) {
      turns.push(answers);
      awaited.push(isAwaited);
      for (const match of answers.matchAll(/^HTTP\/1\.1 (\d+) /gm)) statuses.push(Number(match[1]));
    },
    misaddressed(status: number) {
      seen.misaddressed.push(status);
    },
    refuse(status: number, why: string) {
      assert.is(seen.refused, undefined);
      seen.refused = [status, why];
    },
    handOff(unread: Buffer) {
      assert.is(seen.handedOff, undefined);
      seen.handedOff = unread.toString('latin1');
    },
  };
  const receiver = new Receiver(port, limits, createByteBudget(budgetBytes), requiredHost);
  const seen: Seen = {
    receiver,
    messages,
    statuses,
    turns,
    awaited,
    misaddressed: [],
    refused: undefined,
    handedOff: undefined,
  };
  return seen;
}

const from = 'slave(1)@10.0.0.1:5051';
const frame = (name: string, body: string): Buffer =>
  frameMessage(from, 'master', '10.0.0.2:5050', name, Buffer.from(body));
const post = (lines: readonly string[], rest = ''): Buffer =>
  Buffer.from(`POST /master/name HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${rest}`, 'latin1');
const fromLine = `Libprocess-From: ${from}`;
const bodies = (seen: Seen): string[] => seen.messages.map((message) => Buffer.from(message.body).toString());

test('reads pipelined messages and answers them in one write', () => {
  const seen = start();
  seen.receiver.feed(Buffer.concat([frame('one', 'alpha'), frame('two', ''), frame('three', 'gamma')]));
  assert.equal(
    seen.messages.map((message) => [message.to, message.from, message.name]),
    [
      ['master', from, 'one'],
      ['master', from, 'two'],
      ['master', from, 'three'],
    ],
  );
  assert.equal(bodies(seen), ['alpha', '', 'gamma']);
  assert.is(seen.turns.length, 1);
  assert.match(
    seen.turns[0] ?? '',
    /^(HTTP\/1\.1 202 Accepted\r\nDate: \w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT\r\nContent-Length: 0\r\n\r\n){3}$/,
  );
  assert.not(seen.receiver.isMidRequest);
});

test('any split gives the same messages', () => {
  const bytes = Buffer.concat([
    frame('one', 'alpha'),
    frame('two', ''),
    post([fromLine, 'Content-Length: 4'], 'beta'),
    post([fromLine, 'Transfer-Encoding: chunked'], '3;x=y\r\nabc\r\n002\r\nde\r\n0\r\nTrailer: 1\r\n\r\n'),
  ]);
  const expected = ['alpha', '', 'beta', 'abcde'];
  for (let cut = 1; cut < bytes.length; cut++) {
    const seen = start();
    seen.receiver.feed(Buffer.from(bytes.subarray(0, cut)));
    assert.ok(seen.receiver.isMidRequest || seen.receiver.completed > 0, `cut at ${cut}`);
    seen.receiver.feed(Buffer.from(bytes.subarray(cut)));
    assert.equal(bodies(seen), expected, `cut at ${cut}`);
  }
  const seen = start();
  for (const byte of bytes) seen.receiver.feed(Buffer.of(byte));
  assert.equal(bodies(seen), expected);
  assert.equal(seen.statuses, [202, 202, 202, 202]);
  assert.not(seen.receiver.isMidRequest);
});

test('stops after the message at which its turn is over, and goes on from there', () => {
  const seen = start();
  const bytes = Buffer.concat([frame('one', 'alpha'), frame('two', 'beta'), frame('three', 'gamma')]);
  const isOver = (): boolean => true;
  assert.is(seen.receiver.feed(bytes.subarray(0, bytes.length - 3), isOver), true);
  assert.equal(bodies(seen), ['alpha']);
  assert.is(seen.receiver.feed(Buffer.alloc(0), isOver), true);
  assert.equal(bodies(seen), ['alpha', 'beta']);
  // Nothing complete is left: there is nothing to come back for.
  assert.is(seen.receiver.feed(Buffer.alloc(0), isOver), false);
  assert.is(seen.receiver.feed(bytes.subarray(bytes.length - 3), isOver), false);
  assert.equal(bodies(seen), ['alpha', 'beta', 'gamma']);
  assert.equal(seen.statuses, [202, 202, 202]);
});

test('takes either header alone, and Libprocess-From before User-Agent', () => {
  const seen = start();
  seen.receiver.feed(post([fromLine]));
  seen.receiver.feed(post(['user-agent: libprocess/scheduler(2)@10.0.0.3:9']));
  seen.receiver.feed(post(['User-Agent: libprocess/x@10.0.0.3:9', `LIBPROCESS-FROM:   ${from}  `]));
  assert.equal(
    seen.messages.map((message) => message.from),
    [from, 'scheduler(2)@10.0.0.3:9', from],
  );
});

test('tells which answers nobody waits for: those to libprocess itself', () => {
  const seen = start();
  const own = post([fromLine]);
  const libprocess = post([`User-Agent: libprocess/${from}`, fromLine]);
  seen.receiver.feed(libprocess);
  seen.receiver.feed(frame('one', 'alpha'));
  seen.receiver.feed(own);
  seen.receiver.feed(post([fromLine, 'User-Agent: curl/8']));
  seen.receiver.feed(Buffer.concat([libprocess, own, libprocess]));
  seen.receiver.feed(libprocess);
  assert.equal(seen.awaited, [false, false, true, true, true, false]);
});

test('decodes the id, keeps the rest of the path as the name', () => {
  const seen = start();
  const send = (path: string): boolean =>
    seen.receiver.feed(Buffer.from(`POST ${path} HTTP/1.1\r\n${fromLine}\r\n\r\n`));
  send('/slave%281%29/a/b.c');
  send('/master');
  send('/');
  send('/nobody/x?query');
  send('/%zz/x');
  assert.equal(
    seen.messages.map((message) => [message.to, message.name]),
    [
      ['slave(1)', 'a/b.c'],
      ['master', ''],
      ['', ''],
      ['nobody', 'x'],
    ],
  );
  assert.equal(seen.statuses, [202, 202, 202, 404, 400]);
});

test('a sender that is no UPID is answered 500, one from elsewhere 400 when that is checked', () => {
  const seen = start();
  seen.receiver.feed(post(['Libprocess-From: nonsense', 'Content-Length: 3'], 'abc'));
  seen.receiver.feed(frame('next', 'x'));
  assert.equal(seen.statuses, [500, 202]);
  const checked = start(1 << 20, '10.0.0.9');
  checked.receiver.feed(frame('one', 'x'));
  assert.equal(checked.statuses, [400]);
  assert.is(checked.messages.length, 0);
});

test('leaves to node:http what is no plain message, with every unread byte', () => {
  const unusual = [
    Buffer.from('GET /state HTTP/1.1\r\nHost: x\r\n\r\n'),
    post(['Host: x', 'Content-Length: 2'], 'hi'),
    post([fromLine, 'Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
    post([fromLine, 'Content-Length: 5', 'Content-Length: 6'], 'abcde'),
    post([fromLine, 'Content-Length: -5'], 'abcde'),
    post([fromLine, 'Transfer-Encoding: gzip, chunked'], '0\r\n\r\n'),
    post([fromLine, 'Content-Encoding: gzip', 'Content-Length: 1'], 'x'),
    post([fromLine, 'Connection: close']),
    post([fromLine, 'Expect: 100-continue', 'Content-Length: 1'], 'x'),
    post([fromLine, ' folded: line']),
    post([fromLine, 'bad header: x']),
    post([fromLine, `Content-Length: ${limits.maxBodyBytes + 1}`]),
    post([fromLine, `X: ${'y'.repeat(limits.maxHeaderBytes)}`]),
    Buffer.from(`POST /${'p'.repeat(limits.maxHeaderBytes + 1)}`),
  ];
  for (const bytes of unusual) {
    const seen = start();
    seen.receiver.feed(Buffer.concat([frame('before', 'x'), bytes]));
    assert.is(seen.handedOff, bytes.toString('latin1'));
    assert.equal(bodies(seen), ['x']);
    assert.equal(seen.statuses, [202]);
    assert.not(seen.receiver.isOpen());
  }
});

test('refuses bad chunks and bodies over the limit', () => {
  const cases: [string, number][] = [
    ['\r\n', 400],
    ['g\r\n', 400],
    ['0x5\r\n', 400],
    ['-1\r\n', 400],
    ['5 garbage\r\n', 400],
    ['3\r\nabcde\r\n', 400],
    [`5;${'e'.repeat(300)}`, 400],
    ['1001\r\n', 413],
    ['123456789\r\n', 413],
    [`fff\r\n${'a'.repeat(4095)}\r\n2\r\n`, 413],
    [`0\r\n${'T: x\r\n'.repeat(300)}`, 431],
    [`0\r\n${'T'.repeat(1025)}`, 431],
  ];
  for (const [bytes, status] of cases) {
    const seen = start();
    seen.receiver.feed(post([fromLine, 'Transfer-Encoding: chunked'], bytes));
    assert.is(seen.refused?.[0], status, JSON.stringify(bytes.slice(0, 20)));
    assert.is(seen.messages.length, 0);
    seen.receiver.feed(frame('after', 'x'));
    assert.is(seen.messages.length, 0);
  }
});

test('unfinished bodies of all connections share one budget, and give it back', () => {
  const port = {
    deliver: () => true,
    respond: () => {},
    misaddressed: () => {},
    handOff: () => {},
    refuse: () => refusals++,
  };
  let refusals = 0;
  const budget = createByteBudget(3000);
  const unfinished = post([fromLine, 'Content-Length: 2500'], 'a'.repeat(2000));
  const first = new Receiver(port, limits, budget);
  const second = new Receiver(port, limits, budget);
  const third = new Receiver(port, limits, budget);
  first.feed(unfinished);
  second.feed(unfinished);
  assert.is(refusals, 1);
  first.feed(Buffer.alloc(500));
  assert.is(first.completed, 1);
  third.feed(unfinished);
  assert.is(refusals, 1);
  third.close();
  assert.ok(budget.reserve(3000), 'all was given back');
});

test('bytes of any kind never make it throw, and it holds no more than its limits', () => {
  const line = fc.constantFrom(
    'POST /master/x HTTP/1.1\r\n',
    'GET / HTTP/1.1\r\n',
    `${fromLine}\r\n`,
    'User-Agent: libprocess/\r\n',
    'Content-Length: 3\r\n',
    'Content-Length: 99999999999999999999\r\n',
    'Transfer-Encoding: chunked\r\n',
    '\r\n',
    '\n',
    '\r',
    '3\r\nabc\r\n',
    '0\r\n\r\n',
    'ffffffff\r\n',
    ';;;',
    ': ',
    '\0',
  );
  const piece = fc.oneof(
    line.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
    fc.constant(frame('ok', 'body')),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 1, max: 97 }), (pieces, size) => {
      const budget = createByteBudget(1 << 20);
      let closed = false;
      const port = {
        deliver: (message: InboundMessage) =>
          message.body.length <= limits.maxBodyBytes || assert.unreachable(),
        respond: (): void => {},
        misaddressed: (): void => {},
        refuse: () => {
          closed = true;
        },
        handOff: (unread: Buffer) => {
          // At most one head that is too long, and the piece that made it so.
          assert.ok(unread.length <= limits.maxHeaderBytes + 4 + size);
          closed = true;
        },
      };
      const receiver = new Receiver(port as never, limits, budget);
      const bytes = Buffer.concat(pieces);
      for (let at = 0; at < bytes.length && !closed; at += size) {
        receiver.feed(bytes.subarray(at, at + size));
        assert.is(receiver.isOpen(), !closed);
      }
      receiver.close();
      assert.ok(budget.reserve(1 << 20));
    }),
    { numRuns: 2000 },
  );
});

test.run();
