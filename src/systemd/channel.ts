// The ways to speak to the service manager. Node has no datagram sockets, so a native addon, a helper process fed
// over a pipe, or the manager's own program carries the messages. A channel never throws and never blocks: a
// daemon that works must not fail because its manager does not listen.
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { describeError } from '../base/errors.ts';
import type { Log } from '../base/ports.ts';

/** Assignments that belong together, as sd_notify(3) defines them: one datagram. */
export type Message = readonly string[];

export interface Channel {
  readonly name: string;
  send(message: Message): void;
  /** No message comes after this; settles when the last one is on its way. */
  close(): Promise<void>;
}

/** systemd reads no more of a datagram. */
const maxMessageBytes = 4096;
/** A helper that has so much before it is stuck; newer messages are left out. */
const maxUnsentBytes = 64 * 1024;
/** A helper that ends is started again, but not in a tight loop. */
const restartPauseMs = 1000;
/** The helper ends with its pipe; the daemon's own end does not wait longer than this for it. */
const closeTimeoutMs = 1000;

interface Addon {
  sendState(text: string): void;
}

/** The native addon, from the first path where it loads into this Node; undefined when it does nowhere. */
export function addonChannel(paths: readonly string[]): Channel | undefined {
  const load = createRequire('/');
  for (const path of paths) {
    try {
      const addon = load(path) as Partial<Addon>;
      if (typeof addon.sendState !== 'function') continue;
      return { name: path, send: (message) => addon.sendState?.(textOf(message)), close: async () => {} };
    } catch {
      // Not there, or built for another version of Node, which is why there are others.
    }
  }
  return undefined;
}

/**
 * One process for the daemon's life, started by the first message: `program notify` gets each message as lines and
 * an empty line, and sends it as one datagram.
 */
export function helperChannel(program: string, socket: string, log: Log): Channel {
  let child: ChildProcess | undefined;
  let startedMs = Number.NEGATIVE_INFINITY;
  let isClosing = false;

  const start = (): void => {
    const nowMs = performance.now();
    if (nowMs - startedMs < restartPauseMs) return;
    startedMs = nowMs;
    const started = spawn(program, ['notify'], {
      stdio: ['pipe', 'ignore', 'inherit'],
      env: { NOTIFY_SOCKET: socket },
      cwd: '/',
    });
    child = started;
    // What failed is told by the end that follows.
    started.stdin?.on('error', () => {});
    const end = (why: string): void => {
      if (child !== started) return;
      child = undefined;
      if (!isClosing) log.warn('the notification helper has ended', { program, why });
    };
    started.on('error', (error) => end(describeError(error)));
    started.on('exit', (code, signal) => end(signal ?? `status ${code}`));
  };

  return {
    name: program,
    send: (message) => {
      if (isClosing) return;
      if (child === undefined) start();
      const pipe = child?.stdin;
      if (pipe == null || pipe.writableLength > maxUnsentBytes) return;
      pipe.write(`${textOf(message)}\n\n`);
    },
    close: () =>
      new Promise((settle) => {
        isClosing = true;
        if (child === undefined) {
          settle();
          return;
        }
        const timer = setTimeout(settle, closeTimeoutMs);
        child.on('exit', () => {
          clearTimeout(timer);
          settle();
        });
        child.stdin?.end();
      }),
  };
}

/**
 * The program systemd-notify, a process for every message: only for those without which the manager would end the
 * daemon. The pid is told because the manager may find out too late whom a process that has ended belonged to.
 */
export function programChannel(socket: string, log: Log): Channel {
  let isBroken = false;
  return {
    name: 'systemd-notify',
    send: (message) => {
      const needed = message.filter((assignment) => /^(READY|WATCHDOG)=1$/.test(assignment));
      if (isBroken || needed.length === 0) return;
      const child = spawn('systemd-notify', [`--pid=${process.pid}`, ...needed], {
        stdio: 'ignore',
        env: { PATH: process.env['PATH'], NOTIFY_SOCKET: socket },
      });
      child.on('error', (error) => {
        isBroken = true;
        log.error('cannot tell the service manager that this daemon is ready', { why: describeError(error) });
      });
    },
    close: async () => {},
  };
}

/** One line an assignment, none longer than a datagram. */
function textOf(message: Message): string {
  const text = message.map((assignment) => assignment.replace(/[\r\n]+/g, ' ')).join('\n');
  if (Buffer.byteLength(text) <= maxMessageBytes - 2) return text;
  // Cut where no character is split; what is long is text for people.
  return Buffer.from(text)
    .subarray(0, maxMessageBytes - 2)
    .toString('utf8')
    .replace(/\ufffd$/, '');
}
