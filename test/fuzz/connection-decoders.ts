// Decoders of connections: libprocess messages, HTTP through a real server, and the frames between agent and launcher,
// on both of its sides; the C program is built with the sanitizers of the compiler.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { MesosError } from '../../src/base/errors.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { encodeFrame, FrameDecoder } from '../../src/launcher/framing.ts';
import { parseAnswer } from '../../src/launcher/messages.ts';
import { createByteBudget } from '../../src/libprocess/body-bytes.ts';
import { frameMessage } from '../../src/libprocess/framing.ts';
import { parseMessageHead } from '../../src/libprocess/message-head.ts';
import { Receiver } from '../../src/libprocess/receiver.ts';
import { exchange } from '../http/raw-connection.ts';
import { type Decoder, unlessRefused } from './decoder.ts';

const limits = { maxHeaderBytes: 2048, maxBodyBytes: 8192 };

const messages = (): readonly Buffer[] => [
  frameMessage(
    'slave(1)@127.0.0.1:5051',
    'master',
    '127.0.0.1:5050',
    'mesos.internal.Ping',
    Buffer.from('body'),
  ),
  frameMessage('a@10.0.0.1:1', 'x y', 'h:1', 'm', new Uint8Array()),
  Buffer.from(
    'POST /master/m HTTP/1.1\r\nUser-Agent: libprocess/a@127.0.0.1:1\r\nContent-Length: 3\r\n\r\nabc' +
      'POST /master/n HTTP/1.1\r\nLibprocess-From: a@127.0.0.1:1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: u\r\n\r\n',
  ),
];

/** What came of a sequence of pieces. */
function receive(pieces: readonly Buffer[]): readonly string[] {
  const seen: string[] = [];
  const budget = createByteBudget(1 << 20);
  const receiver = new Receiver(
    {
      deliver: ({ to, from, name, body }) => {
        assert.ok(body.length <= limits.maxBodyBytes, 'a body over the limit');
        seen.push(`${to} ${from} ${name} ${Buffer.from(body).toString('base64')}`);
        return true;
      },
      respond: () => undefined,
      refuse: (status) => seen.push(`refused ${status}`),
      misaddressed: (status) => seen.push(`misaddressed ${status}`),
      handOff: () => seen.push('handed off'),
    },
    limits,
    budget,
  );
  for (const piece of pieces) receiver.feed(piece);
  receiver.close();
  assert.ok(budget.reserve(1 << 20), 'not all that was reserved was given back');
  return seen;
}

const libprocess: Decoder = {
  name: 'libprocess',
  usual: 4000,
  valid: messages,
  run: (input, mutator) => {
    const whole = receive([input]);
    const at = mutator.below(input.length + 1);
    const cut = receive([input.subarray(0, at), input.subarray(at)]);
    // Where the bytes are cut means nothing, but for how much of a head or line that never ends is seen at once.
    if (input.length <= limits.maxHeaderBytes) assert.equal(cut, whole);
    return whole.length > 0 && !whole.some((each) => each.startsWith('refused'));
  },
};

const messageHead: Decoder = {
  name: 'message-head',
  usual: 5000,
  valid: () => messages().map((bytes) => bytes.subarray(0, bytes.indexOf('\r\n\r\n'))),
  run: (input) => {
    const head = parseMessageHead(input.toString('latin1'));
    if (head === undefined) return false;
    if (typeof head.address !== 'number') assert.not.match(head.address.from, /[\r\n\0]/);
    assert.ok(head.contentLength === undefined || head.contentLength >= 0);
    return true;
  },
};

let server: HttpServer | undefined;
let port = 0;
let handled = 0;

const http: Decoder = {
  name: 'http',
  usual: 400,
  valid: () => [
    Buffer.from('GET /a?b=c HTTP/1.1\r\nHost: x\r\nAccept: */*\r\nConnection: close\r\n\r\n'),
    Buffer.from(
      'POST /a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
    ),
    Buffer.from(
      'POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2;e=f\r\n{}\r\n0\r\nT: u\r\n\r\n',
    ),
    Buffer.from('POST /a HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00'),
    ...messages(),
  ],
  start: async () => {
    server = createHttpServer({
      handler: () => {
        handled += 1;
        return { status: 200, body: 'ok' };
      },
      onMessage: () => true,
      onError: (error) => {
        throw error;
      },
      limits: { ...limits, headersTimeoutMs: 300, requestTimeoutMs: 300, lingerMs: 50 },
    });
    ({ port } = await server.listen('127.0.0.1', 0));
  },
  stop: async () => {
    await server?.close(0);
    server = undefined;
  },
  run: async (input) => {
    const before = handled;
    // Ends what would wait for more, and says so.
    const answer = await Promise.race([
      exchange(
        port,
        Buffer.concat([input, Buffer.from('\r\n\r\nGET /end HTTP/1.1\r\nConnection: close\r\n\r\n')]),
      ),
      sleep(5000, 'late'),
    ]);
    assert.is.not(answer, 'late', 'the connection was kept');
    if (answer !== '') assert.match(answer, /^HTTP\/1\.1 [2-5]\d\d /);
    return handled > before;
  },
};

const launcherAnswers: Decoder = {
  name: 'launcher-frames',
  usual: 4000,
  valid: () =>
    [
      '{"type":"hello","version":1}',
      '{"type":"exited","id":"c","status":0}',
      '{"type":"launched","request":7,"supervisorPid":1,"taskPid":2}',
      '{"type":"failed","request":7,"step":"chdir","errno":2,"message":"m"}',
    ].map((text) => encodeFrame(text)),
  run: (input, mutator) => {
    const read = (pieces: readonly Buffer[]): string[] | undefined =>
      unlessRefused([MesosError], () => {
        const decoder = new FrameDecoder();
        return pieces.flatMap((piece) => decoder.push(piece));
      });
    const whole = read([input]);
    const at = mutator.below(input.length + 1);
    assert.equal(read([input.subarray(0, at), input.subarray(at)]), whole);
    for (const text of whole ?? []) unlessRefused([MesosError], () => parseAnswer(text));
    return whole !== undefined;
  },
};

const sanitizers = '-std=gnu17 -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all';
/** Not one the program uses. */
const sanitizerStatus = 99;
let directory = '';
let program = '';

const launcherProgram: Decoder = {
  name: 'launcher',
  usual: 60,
  // Nothing here may do anything on this machine, however it is changed: no container it names can be made.
  valid: () => {
    const nowhere = '/nonexistent/fuzzed';
    const hello = encodeFrame('{"type":"hello","version":1}');
    return [
      {
        type: 'launch',
        request: 1,
        id: 'c',
        directory: nowhere,
        argv: [`${nowhere}/program`, 'ä"\\\u0001'],
        environment: { A: 'b', LONG: 'x'.repeat(300) },
        workingDirectory: nowhere,
        stdoutPath: `${nowhere}/stdout`,
        stderrPath: `${nowhere}/stderr`,
        user: 'nobody',
        limits: [{ resource: 'NOFILE', soft: 10, hard: 20 }, { resource: 'CORE' }],
        taskCgroups: [`${nowhere}/cgroup`],
        supervisorCgroups: [],
      },
      { type: 'watch', request: 2, id: 'c', directory: nowhere },
      { type: 'watchMemory', request: 3, id: 'c', directory: nowhere, version: 2 },
      { type: 'x', request: -1.5e300, deep: [[[[{ a: null, b: true }]]]] },
    ].map((request) => Buffer.concat([hello, encodeFrame(JSON.stringify(request))]));
  },
  start: async () => {
    directory = mkdtempSync(join(tmpdir(), 'mesos-fuzz-'));
    program = join(directory, 'launcher');
    const source = join(process.cwd(), 'src/launcher');
    const files = readdirSync(source).filter((name) => name.endsWith('.c'));
    execFileSync('cc', [...sanitizers.split(' '), ...files.map((name) => join(source, name)), '-o', program]);
  },
  stop: async () => rmSync(directory, { recursive: true, force: true }),
  run: async (input) => {
    const child: ChildProcess = spawn(program, [], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      env: {
        ASAN_OPTIONS: `exitcode=${sanitizerStatus}:detect_leaks=0`,
        UBSAN_OPTIONS: `exitcode=${sanitizerStatus}`,
      },
    });
    let complaint = '';
    child.stderr?.on('data', (piece: Buffer) => {
      complaint += piece.toString();
    });
    const socket = child.stdio[3] as Socket;
    socket.on('error', () => undefined);
    socket.resume();
    socket.end(input);
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
    const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
    clearTimeout(timer);
    assert.is(signal, null, `ended by ${signal}`);
    assert.is.not(status, sanitizerStatus, complaint.slice(0, 2000));
    assert.not.match(complaint, /runtime error|Sanitizer/);
    return status === 0;
  },
};

export const connectionDecoders: readonly Decoder[] = [
  libprocess,
  messageHead,
  http,
  launcherAnswers,
  launcherProgram,
];
