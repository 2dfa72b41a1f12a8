// The launcher program as the agent runs it: one child process for the agent's whole life, and the messages
// to and from it. This is the only place that uses child_process: a fork of a big Node process per task would
// stop the event loop for milliseconds each.
import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import { describeError, MesosError } from '../base/errors.ts';
import type { Log } from '../base/ports.ts';
import { launchError } from './failures.ts';
import { encodeFrame, FrameDecoder } from './framing.ts';
import type { LaunchedProcess, Launcher, LauncherEvents, LaunchRequest } from './launcher.ts';
import {
  type Answer,
  type Failure,
  findLaunchProblem,
  parseAnswer,
  protocolVersion,
  type Request,
} from './messages.ts';

export interface LauncherOptions {
  /** Path of mesos-launcher. */
  readonly program: string;
  readonly log: Log;
  readonly events: LauncherEvents;
}

/** A program that does not greet within this is not the launcher, or the machine is beyond use. */
const greetingTimeoutMs = 10_000;
/** The launcher ends as soon as its socket closes. */
const closeTimeoutMs = 5_000;
/** Requests without an answer; the launcher itself takes as many containers. */
const maxPending = 16_384;
/** Bytes waiting to be written: many launches of the usual few kilobytes, few of the largest. */
const maxUnwrittenBytes = 64 << 20;
/** A line of standard error that is longer is cut. */
const maxLogLine = 2_048;

/**
 * Starts the program and greets it.
 * Rejects with MesosError LAUNCHER_FAILED when it cannot be started or is of another version.
 *
 * The exit of a container is never told before the code that awaits its launch has run.
 */
export async function startLauncher(options: LauncherOptions): Promise<Launcher> {
  const child = spawn(resolve(options.program), [], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // Nothing of the agent's environment reaches the launcher: secrets and systemd's variables stay here.
    env: {},
    cwd: '/',
  });
  const launcher = new LauncherProcess(child, options);
  await launcher.greet();
  return launcher;
}

interface Pending {
  /** "launch container x", for the error. */
  readonly what: string;
  resolve(answer: Answer): void;
  reject(error: MesosError): void;
}

type Queued =
  | Exclude<Answer, { readonly type: 'refused' }>
  | { readonly type: 'lost'; readonly message: string };

class LauncherProcess implements Launcher {
  readonly #options: LauncherOptions;
  readonly #child: ChildProcess;
  readonly #socket: Socket;
  readonly #ended: Promise<void>;
  readonly #decoder = new FrameDecoder();
  readonly #pending = new Map<number, Pending>();
  readonly #queue: Queued[] = [];
  #greeting: { resolve(): void; reject(error: MesosError): void } | undefined;
  #nextRequest = 1;
  #drainScheduled = false;
  #refusal: string | undefined;
  #state: 'greeting' | 'open' | 'closing' | 'lost' = 'greeting';

  constructor(child: ChildProcess, options: LauncherOptions) {
    this.#options = options;
    this.#child = child;
    const socket = child.stdio[3];
    if (!(socket instanceof Socket)) {
      throw new MesosError('LAUNCHER_FAILED', `Failed to open the socket of the launcher ${options.program}`);
    }
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    // What failed is told by the end that follows.
    socket.on('error', () => {});
    this.#ended = new Promise((ended) => {
      child.on('exit', () => ended());
      child.on('error', (error) => {
        this.#lose(describeError(error));
        // A child that never was has no exit.
        if (child.pid === undefined) ended();
      });
    });
    // Unlike its exit, this comes after everything it wrote was read.
    child.on('close', (code, signal) => {
      this.#lose(signal === null ? `it exited with status ${code}` : `it was killed by ${signal}`);
    });
    if (child.stderr !== null) logLines(child.stderr, options.log);
  }

  async greet(): Promise<void> {
    const greeted = new Promise<void>((resolve, reject) => {
      this.#greeting = { resolve, reject };
    });
    const timer = setTimeout(
      () => this.#lose(`it did not answer within ${greetingTimeoutMs / 1000} seconds`),
      greetingTimeoutMs,
    );
    this.#write(encodeFrame(JSON.stringify({ type: 'hello', version: protocolVersion } satisfies Request)));
    try {
      await greeted;
    } finally {
      clearTimeout(timer);
    }
  }

  async launch(request: LaunchRequest): Promise<LaunchedProcess> {
    const what = `launch container ${request.id}`;
    const problem = findLaunchProblem(request);
    if (problem !== undefined)
      throw new MesosError('LAUNCH_FAILED', `Failed to ${what}: request: ${problem}`);
    const answer = await this.#ask(what, (number) => ({ ...request, type: 'launch', request: number }));
    if (answer.type !== 'launched') throw unexpected(what, answer);
    return { supervisorPid: answer.supervisorPid, taskPid: answer.taskPid };
  }

  async watch(id: string, directory: string): Promise<void> {
    const what = `watch container ${id}`;
    const answer = await this.#ask(what, (request) => ({ type: 'watch', request, id, directory }));
    if (answer.type !== 'done') throw unexpected(what, answer);
  }

  async watchMemory(id: string, cgroupDirectory: string, version: 1 | 2): Promise<void> {
    const what = `watch the memory of container ${id} in ${cgroupDirectory}`;
    const answer = await this.#ask(what, (request) => ({
      type: 'watchMemory',
      request,
      id,
      directory: cgroupDirectory,
      version,
    }));
    if (answer.type !== 'done') throw unexpected(what, answer);
  }

  async close(): Promise<void> {
    if (this.#state === 'greeting' || this.#state === 'open') this.#state = 'closing';
    this.#socket.destroy();
    this.#queue.length = 0;
    this.#rejectPending('the launcher was closed');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), closeTimeoutMs);
    await this.#ended;
    clearTimeout(timer);
  }

  #ask(what: string, make: (request: number) => Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#state !== 'open')
        throw new MesosError('LAUNCHER_FAILED', `Failed to ${what}: the launcher has ended`);
      if (this.#pending.size >= maxPending || this.#socket.writableLength >= maxUnwrittenBytes) {
        throw new MesosError('LIMIT_EXCEEDED', `Failed to ${what}: too many launches wait for the launcher`, {
          hint: `at most ${maxPending} requests and ${maxUnwrittenBytes} bytes can wait`,
        });
      }
      const number = this.#nextRequest++;
      const frame = encodeRequest(what, make(number));
      this.#pending.set(number, { what, resolve, reject });
      this.#write(frame);
    });
  }

  // All that is asked in one turn of the event loop goes out in one write.
  #write(frame: Buffer): void {
    if (this.#socket.writableCorked === 0) {
      this.#socket.cork();
      process.nextTick(() => this.#socket.uncork());
    }
    this.#socket.write(frame);
  }

  #receive(chunk: Buffer): void {
    try {
      for (const text of this.#decoder.push(chunk)) {
        const answer = parseAnswer(text);
        if (answer.type === 'refused') this.#refusal = answer.message;
        else this.#queue.push(answer);
      }
    } catch (error) {
      this.#lose(describeError(error));
      return;
    }
    this.#drain();
  }

  // An answer continues its caller in a microtask. An event that came in the same chunk must wait for that:
  // the exit of a short task must not overtake the answer to its launch.
  #drain(): void {
    if (this.#drainScheduled) return;
    let answered = false;
    for (let queued = this.#queue.shift(); queued !== undefined; queued = this.#queue.shift()) {
      const isAnswer = queued.type === 'launched' || queued.type === 'done' || queued.type === 'failed';
      if (answered && !isAnswer) {
        this.#queue.unshift(queued);
        this.#drainScheduled = true;
        setImmediate(() => {
          this.#drainScheduled = false;
          this.#drain();
        });
        return;
      }
      answered ||= isAnswer;
      this.#handle(queued);
    }
  }

  #handle(queued: Queued): void {
    switch (queued.type) {
      case 'hello':
        if (this.#state === 'greeting') this.#state = 'open';
        this.#greeting?.resolve();
        return;
      case 'launched':
      case 'done':
        this.#take(queued.request)?.resolve(queued);
        return;
      case 'failed': {
        const { step, errno, message }: Failure = queued;
        const pending = this.#take(queued.request);
        pending?.reject(launchError(pending.what, { step, errno, message }));
        return;
      }
      case 'exited':
        this.#options.events.onExited(queued.id, { status: queued.status });
        return;
      case 'memory':
        this.#options.events.onMemoryEvent(queued.id);
        return;
      case 'lost':
        this.#rejectPending('the launcher has ended');
        this.#options.events.onLauncherLost(queued.message);
        return;
    }
  }

  #take(request: number): Pending | undefined {
    const pending = this.#pending.get(request);
    this.#pending.delete(request);
    return pending;
  }

  #lose(reason: string): void {
    if (this.#state === 'closing' || this.#state === 'lost') return;
    const wasGreeting = this.#state === 'greeting';
    this.#state = 'lost';
    const message = this.#refusal === undefined ? reason : `it refused to go on: ${this.#refusal}`;
    this.#socket.destroy();
    this.#child.kill('SIGKILL');
    if (wasGreeting) {
      this.#greeting?.reject(
        new MesosError(
          'LAUNCHER_FAILED',
          `Failed to start the launcher ${this.#options.program}: ${message}`,
          {
            hint: 'mesos-launcher is installed beside mesos-agent, in the same version',
          },
        ),
      );
      return;
    }
    // Behind the answers that were received before it.
    this.#queue.push({ type: 'lost', message: `The launcher has ended: ${message}` });
    this.#drain();
  }

  #rejectPending(reason: string): void {
    for (const pending of this.#pending.values()) {
      pending.reject(
        new MesosError('LAUNCHER_FAILED', `Failed to ${pending.what}: ${reason}`, {
          hint: 'whether it was carried out is not known: watch the container with a new launcher to find out',
        }),
      );
    }
    this.#pending.clear();
  }
}

function encodeRequest(what: string, request: Request): Buffer {
  try {
    return encodeFrame(JSON.stringify(request));
  } catch (error) {
    throw new MesosError('LAUNCH_FAILED', `Failed to ${what}: request: ${describeError(error)}`, {
      cause: error,
    });
  }
}

function unexpected(what: string, answer: Answer): MesosError {
  return new MesosError('LAUNCHER_FAILED', `Failed to ${what}: the launcher answered "${answer.type}"`);
}

function logLines(stream: NodeJS.ReadableStream, log: Log): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, maxLogLine);
    for (const line of lines) log.warn(`launcher: ${line.slice(0, maxLogLine)}`);
  });
  stream.on('end', () => {
    if (rest !== '') log.warn(`launcher: ${rest}`);
  });
}
