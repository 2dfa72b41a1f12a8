// Every limit of running daemons, tripped once over a real socket: the peer is answered as it should be, and exactly the
// counter of that limit rises, in the flat metrics and in the text for Prometheus.
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HttpMetrics } from '../../src/metrics/http.ts';
import { encode } from '../../src/protocol/protobuf.ts';
import { openRaw, type RawConnection } from '../http/raw-connection.ts';
import { Cluster, type DaemonProcess, eventually, http } from '../support/cluster.ts';
import { type Figures, Meter } from './meter.ts';

const test = suite('refusals');

const maxConnections = 60;
const maxDepth = 32;
const small = [
  '--http_max_body_size=64KB',
  '--http_max_header_size=4KB',
  '--http_header_timeout=3secs',
  '--http_max_pending_body_size=1MB',
  '--http_max_pipelined_requests=16',
  `--http_max_connections=${maxConnections}`,
  `--http_max_message_depth=${maxDepth}`,
];

/** What counts refusals; the sum of old is checked with each. */
const isCounter = (name: string): boolean =>
  /^(http\/refusals|messages\/dropped|master\/agent_proxy\/(refusals|failures))\/|^slave\/dropped_messages$|_requests_refused$/.test(
    name,
  );

interface Bed {
  readonly cluster: Cluster;
  readonly master: DaemonProcess;
  readonly agent: DaemonProcess;
  readonly agentId: string;
}

let bed: Bed;
const meters = new Map<string, Meter>();
/** Reasons of the HTTP server that a row has tripped. */
const tripped = new Set<string>();

test.before(async () => {
  const cluster = new Cluster();
  const master = await cluster.startMaster(undefined, [
    ...small,
    '--agent_proxy_max_requests=1',
    '--agent_proxy_timeout=1secs',
  ]);
  const agent = await cluster.startAgent(master, [
    ...small,
    '--http_max_record_size=4KB',
    '--launcher=posix',
    '--isolation=posix/cpu,posix/mem',
  ]);
  await cluster.registered(master);
  const { slaves } = JSON.parse((await http(master.port, 'GET', '/state')).text);
  bed = { cluster, master, agent, agentId: slaves[0].id };
  meters.set('master', new Meter(master, isCounter)).set('agent', new Meter(agent, isCounter));
});

test.after(async () => {
  for (const meter of meters.values()) meter.close();
  await bed.cluster.stop();
});

/** Runs `act` and checks what was counted meanwhile: nothing but one of that name, or as many. */
async function counts(
  name: 'master' | 'agent',
  counter: string,
  act: () => Promise<unknown>,
  count = 1,
): Promise<void> {
  const meter = meters.get(name)!;
  const before = await meter.figures();
  await act();
  const [, reason] = /^http\/refusals\/(.*)$/.exec(counter) ?? [];
  const expected: Figures = {
    [counter]: count,
    ...(reason === undefined
      ? {}
      : { [`${name === 'agent' ? 'slave' : name}/http_requests_refused`]: count }),
  };
  // What ends a connection is counted before or after the peer hears of it.
  let risen: Figures = {};
  await eventually(`${counter} of the ${name} to rise`, async () => {
    risen = await meter.risen(before);
    return (risen[counter] ?? 0) >= count;
  });
  assert.equal(risen, expected, counter);
  if (reason === undefined) return;
  tripped.add(reason);
  const series = await meter.series(`mesos_http_refusals_total{reason="${reason}"}`);
  assert.is(series, (before[counter] ?? 0) + count, 'for Prometheus');
}

/** Sends the bytes and gives the status of the answer; 0 when the connection is closed without one. */
async function statusOf(port: number, bytes: string | Uint8Array): Promise<number> {
  const connection = await openRaw(port);
  connection.send(bytes);
  const answered = connection.until((text) => text.includes('\r\n\r\n'), 'an answer');
  const text = await answered.catch(() => '');
  connection.socket.destroy();
  return Number(text.split(' ')[1] ?? 0);
}

const call = (headers: string, body: string | Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(`POST /api/v1 HTTP/1.1\r\n${headers}Content-Length: ${body.length}\r\n\r\n`),
    Buffer.from(body),
  ]);
const json = 'Content-Type: application/json\r\n';
const protobuf = 'Content-Type: application/x-protobuf\r\n';
const health = '{"type":"GET_HEALTH"}';
const nested = `${'{"a":'.repeat(maxDepth + 1)}1${'}'.repeat(maxDepth + 1)}`;
/** Groups of an unknown field, one in the other. */
const nestedGroups = Buffer.from(
  [...Array(maxDepth + 2).fill([0x83, 0x7d]), ...Array(maxDepth + 2).fill([0x84, 0x7d])].flat(),
);

const message = (to: string, name: string, body: Uint8Array = Buffer.alloc(0), from = 'x@127.0.0.1:9') =>
  Buffer.concat([
    Buffer.from(
      `POST /${to}/${name} HTTP/1.1\r\nLibprocess-From: ${from}\r\nContent-Length: ${body.length}\r\n\r\n`,
    ),
    body,
  ]);

/** What one answer tells: bytes, the status they are answered with, and the counter. */
const rows = (actor: string): [what: string, bytes: string | Buffer, status: number, counter: string][] => [
  ['a body over the limit', call(json, 'x'.repeat(65_537)), 413, 'http/refusals/body_size'],
  [
    'a head over the limit',
    `GET /health HTTP/1.1\r\nX: ${'x'.repeat(5000)}`,
    431,
    'http/refusals/header_size',
  ],
  ['a target over the limit', `GET /${'x'.repeat(5000)} HTTP/1.1\r\n`, 431, 'http/refusals/header_size'],
  ['JSON over the nesting', call(json, nested), 400, 'http/refusals/depth'],
  ['protobuf over the nesting', call(protobuf, nestedGroups), 400, 'http/refusals/depth'],
  ['text that is no JSON', call(json, '{bad'), 400, 'http/refusals/undecodable'],
  ['JSON that is no call', call(json, '[]'), 400, 'http/refusals/undecodable'],
  ['bytes that are no protobuf', call(protobuf, 'x'), 400, 'http/refusals/undecodable'],
  ['a call without its part', call(json, '{"type":"READ_FILE"}'), 400, 'http/refusals/invalid'],
  ['no content type', call('', health), 400, 'http/refusals/content_type'],
  ['another content type', call('Content-Type: text/plain\r\n', health), 415, 'http/refusals/content_type'],
  [
    'another content encoding',
    call(`${json}Content-Encoding: br\r\n`, health),
    415,
    'http/refusals/encoding',
  ],
  ['a form nobody can give', call(`${json}Accept: text/html\r\n`, health), 406, 'http/refusals/accept'],
  ['another method', 'GET /api/v1 HTTP/1.1\r\n\r\n', 405, 'http/refusals/method'],
  ['no such path', 'GET /nowhere HTTP/1.1\r\n\r\n', 404, 'http/refusals/path'],
  ['a path that climbs', 'GET /a/../b HTTP/1.1\r\n\r\n', 404, 'http/refusals/path'],
  ['a path that is malformed', 'GET /%zz HTTP/1.1\r\n\r\n', 400, 'http/refusals/malformed'],
  ['an expectation', 'GET / HTTP/1.1\r\nExpect: x\r\n\r\n', 417, 'http/refusals/malformed'],
  ['another version', 'GET / HTTP/2.0\r\n\r\n', 505, 'http/refusals/malformed'],
  ['bytes that are no HTTP', 'hello\r\n\r\n', 400, 'http/refusals/malformed'],
  ['half a request', 'GET /health HTTP/1.1\r\nX-Un', 408, 'http/refusals/timeout'],
  ['a message to nobody', message('nobody', 'x'), 404, 'http/refusals/process'],
  ['a message of nobody', message(actor, 'x', Buffer.alloc(0), 'nobody'), 500, 'http/refusals/address'],
  ['a message of an unknown name', message(actor, 'x'), 202, 'messages/dropped/unknown'],
  [
    'a message that cannot be decoded',
    message(actor, 'mesos.internal.PingSlaveMessage', Buffer.from([255])),
    202,
    'messages/dropped/undecodable',
  ],
  [
    'a message over the nesting',
    message(actor, 'mesos.internal.PingSlaveMessage', nestedGroups),
    202,
    'messages/dropped/depth',
  ],
];

for (const name of ['master', 'agent'] as const) {
  test(`${name}: what is answered by itself`, async () => {
    const { port } = bed[name];
    for (const [what, bytes, status, counter] of rows(name === 'master' ? 'master' : 'slave(1)'))
      await counts(name, counter, async () => assert.is(await statusOf(port, bytes), status, what));
    console.log(`\nFIGURE refusals of the ${name} tripped by one request: ${rows('').length}`);
  });

  test(`${name}: requests of one connection that are not answered`, async () => {
    const connection = await openRaw(bed[name].port);
    // Those after the first wait for their turn.
    await counts(name, 'http/refusals/pipelined', async () => {
      connection.send('GET /metrics/snapshot HTTP/1.1\r\n\r\n'.repeat(17));
      await connection.closed();
    });
  });

  test(`${name}: unfinished bodies of all connections`, async () => {
    const open: RawConnection[] = [];
    await counts(name, 'http/refusals/pending_bodies', async () => {
      // Each is read before the next is sent, so that it is known which one is refused.
      for (let count = 0; count < 18; count += 1) open.push(await openRaw(bed[name].port));
      for (const connection of open)
        connection.send(`POST /api/v1 HTTP/1.1\r\nContent-Length: 60001\r\n\r\n${'x'.repeat(60_000)}`);
      await Promise.race(open.map((connection) => connection.closed()));
      for (const connection of open) connection.socket.destroy();
    });
    assert.is(open.filter(({ received }) => received.startsWith('HTTP/1.1 503')).length, 1);
  });
}

test('agent: a record over the limit', async () => {
  const streamed = 'Content-Type: application/recordio\r\nMessage-Content-Type: application/json\r\n';
  await counts('agent', 'http/refusals/record_size', async () =>
    assert.is(await statusOf(bed.agent.port, call(streamed, '5000\n{')), 400),
  );
});

test('agent: a message that is none for it', async () => {
  await counts('agent', 'slave/dropped_messages', async () => {
    const bytes = message('slave(1)', 'mesos.internal.ShutdownMessage');
    assert.is(await statusOf(bed.agent.port, bytes), 202);
  });
});

test('master: requests to agents', async () => {
  const { master, agent, agentId } = bed;
  const ask = async (path: string): Promise<number> => (await http(master.port, 'GET', path)).status;
  const proxy = 'master/agent_proxy';
  await counts('master', `${proxy}/refusals/path`, async () =>
    assert.is(await ask(`/agent/${agentId}/nowhere`), 404),
  );
  await counts('master', `${proxy}/refusals/unknown_agent`, async () =>
    assert.is(await ask('/agent/nobody/state'), 404),
  );
  agent.kill('SIGSTOP');
  try {
    const meter = meters.get('master')!;
    const before = await meter.figures();
    const path = `/agent/${agentId}/state`;
    const statuses = await Promise.all([ask(path), ask(path)]);
    assert.equal(statuses.sort(), [503, 504]);
    assert.equal(await meter.risen(before), {
      [`${proxy}/failures/timeout`]: 1,
      [`${proxy}/refusals/busy`]: 1,
    });
  } finally {
    agent.kill('SIGCONT');
  }
});

for (const name of ['agent', 'master'] as const) {
  test(`${name}: connections`, async () => {
    const open: RawConnection[] = [];
    await counts(name, 'http/refusals/connections', async () => {
      let answer = '';
      while (!answer.startsWith('HTTP/1.1 503')) {
        assert.ok(open.length <= maxConnections);
        const connection = await openRaw(bed[name].port);
        open.push(connection);
        connection.send('GET /health HTTP/1.1\r\n\r\n');
        answer = await connection.until((text) => text.includes('\r\n\r\n'), 'an answer');
      }
    });
    for (const connection of open) connection.socket.destroy();
  });
}

/** Larger than what the sockets on the way hold. */
const largeBytes = 7 * 1024 * 1024;

function subscribe(name: string, bytes: number): Buffer {
  const framework_info = {
    user: 'root',
    name,
    failover_timeout: 3600,
    roles: ['*'],
    capabilities: [{ type: 'MULTI_ROLE' }],
    labels: { labels: [{ key: 'k', value: 'x'.repeat(bytes) }] },
  };
  const body = JSON.stringify({ type: 'SUBSCRIBE', subscribe: { framework_info } });
  return Buffer.from(
    `POST /api/v1/scheduler HTTP/1.1\r\n${json}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Asks and takes nothing of the answer but what comes before it is paused. */
async function askAndWait(port: number, bytes: string | Buffer): Promise<RawConnection> {
  const connection = await openRaw(port);
  connection.send(bytes);
  await connection.until((text) => text.includes('\r\n\r\n'), 'the head of an answer');
  connection.socket.pause();
  return connection;
}

test('master: readers that do not read, and too many of them', async () => {
  const cluster = new Cluster();
  const master = await cluster.startMaster(undefined, [
    '--http_max_pending_answer_size=1MB',
    '--http_stalled_response_timeout=1secs',
    '--stream_buffer_size=64KB',
    '--max_operator_event_stream_subscribers=1',
    '--peer_buffer_size=64KB',
  ]);
  const meter = new Meter(master, isCounter);
  const usual = meters.get('master')!;
  meters.set('master', meter);
  const open: RawConnection[] = [];
  try {
    for (const name of ['one', 'two']) open.push(await askAndWait(master.port, subscribe(name, largeBytes)));
    await counts('master', 'http/refusals/stalled_reader', async () => {
      const reader = await askAndWait(master.port, 'GET /state HTTP/1.1\r\n\r\n');
      open.push(reader);
    });
    await counts('master', 'http/refusals/pending_answers', async () => {
      const reader = await askAndWait(master.port, 'GET /state HTTP/1.1\r\n\r\n');
      // It takes the rest.
      const other = await openRaw(master.port);
      open.push(reader, other);
      other.send('GET /frameworks HTTP/1.1\r\nConnection: close\r\n\r\n');
      await other.closed();
    });
    const events = call(json, '{"type":"SUBSCRIBE"}');
    await counts('master', 'http/refusals/subscribers', async () => {
      open.push(await askAndWait(master.port, events), await askAndWait(master.port, events));
    });
    await counts('master', 'http/refusals/slow_reader', async () => {
      open.push(await askAndWait(master.port, subscribe('three', largeBytes)));
      open.push(await askAndWait(master.port, subscribe('four', largeBytes)));
    });
    await overflow(master, meter);
  } finally {
    for (const connection of open) connection.socket.destroy();
    meter.close();
    meters.set('master', usual);
    await cluster.stop();
  }
});

/** A peer that takes none of the answers to its messages: those that wait for it are lost. */
async function overflow(master: DaemonProcess, meter: Meter): Promise<void> {
  const taken: Socket[] = [];
  const peer = createServer({ pauseOnConnect: true }, (socket) => taken.push(socket));
  await new Promise<void>((settle) => void peer.listen(0, '127.0.0.1', settle));
  const pid = `x@127.0.0.1:${(peer.address() as AddressInfo).port}`;
  const bytes = message(
    'master',
    'mesos.internal.AuthenticateMessage',
    encode('internal.AuthenticateMessage', { pid }),
    pid,
  );
  const before = await meter.figures();
  const many = Buffer.concat(Array<Buffer>(2000).fill(bytes));
  const sender = await openRaw(master.port);
  sender.socket.resume();
  try {
    await eventually('messages to be lost', async () => {
      sender.send(many);
      const risen = await meter.risen(before);
      assert.ok(Object.keys(risen).every((name) => name === 'messages/dropped/queue_full'));
      return (risen['messages/dropped/queue_full'] ?? 0) > 0;
    });
  } finally {
    sender.socket.destroy();
    for (const socket of taken) socket.destroy();
    peer.close();
  }
}

/**
 * Need an executor whose updates nobody acknowledges (test/agent/executors.test.ts), and a rate, which daemons of tests
 * are started without (test/api/metrics.test.ts).
 */
const trippedElsewhere = ['pending_updates', 'rate'];

test('every reason was tripped', () => {
  const declared = new HttpMetrics('master').metrics.flatMap(({ values }) => values['reason'] ?? []);
  const missing = declared.filter((reason) => !tripped.has(reason));
  assert.equal(missing, trippedElsewhere);
  console.log(`\nFIGURE reasons of refusals tripped: ${tripped.size} of ${declared.length}`);
});

test.run();
