// The process of a custom executor, as the agent sees it: calls by its HTTP endpoint, events from the stream. It does
// only what a test tells it.
import * as assert from 'uvu/assert';
import { executorEndpoint } from '../../src/agent/api/executor.ts';
import type { HttpResponse, ResponseStream } from '../../src/http/message.ts';
import { fromJson, parseJson, toJson } from '../../src/protocol/json.ts';
import type {
  ExecutorCall,
  ExecutorCallSubscribe,
  ExecutorEvent,
  TaskInfo,
  TaskState,
  TaskStatus,
} from '../../src/protocol/messages.ts';
import { decode, encode } from '../../src/protocol/protobuf.ts';
import { RecordDecoder } from '../../src/protocol/recordio.ts';
import { frameworkId, type Harness, taskOf } from './harness.ts';

export type Encoding = 'application/json' | 'application/x-protobuf';

let uuids = 0;

/** A UUID of a known version, another one each time. */
export function newUuid(): Uint8Array {
  const uuid = new Uint8Array(16);
  uuid[6] = 0x40;
  uuid[8] = 0x80;
  new DataView(uuid.buffer).setUint32(12, ++uuids);
  return uuid;
}

export class FakeExecutor {
  readonly id: string;
  readonly encoding: Encoding;
  readonly events: ExecutorEvent[] = [];
  isConnected = false;
  readonly #harness: Harness;
  readonly #frameworkId: string;
  #closed: () => void = () => {};

  constructor(harness: Harness, id = 'e', encoding: Encoding = 'application/json', framework = frameworkId) {
    this.#harness = harness;
    this.id = id;
    this.encoding = encoding;
    this.#frameworkId = framework;
  }

  /** The status of the answer; events arrive when it is 200. */
  subscribe(subscribe: ExecutorCallSubscribe = {}): number {
    const response = this.post({ ...this.#ids(), type: 'SUBSCRIBE', subscribe });
    if (response.status !== 200) return response.status;
    assert.is(response.headers?.['Content-Type'], this.encoding);
    const decoder = new RecordDecoder(1 << 20);
    this.isConnected = true;
    const stream: ResponseStream = {
      bufferedBytes: 0,
      write: (chunk) => {
        const records = decoder.push(chunk);
        assert.is(records.length, 1, 'one record a chunk');
        for (const record of records) this.events.push(this.#decode(record));
        return true;
      },
      end: () => {
        this.isConnected = false;
      },
      onClose: (action) => {
        this.#closed = action;
      },
    };
    response.stream?.(stream);
    return 200;
  }

  /** The connection breaks. */
  disconnect(): void {
    this.isConnected = false;
    this.#closed();
  }

  update(taskId: string, state: TaskState, fields: Partial<TaskStatus> = {}): TaskStatus {
    const status: TaskStatus = {
      task_id: { value: taskId },
      state,
      source: 'SOURCE_EXECUTOR',
      uuid: newUuid(),
      timestamp: this.#harness.nowMs / 1000,
      ...fields,
    };
    assert.is(this.post({ ...this.#ids(), type: 'UPDATE', update: { status } }).status, 202);
    return status;
  }

  message(text: string): number {
    return this.post({ ...this.#ids(), type: 'MESSAGE', message: { data: Buffer.from(text) } }).status;
  }

  post(call: ExecutorCall): HttpResponse {
    const body =
      this.encoding === 'application/json'
        ? Buffer.from(toJson('executor.Call', call))
        : encode('executor.Call', call);
    return this.#request({ 'content-type': this.encoding, accept: this.encoding }, body);
  }

  /** What arrived since the last call. */
  take(): ExecutorEvent[] {
    return this.events.splice(0);
  }

  takeTypes(): (string | undefined)[] {
    return this.take().map(({ type }) => type);
  }

  #request(headers: Record<string, string>, body: Uint8Array): HttpResponse {
    return executorEndpoint(this.#harness.agent, {
      method: 'POST',
      path: '/api/v1/executor',
      target: '/api/v1/executor',
      query: new URLSearchParams(),
      headers,
      body,
      remoteAddress: '127.0.0.1',
    });
  }

  #ids(): { executor_id: { value: string }; framework_id: { value: string } } {
    return { executor_id: { value: this.id }, framework_id: { value: this.#frameworkId } };
  }

  #decode(record: Uint8Array): ExecutorEvent {
    if (this.encoding === 'application/x-protobuf') return decode('executor.Event', record);
    return fromJson('executor.Event', parseJson(Buffer.from(record).toString()));
  }
}

/** A task for the executor `executorId`, which has 0.5 cpus and 64 MB of its own. */
export function customTask(id: string, executorId = 'e', fields: Partial<TaskInfo> = {}): TaskInfo {
  const { command: _command, ...task } = taskOf(id);
  return {
    ...task,
    executor: {
      executor_id: { value: executorId },
      framework_id: { value: frameworkId },
      name: 'the executor',
      source: 'here',
      command: { value: './run', environment: { variables: [{ name: 'OWN', value: '1' }] } },
      resources: [
        { name: 'cpus', type: 'SCALAR', scalar: { value: 0.5 }, allocation_info: { role: '*' } },
        { name: 'mem', type: 'SCALAR', scalar: { value: 64 }, allocation_info: { role: '*' } },
      ],
    },
    ...fields,
  };
}

/** Launches a task with a new executor, which connects; both are told so. */
export async function connectedExecutor(
  harness: Harness,
  taskId = 't',
  encoding: Encoding = 'application/json',
): Promise<FakeExecutor> {
  harness.run(customTask(taskId));
  await harness.settle();
  harness.host.start(harness.lastContainer.spec.id);
  await harness.settle();
  const executor = new FakeExecutor(harness, 'e', encoding);
  assert.is(executor.subscribe(), 200);
  await harness.settle();
  return executor;
}
