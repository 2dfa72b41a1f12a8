// A v1 JSON framework that costs little itself: calls are pipelined on one raw connection, so that a bench
// measures the master and not its own client.
import { connect, type Socket } from 'node:net';
import { createHttpClient } from '../../src/http/client.ts';
import { decodeJson, toJson } from '../../src/protocol/json.ts';
import type { FrameworkInfo, SchedulerCall, SchedulerEvent } from '../../src/protocol/messages.ts';
import { RecordDecoder } from '../../src/protocol/recordio.ts';

export interface LeanScheduler {
  readonly frameworkId: string;
  /** Sends a call without waiting for its answer. */
  send(call: Omit<SchedulerCall, 'framework_id'>): void;
  /** Answers that were not 202 so far. */
  readonly refusals: () => readonly string[];
  close(): void;
}

export async function subscribe(
  master: string,
  framework: FrameworkInfo,
  onEvent: (event: SchedulerEvent, scheduler: LeanScheduler) => void,
): Promise<LeanScheduler> {
  const [host = '127.0.0.1', port = '5050'] = master.split(':');
  const http = createHttpClient();
  const records = new RecordDecoder(256 * 1024 * 1024);
  let ready: (scheduler: LeanScheduler) => void = () => undefined;
  const subscribed = new Promise<LeanScheduler>((settle) => {
    ready = settle;
  });
  let scheduler: LeanScheduler | undefined;
  const calls = connect({ host, port: Number(port), noDelay: true });
  const refusals: string[] = [];
  countAnswers(calls, refusals);
  const stream = await http.stream(
    'POST',
    `http://${master}/api/v1/scheduler`,
    {
      onChunk: (chunk) => {
        for (const record of records.push(chunk)) {
          const event = decodeJson('scheduler.Event', Buffer.from(record).toString());
          if (event.type === 'SUBSCRIBED') {
            const frameworkId = event.subscribed?.framework_id.value ?? '';
            scheduler = lean(frameworkId, stream.headers['mesos-stream-id'] ?? '', calls, refusals, () => {
              stream.close();
              calls.destroy();
              http.close();
            });
            ready(scheduler);
          }
          if (scheduler !== undefined) onEvent(event, scheduler);
        }
      },
      onClose: () => {},
    },
    {
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: toJson('scheduler.Call', { type: 'SUBSCRIBE', subscribe: { framework_info: framework } }),
    },
  );
  return subscribed;
}

function lean(
  frameworkId: string,
  streamId: string,
  calls: Socket,
  refusals: readonly string[],
  close: () => void,
): LeanScheduler {
  const head =
    'POST /api/v1/scheduler HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n' +
    `Mesos-Stream-Id: ${streamId}\r\nContent-Length: `;
  return {
    frameworkId,
    send: (call) => {
      const body = toJson('scheduler.Call', { ...call, framework_id: { value: frameworkId } });
      calls.write(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
    },
    refusals: () => refusals,
    close,
  };
}

/** Reads the answers of the pipelined calls and keeps those that are no 202 (at most 100). */
function countAnswers(calls: Socket, refusals: string[]): void {
  let rest = '';
  calls.on('error', () => {});
  calls.on('data', (chunk) => {
    rest += chunk.toString('latin1');
    for (let at = rest.indexOf('HTTP/1.1 '); at !== -1; at = rest.indexOf('HTTP/1.1 ', at + 9)) {
      if (rest.length < at + 12) break;
      if (!rest.startsWith('202', at + 9) && refusals.length < 100) refusals.push(rest.slice(at, at + 300));
    }
    rest = rest.slice(-11);
  });
}
