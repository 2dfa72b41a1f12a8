// How custom executors are reached: the newest event stream of each. The rule: an executor has one connection, and
// opening another closes the one before it.
import type { RecordStream } from '../api/record-stream.ts';
import type { Timer } from '../base/ports.ts';
import type { ExecutorEvent } from '../protocol/messages.ts';
import type { AgentContext } from './context.ts';
import type { Executor } from './model.ts';

export type ExecutorStream = Pick<RecordStream<'executor.Event'>, 'send' | 'end'>;

/** The original's interval; the first heartbeat comes after one. */
export const heartbeatIntervalMs = 30 * 60_000;

interface Connection {
  readonly stream: ExecutorStream;
  timer: Timer | undefined;
}

export class ExecutorConnections {
  readonly #context: AgentContext;
  /** By container. */
  readonly #connections = new Map<string, Connection>();

  constructor(context: AgentContext) {
    this.#context = context;
  }

  open(executor: Executor, stream: ExecutorStream): void {
    this.close(executor);
    const connection: Connection = { stream, timer: undefined };
    this.#connections.set(executor.containerId, connection);
    this.#beat(connection);
  }

  isOpen(executor: Executor): boolean {
    return this.#connections.has(executor.containerId);
  }

  /** False when there is no connection: the event is lost. */
  send(executor: Executor, event: ExecutorEvent): boolean {
    const connection = this.#connections.get(executor.containerId);
    connection?.stream.send(event);
    return connection !== undefined;
  }

  close(executor: Executor): void {
    const connection = this.#connections.get(executor.containerId);
    if (connection === undefined) return;
    this.#forget(executor, connection);
    connection.stream.end();
  }

  /** The stream was closed by the other side, or given up. */
  closed(executor: Executor, stream: ExecutorStream): void {
    const connection = this.#connections.get(executor.containerId);
    if (connection?.stream === stream) this.#forget(executor, connection);
  }

  #forget(executor: Executor, connection: Connection): void {
    connection.timer?.cancel();
    this.#connections.delete(executor.containerId);
  }

  #beat(connection: Connection): void {
    connection.timer = this.#context.timers.after(heartbeatIntervalMs, () => {
      connection.stream.send({ type: 'HEARTBEAT' });
      this.#beat(connection);
    });
  }
}
