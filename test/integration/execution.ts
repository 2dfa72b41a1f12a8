// `mesos execute` as a process that a test can read and interrupt, and the agent's view of what it ran.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { cleanEnvironment, eventually, http, programs } from '../support/cluster.ts';

export interface Execution {
  readonly child: ChildProcess;
  /** Everything printed so far, both streams. */
  output(): string;
  /** Waits until something was printed. */
  printed(text: string): Promise<void>;
  /** The exit status, once both streams are read to their end. */
  readonly status: Promise<number>;
  /** The framework's id, once it is subscribed. */
  frameworkId(): Promise<string>;
}

export function startExecute(
  master: { readonly port: number } | string,
  flags: readonly string[],
  program: readonly string[] = [join(programs, 'mesos'), 'execute'],
): Execution {
  const address = typeof master === 'string' ? master : `127.0.0.1:${master.port}`;
  const [file = '', ...words] = program;
  const child = spawn(file, [...words, `--master=${address}`, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: cleanEnvironment(),
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  const waitFor = (pattern: string | RegExp): Promise<string> =>
    eventually(`${pattern} in the output of mesos execute`, () => {
      const match = typeof pattern === 'string' ? text.includes(pattern) && pattern : pattern.exec(text)?.[1];
      if (match !== undefined && match !== false) return match;
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${text}`);
      return undefined;
    });
  return {
    child,
    output: () => text,
    printed: async (wanted) => {
      await waitFor(wanted);
    },
    status: once(child, 'close').then(([code]) => (typeof code === 'number' ? code : -1)),
    frameworkId: () => waitFor(/Subscribed with ID (\S+)/),
  };
}

export interface ExecutorState {
  readonly id: string;
  readonly container: string;
  readonly directory: string;
}

interface FrameworkState {
  readonly id: string;
  readonly executors: readonly ExecutorState[];
  readonly completed_executors: readonly ExecutorState[];
}

interface AgentState {
  readonly id: string;
  readonly frameworks: readonly FrameworkState[];
  readonly completed_frameworks: readonly FrameworkState[];
}

export async function agentState(agent: { readonly port: number }): Promise<AgentState> {
  return JSON.parse((await http(agent.port, 'GET', '/state')).text) as AgentState;
}

/** All executors of a framework, completed ones too, in the order of the agent's state. */
export async function executorsOf(
  agent: { readonly port: number },
  frameworkId: string,
): Promise<ExecutorState[]> {
  const state = await agentState(agent);
  return [...state.frameworks, ...state.completed_frameworks]
    .filter((framework) => framework.id === frameworkId)
    .flatMap((framework) => [...framework.executors, ...framework.completed_executors]);
}

/** The text of a file in a sandbox, as /files/read gives it. */
export async function readSandbox(
  agent: { readonly port: number },
  directory: string,
  name: string,
): Promise<string> {
  const path = encodeURIComponent(`${directory}/${name}`);
  const answer = await http(agent.port, 'GET', `/files/read?path=${path}&offset=0&length=65536`);
  if (answer.status !== 200) throw new Error(`/files/read of ${name}: ${answer.status} ${answer.text}`);
  return (JSON.parse(answer.text) as { data: string }).data;
}

/** What a number in /metrics/snapshot is. */
export async function metric(daemon: { readonly port: number }, name: string): Promise<number> {
  const values = JSON.parse((await http(daemon.port, 'GET', '/metrics/snapshot')).text) as Record<
    string,
    number
  >;
  return values[name] ?? Number.NaN;
}
