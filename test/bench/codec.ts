// Measures the codec of the schema on the message that matters most: a status update of 200 bytes.
import { toJson } from '../../src/protocol/json.ts';
import type { StatusUpdateMessage } from '../../src/protocol/messages.ts';
import { decode, encode } from '../../src/protocol/protobuf.ts';

const id = '6ba7b810-9dad-41d1-80b4-00c04fd430c8';

/** A status update as an agent sends it for a running task: 200 bytes encoded. */
export const statusUpdate: StatusUpdateMessage = {
  update: {
    framework_id: { value: `${id}-0000` },
    agent_id: { value: `${id}-S0` },
    status: {
      task_id: { value: 'task-1' },
      state: 'TASK_RUNNING',
      timestamp: 1763715600.25,
      source: 'SOURCE_EXECUTOR',
      uuid: new Uint8Array(16).fill(7),
    },
    timestamp: 1763715600.25,
    uuid: new Uint8Array(16).fill(7),
    latest_state: 'TASK_RUNNING',
  },
  pid: 'slave(1)@127.0.0.1:5051',
};

/** Operations a second of `run`, measured for about a second after a warm-up. */
export function rate(run: () => void): number {
  for (let index = 0; index < 20_000; index += 1) run();
  const start = process.hrtime.bigint();
  let count = 0;
  let elapsed = 0;
  while (elapsed < 1e9) {
    for (let index = 0; index < 1000; index += 1) run();
    count += 1000;
    elapsed = Number(process.hrtime.bigint() - start);
  }
  return (count * 1e9) / elapsed;
}

/** The figures of the codec: [name, value, unit]. */
export function measureCodec(): [string, number, string][] {
  const bytes = encode('internal.StatusUpdateMessage', statusUpdate);
  return [
    ['message_size', bytes.length, 'bytes'],
    ['decode_protobuf', rate(() => decode('internal.StatusUpdateMessage', bytes)), '1/s'],
    ['encode_protobuf', rate(() => encode('internal.StatusUpdateMessage', statusUpdate)), '1/s'],
    ['encode_json', rate(() => toJson('internal.StatusUpdateMessage', statusUpdate)), '1/s'],
  ];
}
