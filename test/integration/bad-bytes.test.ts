// Bytes that are no request, requests that never end and bodies that are too large, against the ports of a
// real master and a real agent.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openRaw, type RawConnection } from '../http/raw-connection.ts';
import { Cluster, type DaemonProcess, eventually, http } from '../support/cluster.ts';
import { assertAlive, assertBounded } from './aliveness.ts';
import { schedulerPath } from './raw-scheduler.ts';

const test = suite('bad bytes');

let cluster: Cluster;
let master: DaemonProcess;
let agent: DaemonProcess;

test.before(async () => {
  cluster = new Cluster();
  ({ master, agent } = await cluster.startPair());
});

test.after(() => cluster.stop());

test.after.each(async () => {
  await assertAlive(master);
  await assertAlive(agent);
});

const maxBodyBytes = 8 * 1024 * 1024;
const gigabyte = 1024 * 1024 * 1024;

/**
 * Bytes of the connection that the server has taken from the kernel: what our kernel took from us, less what
 * lies in the two kernel buffers of the connection. Undefined when the connection is gone, with its buffers.
 */
function consumedBytes(connection: RawConnection, serverPort: number): number | undefined {
  const { localPort = 0, bytesWritten, writableLength } = connection.socket;
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  const queues = rows.map((row) => {
    const [, local = '', remote = '', , queue = ''] = row.trim().split(/\s+/);
    const [sending = 0, receiving = 0] = queue.split(':').map((text) => Number.parseInt(text, 16));
    return { from: portOf(local), to: portOf(remote), sending, receiving };
  });
  const ours = queues.find(({ from, to }) => from === localPort && to === serverPort);
  const theirs = queues.find(({ from, to }) => from === serverPort && to === localPort);
  if (ours === undefined || theirs === undefined) return undefined;
  return bytesWritten - writableLength - ours.sending - theirs.receiving;
}

function portOf(address: string): number {
  return Number.parseInt(address.split(':')[1] ?? '', 16);
}

/**
 * Writes as fast as the server reads until the connection is over.
 * @returns the most that the server was seen to have read
 */
async function pour(connection: RawConnection, serverPort: number, piece: Buffer): Promise<number> {
  const { socket } = connection;
  let consumed = 0;
  const measure = (): void => {
    consumed = Math.max(consumed, consumedBytes(connection, serverPort) ?? 0);
  };
  socket.on('data', measure);
  while (!connection.isClosed && socket.writable && socket.bytesWritten < gigabyte) {
    if (!socket.write(piece)) {
      const drained = new Promise((resolve) => socket.once('drain', resolve));
      const closed = new Promise((resolve) => socket.once('close', resolve));
      // A server that reads no more is asked again, until it closes.
      await Promise.race([drained, closed, sleep(100, undefined, { ref: false })]);
    }
    measure();
    // A write that the kernel takes at once does not let the answer in.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return consumed;
}

function statusOf(answer: string): string {
  return answer.slice(0, 12);
}

for (const [name, daemonOf] of [
  ['master', () => master],
  ['agent', () => agent],
] as const) {
  test(`${name}: a body of 1 GB is 413 before 8 MB are read`, async () => {
    const daemon = daemonOf();
    await assertBounded(daemon, async () => {
      const connection = await openRaw(daemon.port);
      connection.send(
        `POST ${schedulerPath} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${gigabyte}\r\n\r\n`,
      );
      const consumed = await pour(connection, daemon.port, Buffer.alloc(64 * 1024, 0x20));
      assert.is(statusOf(connection.received), 'HTTP/1.1 413');
      assert.ok(consumed < maxBodyBytes, `the server read ${consumed} bytes`);
      console.log(`FIGURE ${name}: bytes read of a body of 1 GB: ${consumed}`);
      connection.socket.destroy();
    });
  });

  test(`${name}: an endless chunked body is 413 at the limit`, async () => {
    const daemon = daemonOf();
    await assertBounded(daemon, async () => {
      const connection = await openRaw(daemon.port);
      connection.send(
        `POST ${schedulerPath} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
      );
      const chunk = Buffer.concat([
        Buffer.from('10000\r\n'),
        Buffer.alloc(0x10000, 0x20),
        Buffer.from('\r\n'),
      ]);
      const consumed = await pour(connection, daemon.port, chunk);
      assert.is(statusOf(connection.received), 'HTTP/1.1 413');
      assert.ok(consumed < 2 * maxBodyBytes, `the server read ${consumed} bytes`);
      console.log(`FIGURE ${name}: bytes read of an endless body: ${consumed}`);
      connection.socket.destroy();
    });
  });

  test(`${name}: an endless libprocess message is 413 at the limit`, async () => {
    const daemon = daemonOf();
    await assertBounded(daemon, async () => {
      const connection = await openRaw(daemon.port);
      connection.send(
        'POST /master/mesos.internal.RegisterSlaveMessage HTTP/1.1\r\nLibprocess-From: slave(1)@127.0.0.1:1\r\n' +
          'Transfer-Encoding: chunked\r\n\r\n',
      );
      const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000), Buffer.from('\r\n')]);
      const consumed = await pour(connection, daemon.port, chunk);
      assert.is(statusOf(connection.received), 'HTTP/1.1 413');
      assert.ok(consumed < 2 * maxBodyBytes, `the server read ${consumed} bytes`);
      console.log(`FIGURE ${name}: bytes read of an endless message: ${consumed}`);
      connection.socket.destroy();
    });
  });

  test(`${name}: garbage on the port is refused`, async () => {
    const daemon = daemonOf();
    const random = (seed: string): Buffer =>
      Buffer.concat(
        Array.from({ length: 64 }, (_, place) => createHash('sha512').update(`${seed}${place}`).digest()),
      );
    const garbage: readonly (string | Buffer)[] = [
      ...Array.from({ length: 20 }, (_, seed) => random(String(seed))),
      Buffer.alloc(4096),
      // The beginning of TLS, of HTTP/2, of SSH, and of another age.
      Buffer.from('16030100c8010000c4030300', 'hex'),
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      'SSH-2.0-OpenSSH_9.2\r\n',
      'GET /\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      'GET  / HTTP/1.1\r\n\r\n',
      'POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n',
      'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      'GET / HTTP/1.1\r\nbad header\r\n\r\n',
      `GET /${'a'.repeat(100_000)} HTTP/1.1\r\n\r\n`,
      `GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(20_000)}\r\n`,
    ];
    await assertBounded(daemon, async () => {
      for (const bytes of garbage) {
        const connection = await openRaw(daemon.port);
        connection.send(bytes);
        // What may still become a request waits for its time limit; nothing more comes from us.
        connection.socket.end();
        const answer = await connection.closed();
        const shown = JSON.stringify(bytes.toString('latin1').slice(0, 40));
        assert.match(answer, /^(HTTP\/1\.1 4\d\d |$)/, `${shown} was answered ${answer.slice(0, 60)}`);
      }
    });
  });
}

/** Requests that begin and do not go on: in the head, in the body, in a libprocess message. */
const halfOpen = [
  'POST /api/v1/scheduler HTTP/1.1\r\nHost: x\r\nContent-Ty',
  'G',
  'POST /api/v1/scheduler HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"type',
  'POST /master/mesos.internal.PingSlaveMessage HTTP/1.1\r\nLibprocess-From: a@127.0.0.1:1\r\nContent-Length: 9\r\n\r\nabc',
];

test('200 half-open requests are 408 while /health answers at once', async () => {
  await assertBounded(master, async () => {
    const connections = await Promise.all(Array.from({ length: 200 }, () => openRaw(master.port)));
    for (const [place, connection] of connections.entries()) {
      connection.send(halfOpen[place % halfOpen.length] ?? '');
    }
    let answers = 0;
    let slowestMs = 0;
    await eventually(
      'the end of 200 requests',
      async () => {
        const startMs = performance.now();
        assert.is((await http(master.port, 'GET', '/health')).status, 200);
        slowestMs = Math.max(slowestMs, performance.now() - startMs);
        answers += 1;
        await sleep(50);
        return connections.every(({ isClosed }) => isClosed);
      },
      60_000,
    );
    const answered = connections.filter(({ received }) => statusOf(received) === 'HTTP/1.1 408').length;
    console.log(`FIGURE /health answered ${answers} times, slowest ${slowestMs.toFixed(1)} ms`);
    assert.is(answered, 200);
    assert.ok(answers > 10, 'the connections were held open');
  });
});

test.run();
