// The command channel into a machine: the QEMU guest agent's protocol, JSON lines over a Unix socket. Commands are
// answered in order, one at a time; what they start runs side by side.
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface CommandResult {
  /** Exit status; 128 and the signal's number when a signal ended it. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Answer {
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
}

interface ExecStatus {
  readonly exited: boolean;
  readonly exitcode?: number;
  readonly signal?: number;
  readonly 'out-data'?: string;
  readonly 'err-data'?: string;
}

/** The agent answers from memory; a machine that is silent for so long hangs. */
const answerTimeoutMs = 60_000;

/** What commands find in their environment; the agent itself is started by systemd with next to nothing. */
const environment = [
  'HOME=/root',
  'LC_ALL=C.UTF-8',
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin',
  'DEBIAN_FRONTEND=noninteractive',
  'SYSTEMD_PAGER=',
  'SYSTEMD_COLORS=0',
];

export class Channel {
  readonly #socket: Socket;
  readonly #waiting: { settle: (answer: Answer) => void; reject: (error: Error) => void }[] = [];
  #received = '';
  #lost: Error | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#receive(text));
    socket.on('error', (error) => this.close(error));
    socket.on('close', () => this.close(new Error('the channel to the machine was closed')));
  }

  /** Connects to qemu's end of the channel, which exists before the machine runs. */
  static open(path: string): Promise<Channel> {
    return new Promise((settle, reject) => {
      const socket = connect(path);
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.removeListener('error', reject);
        settle(new Channel(socket));
      });
    });
  }

  /** Waits until the agent in the machine answers. */
  async ready(timeoutMs: number): Promise<void> {
    await this.#call('guest-ping', undefined, timeoutMs);
  }

  /** Runs a bash script as root. It is ended, with status 124, when it takes longer than the limit. */
  async run(script: string, timeoutMs: number): Promise<CommandResult> {
    const seconds = String(Math.ceil(timeoutMs / 1000));
    const started = (await this.#call('guest-exec', {
      path: '/usr/bin/timeout',
      arg: ['--kill-after=5', seconds, '/bin/bash', '-c', script],
      env: environment,
      'capture-output': true,
    })) as { pid: number };
    for (const deadline = performance.now() + timeoutMs + 30_000; performance.now() < deadline; ) {
      const status = (await this.#call('guest-exec-status', { pid: started.pid })) as ExecStatus;
      if (status.exited) {
        return {
          status: status.exitcode ?? 128 + (status.signal ?? 0),
          stdout: Buffer.from(status['out-data'] ?? '', 'base64').toString(),
          stderr: Buffer.from(status['err-data'] ?? '', 'base64').toString(),
        };
      }
      await sleep(100);
    }
    throw new Error(`the machine did not end a command after ${seconds} s: ${script}`);
  }

  close(reason = new Error('the channel is closed')): void {
    this.#lost ??= reason;
    this.#socket.destroy();
    for (const { reject } of this.#waiting.splice(0)) reject(this.#lost);
  }

  #call(execute: string, args?: object, timeoutMs = answerTimeoutMs): Promise<unknown> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    return new Promise((settle, reject) => {
      const timer = setTimeout(
        () => this.close(new Error(`the machine did not answer ${execute} within ${timeoutMs} ms`)),
        timeoutMs,
      );
      this.#waiting.push({
        settle: (answer) => {
          clearTimeout(timer);
          if (answer.error === undefined) settle(answer.return);
          else reject(new Error(`${execute}: ${answer.error.desc}`));
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      this.#socket.write(
        `${JSON.stringify({ execute, ...(args === undefined ? {} : { arguments: args }) })}\n`,
      );
    });
  }

  #receive(text: string): void {
    this.#received += text;
    for (let end = this.#received.indexOf('\n'); end >= 0; end = this.#received.indexOf('\n')) {
      const line = this.#received.slice(0, end);
      this.#received = this.#received.slice(end + 1);
      this.#waiting.shift()?.settle(JSON.parse(line) as Answer);
    }
  }
}
