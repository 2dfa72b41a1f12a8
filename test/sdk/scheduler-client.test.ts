// The scheduler client against a scripted HTTP client: what it sends when, and what it does when the stream ends.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MesosError } from '../../src/base/errors.ts';
import type { ClientRequestOptions, ClientStream, HttpClient, StreamEvents } from '../../src/http/client.ts';
import { decodeJson, toJson } from '../../src/protocol/json.ts';
import type { SchedulerCall, SchedulerEvent } from '../../src/protocol/messages.ts';
import { encodeRecord } from '../../src/protocol/recordio.ts';
import { SchedulerClient } from '../../src/sdk/scheduler-client.ts';

const test = suite('sdk scheduler client');

/** One opened stream, driven by the test. */
interface OpenedStream {
  readonly url: string;
  readonly call: SchedulerCall;
  readonly events: StreamEvents;
  isClosed: boolean;
}

class ScriptedHttp implements HttpClient {
  readonly streams: OpenedStream[] = [];
  readonly calls: { url: string; call: SchedulerCall; streamId: string | undefined }[] = [];
  /** The head of the next stream's answer. */
  head: { status: number; headers: Record<string, string> } = {
    status: 200,
    headers: { 'mesos-stream-id': 'stream-1' },
  };
  /** Sent together with the head of the next stream's answer. */
  early: Uint8Array[] = [];
  callStatus = 202;
  refuses = false;

  async request(_method: string, url: string, options: ClientRequestOptions = {}) {
    const call = decodeJson('scheduler.Call', String(Buffer.from(options.body as Uint8Array)));
    this.calls.push({ url, call, streamId: options.headers?.['Mesos-Stream-Id'] });
    return { status: this.callStatus, headers: {}, body: Buffer.from('because') };
  }

  async stream(_method: string, url: string, events: StreamEvents, options: ClientRequestOptions = {}) {
    if (this.refuses) throw new MesosError('NETWORK_FAILED', 'refused');
    const call = decodeJson('scheduler.Call', String(Buffer.from(options.body as Uint8Array)));
    const opened: OpenedStream = { url, call, events, isClosed: false };
    this.streams.push(opened);
    for (const chunk of this.early) events.onChunk(Buffer.from(chunk));
    const stream: ClientStream = {
      ...this.head,
      close: () => {
        opened.isClosed = true;
      },
    };
    return stream;
  }

  close(): void {}
}

const record = (event: SchedulerEvent): Uint8Array =>
  encodeRecord(Buffer.from(toJson('scheduler.Event', event)));
const subscribed = record({
  type: 'SUBSCRIBED',
  subscribed: { framework_id: { value: 'f-1' }, heartbeat_interval_seconds: 15 },
});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function start(master = 'm1:5050') {
  const http = new ScriptedHttp();
  const events: SchedulerEvent[] = [];
  const lost: string[] = [];
  const refused: string[] = [];
  const timers: { delayMs: number; action: () => void; isCancelled: boolean }[] = [];
  const client = new SchedulerClient({
    master,
    contentType: 'application/json',
    framework: { user: 'u', name: 'n' },
    http,
    timers: {
      after: (delayMs, action) => {
        const timer = { delayMs, action, isCancelled: false };
        timers.push(timer);
        return {
          cancel: () => {
            timer.isCancelled = true;
          },
        };
      },
    },
    random: { uuid: () => '', fraction: () => 0 },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    onEvent: (event) => events.push(event),
    onDisconnected: (reason) => lost.push(reason),
    onRefused: (reason) => refused.push(reason),
  });
  const fire = (): void => {
    const due = timers.filter((timer) => !timer.isCancelled).at(-1);
    timers.length = 0;
    due?.action();
  };
  return { http, client, events, lost, refused, timers, fire };
}

test('events that arrive with the head are not lost', async () => {
  const { http, client, events } = start();
  http.early = [subscribed];
  client.start();
  await turn();
  assert.equal(
    events.map(({ type }) => type),
    ['SUBSCRIBED'],
  );
  await client.call({ type: 'REVIVE' });
  assert.equal(http.calls[0], {
    url: 'http://m1:5050/api/v1/scheduler',
    call: { type: 'REVIVE', framework_id: { value: 'f-1' } },
    streamId: 'stream-1',
  });
});

test("a closed stream is opened again with the framework's id", async () => {
  const { http, client, lost, fire } = start();
  client.start();
  await turn();
  http.streams[0]!.events.onChunk(Buffer.from(subscribed));
  http.streams[0]!.events.onClose(undefined);
  assert.is(lost.length, 1);
  await client.call({ type: 'REVIVE' }).then(
    () => assert.unreachable('a call without a subscription must fail'),
    (error: Error) => assert.match(error.message, /not subscribed/),
  );
  fire();
  await turn();
  assert.equal(http.streams[1]!.call.framework_id, { value: 'f-1' });
  assert.equal(http.streams[1]!.call.subscribe?.framework_info.id, { value: 'f-1' });
});

test('a redirect is followed at once, a ring of redirects is not', async () => {
  const { http, client, lost } = start();
  http.head = { status: 307, headers: { location: '//m2:5050/api/v1/scheduler' } };
  client.start();
  for (let count = 0; count < 20; count += 1) await turn();
  assert.is(http.streams[1]!.url, 'http://m2:5050/api/v1/scheduler');
  assert.ok(http.streams.length < 10);
  assert.match(lost[0]!, /do not agree/);
});

test('a refusal ends it, an overloaded master does not', async () => {
  const { http, client, refused, lost } = start();
  http.head = { status: 400, headers: {} };
  http.early = [Buffer.from('no good')];
  client.start();
  await turn();
  http.streams[0]!.events.onClose(undefined);
  assert.match(refused[0]!, /400: no good/);
  const other = start();
  other.http.head = { status: 503, headers: {} };
  other.client.start();
  await turn();
  other.http.streams[0]!.events.onClose(undefined);
  assert.is(other.refused.length, 0);
  assert.match(other.lost[0]!, /503/);
  assert.is(lost.length, 0);
});

test('silence for three heartbeats ends the stream', async () => {
  const { http, client, lost, timers } = start();
  client.start();
  await turn();
  http.streams[0]!.events.onChunk(Buffer.from(subscribed));
  const silence = timers.filter((timer) => !timer.isCancelled);
  assert.equal(
    silence.map(({ delayMs }) => delayMs),
    [45_000],
  );
  silence[0]!.action();
  assert.match(lost[0]!, /no heartbeat for 45 seconds/);
  assert.ok(http.streams[0]!.isClosed);
});

test('a stream that is not RecordIO is given up', async () => {
  const { http, client, lost } = start();
  client.start();
  await turn();
  http.streams[0]!.events.onChunk(Buffer.from('<html>'));
  assert.match(lost[0]!, /could not be decoded/);
});

test('calls that are not accepted reject with the answer', async () => {
  const { http, client } = start();
  http.early = [subscribed];
  client.start();
  await turn();
  http.callStatus = 400;
  await client.call({ type: 'REVIVE' }).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, /REVIVE with 400: because/),
  );
});

test('after a teardown the end of the stream is no loss', async () => {
  const { http, client, lost } = start();
  http.early = [subscribed];
  client.start();
  await turn();
  const left = client.teardown();
  http.streams[0]!.events.onClose(undefined);
  await left;
  assert.equal(lost, []);
  assert.is(http.calls.at(-1)!.call.type, 'TEARDOWN');
});

test.run();
