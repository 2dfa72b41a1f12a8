// A process of its own that only reads: clients that ask one path again and again and throw the bytes away, so
// that a bench's driver pays nothing for them. The parent says when to begin and when to end, over IPC.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the parent asks for. */
export interface ReadOrder {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly clients: number;
  /** Between an answer and the next request of a client. */
  readonly pauseMs: number;
  readonly gzip: boolean;
}

export interface ReadFigures {
  readonly answers: number;
  readonly bytes: number;
  /** Of each answer, from the request to its last byte. */
  readonly milliseconds: readonly number[];
  /** Answers that were not 200, and connections that broke. */
  readonly failures: number;
}

let isRunning = false;
let answers = 0;
let bytes = 0;
let failures = 0;
let milliseconds: number[] = [];

process.on('message', (order: ReadOrder | 'stop') => {
  if (order === 'stop') {
    isRunning = false;
    const figures: ReadFigures = { answers, bytes, milliseconds, failures };
    process.send?.(figures);
    return;
  }
  isRunning = true;
  [answers, bytes, failures, milliseconds] = [0, 0, 0, []];
  for (let index = 0; index < order.clients; index += 1) read(order);
});
process.on('disconnect', () => process.exit(0));

const headEnd = Buffer.from('\r\n\r\n');

function read(order: ReadOrder): void {
  const { host, port, path, pauseMs } = order;
  const encoding = order.gzip ? 'Accept-Encoding: gzip\r\n' : '';
  const request = `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\n${encoding}\r\n`;
  let start = 0;
  let head: Buffer | undefined = Buffer.alloc(0);
  let missing = 0;
  const ask = (): void => {
    if (!isRunning) {
      socket.destroy();
      return;
    }
    start = performance.now();
    head = Buffer.alloc(0);
    socket.write(request);
  };
  const take = (count: number, buffer: Uint8Array): boolean => {
    if (isRunning) bytes += count;
    if (head === undefined) {
      missing -= count;
    } else {
      head = Buffer.concat([head, buffer.subarray(0, count)]);
      const end = head.indexOf(headEnd);
      if (end === -1) return true;
      const text = head.subarray(0, end).toString('latin1');
      if (!text.startsWith('HTTP/1.1 200')) failures += 1;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      missing = length - (head.length - end - headEnd.length);
      head = undefined;
    }
    if (missing > 0) return true;
    if (isRunning) {
      answers += 1;
      milliseconds.push(performance.now() - start);
    }
    if (pauseMs === 0) ask();
    else void sleep(pauseMs).then(ask);
    return true;
  };
  const socket = connect({
    host,
    port,
    noDelay: true,
    onread: { buffer: Buffer.alloc(256 * 1024), callback: take },
  });
  socket.on('connect', ask);
  socket.on('error', () => {
    failures += 1;
  });
}
