// Files of the kernel, with as few trips to the threads that do file operations as there are system calls: hundreds
// of containers that end at once read thousands of them, and node:fs/promises takes five trips and 64 KB for each.
import { close, constants, open, read, write } from 'node:fs';

/** Larger than the list of all processes a machine can have. */
const maxFileBytes = 64 * 1024 * 1024;
const pieceBytes = 4096;
/** Buffers kept for the next reads: more reads at a time than this only wait for the same few threads. */
const maxSpare = 32;
const spare: Buffer[] = [];

/** The file's text. Rejects with the error of node:fs. */
export function readSmallFile(path: string): Promise<string> {
  return withFile(path, constants.O_RDONLY, (descriptor, done) => {
    const buffer = spare.pop() ?? Buffer.allocUnsafeSlow(pieceBytes);
    readAll(descriptor, buffer, [], (error, text) => {
      if (spare.length < maxSpare) spare.push(buffer);
      done(error, text);
    });
  });
}

/** Replaces the content of a file that exists, by one write(2). Rejects with the error of node:fs. */
export function writeSmallFile(path: string, text: string): Promise<void> {
  return withFile(path, constants.O_WRONLY | constants.O_TRUNC, (descriptor, done) => {
    write(descriptor, text, (error, written) => {
      const isShort = error === null && written !== Buffer.byteLength(text);
      done(isShort ? new Error(`only ${written} bytes were taken`) : error, undefined);
    });
  });
}

type Done<T> = (error: Error | null, value: T | undefined) => void;

function withFile<T>(
  path: string,
  flags: number,
  use: (descriptor: number, done: Done<T>) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    open(path, flags, (openError, descriptor) => {
      if (openError !== null) {
        reject(openError);
        return;
      }
      use(descriptor, (error, value) => {
        close(descriptor, (closeError) => {
          const problem = error ?? closeError;
          if (problem !== null && problem !== undefined) reject(problem);
          else resolve(value as T);
        });
      });
    });
  });
}

function readAll(descriptor: number, buffer: Buffer, before: string[], done: Done<string>): void {
  read(descriptor, buffer, 0, pieceBytes, null, (error, length) => {
    if (error !== null) {
      done(error, undefined);
      return;
    }
    // All that these files hold is ASCII, so that a piece may end anywhere.
    const text = buffer.toString('latin1', 0, length);
    // The kernel ends a read only between lines that do not fit, and its lines are far shorter than half a page.
    if (length <= pieceBytes / 2) {
      done(null, before.length === 0 ? text : before.join('') + text);
    } else if ((before.length + 1) * pieceBytes > maxFileBytes) {
      done(new Error(`it has more than ${maxFileBytes} bytes`), undefined);
    } else {
      before.push(text);
      readAll(descriptor, buffer, before, done);
    }
  });
}
