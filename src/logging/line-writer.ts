// Writes lines to a descriptor or a stream without ever throwing or blocking the event loop: a reader that stalls
// costs at most the memory of the queue, then lines are dropped and counted. Lines keep their order.
import { writeSync } from 'node:fs';
import type { Writable } from 'node:stream';

export interface LineWriter {
  /** Takes a line without its end. */
  add(line: string): void;
  /** Writes what waits now. For the end of the process: a slow reader is given a moment, a stalled one is not. */
  flush(): void;
}

/** So much may wait for a reader that stalls: minutes of an ordinary log, and little beside a daemon. */
const maxWaitingChars = 4 * 1024 * 1024;
/** The reader of a pipe that is full is asked again after this time, which doubles up to the larger one. */
const firstRetryMs = 1;
const retryMs = 20;
/** At the end of the process, how often: half a second in all. */
const flushAttempts = 25;

/** Writes a part of a buffer and answers how many bytes; throws EAGAIN when it would have to wait. */
export type WriteNow = (descriptor: number, buffer: Buffer) => number;

/**
 * A writer to a descriptor on which writes do not wait. Lines of one turn of the event loop are one write.
 */
export function descriptorWriter(descriptor: number, writeNow: WriteNow = writeSync): LineWriter {
  const queue = lineQueue();
  let current: Buffer | undefined;
  let isScheduled = false;
  let isBroken = false;
  let nextRetryMs = firstRetryMs;

  /** Writes until nothing waits or the reader must be waited for; answers whether it must. */
  const write = (): boolean => {
    for (;;) {
      current ??= takeChunk(queue);
      if (current === undefined) return false;
      try {
        const written = writeNow(descriptor, current);
        nextRetryMs = firstRetryMs;
        current = written < current.length ? current.subarray(written) : undefined;
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if (code === 'EAGAIN') return true;
        if (code === 'EINTR') continue;
        // EPIPE, EBADF, EIO, ENOSPC: nobody reads any more, and there is no place left to say so.
        isBroken = code !== 'ENOSPC';
        current = undefined;
        queue.clear();
        return false;
      }
    }
  };
  const writeScheduled = (): void => {
    isScheduled = false;
    if (!write()) return;
    isScheduled = true;
    setTimeout(writeScheduled, nextRetryMs).unref();
    nextRetryMs = Math.min(retryMs, nextRetryMs * 2);
  };

  return {
    add: (line) => {
      if (isBroken) return;
      queue.add(line);
      if (isScheduled) return;
      isScheduled = true;
      setImmediate(writeScheduled);
    },
    flush: () => {
      for (let attempt = 0; attempt < flushAttempts && write(); attempt += 1) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryMs);
      }
    },
  };
}

/** A writer to a stream; what its reader does not take is dropped and counted. */
export function streamWriter(stream: Writable): LineWriter {
  const queue = lineQueue();
  let isBroken = false;
  let isWaiting = false;
  stream.on('error', () => {
    isBroken = true;
  });
  const write = (): void => {
    if (isBroken || stream.destroyed || stream.writableEnded) {
      queue.clear();
      return;
    }
    if (stream.writableNeedDrain) {
      if (!isWaiting) stream.once('drain', onDrain);
      isWaiting = true;
      return;
    }
    const text = queue.take();
    if (text !== undefined) stream.write(text);
  };
  const onDrain = (): void => {
    isWaiting = false;
    write();
  };
  return {
    add: (line) => {
      queue.add(line);
      write();
    },
    flush: write,
  };
}

interface LineQueue {
  add(line: string): void;
  /** Everything that waits, with line ends; undefined when nothing does. */
  take(): string | undefined;
  clear(): void;
}

function lineQueue(): LineQueue {
  let waiting = '';
  let dropped = 0;
  return {
    add: (line) => {
      if (waiting.length + line.length > maxWaitingChars) dropped += 1;
      else waiting += `${line}\n`;
    },
    take: () => {
      if (waiting === '' && dropped === 0) return undefined;
      const text =
        dropped === 0 ? waiting : `${waiting}(${dropped} log lines dropped: nobody read them in time)\n`;
      waiting = '';
      dropped = 0;
      return text;
    },
    clear: () => {
      waiting = '';
      dropped = 0;
    },
  };
}

function takeChunk(queue: LineQueue): Buffer | undefined {
  const text = queue.take();
  return text === undefined ? undefined : Buffer.from(text, 'utf8');
}
