// How agents start test-executor for the frameworks that use it.
import { dirname, join, resolve } from 'node:path';
import type { FlagDeclarations } from '../config/flag.ts';
import type { ExecutorInfo } from '../sdk/index.ts';

export const executorFlags = {
  executor_command: {
    type: 'string',
    group: 'Executors',
    automatic: 'the program test-executor beside this one, which must be there on every agent',
    help: 'Shell command that starts the executor.',
  },
} as const satisfies FlagDeclarations;

export function testExecutor(id: string, command: string | undefined, taskTime?: string): ExecutorInfo {
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  // With the path of the interpreter: it may be out of the executor's PATH.
  const words = [process.execPath, join(dirname(resolve(process.argv[1] ?? '')), 'test-executor')].map(
    quoted,
  );
  if (taskTime !== undefined) words.push(`--task_time=${taskTime}`);
  return {
    type: 'CUSTOM',
    executor_id: { value: id },
    name: 'test-executor',
    command: { value: command ?? words.join(' ') },
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 64 } },
    ],
  };
}
