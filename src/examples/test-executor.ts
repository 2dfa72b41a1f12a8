// An executor that only says so: a task is running, and finished after the time asked for. What the scheduler sends is
// sent back.
import { setTimeout as sleep } from 'node:timers/promises';
import { questionFlags } from '../config/common-flags.ts';
import type { FlagDeclarations } from '../config/flag.ts';
import { ExecutorClient, type TaskInfo } from '../sdk/index.ts';
import { print, runExample } from './program.ts';

const flags = {
  ...questionFlags,
  task_time: {
    type: 'duration',
    group: 'Task',
    default: '0secs',
    help: 'How long a task runs.',
  },
} as const satisfies FlagDeclarations;

runExample(
  {
    name: 'test-executor',
    summary: 'An executor whose tasks do nothing but end. An agent starts it, for tasks of test-framework.',
    usage: 'test-executor [--task_time=DURATION]',
    flags,
  },
  ({ task_time }) =>
    new Promise((finish) => {
      const live = new Map<string, AbortController>();
      const client = new ExecutorClient({
        onEvent: (event) => {
          if (event.type === 'SUBSCRIBED') print(`Subscribed on ${event.subscribed?.agent_info.hostname}`);
          if (event.launch !== undefined) void run(event.launch.task);
          for (const task of event.launch_group?.task_group.tasks ?? []) void run(task);
          if (event.kill !== undefined) live.get(event.kill.task_id.value)?.abort();
          if (event.message !== undefined) {
            print(`Received a message of ${event.message.data.length} bytes`);
            client.message(event.message.data).catch((error: unknown) => print(String(error)));
          }
        },
        onDisconnected: (reason) => print(`Disconnected: ${reason}`),
        onShutdown: (reason) => {
          print(`Shutting down: ${reason}`);
          for (const task of live.values()) task.abort();
          // The tasks tell their ends first.
          setImmediate(() => void client.settled().then(() => finish(0)));
        },
      });
      client.start();

      async function run({ task_id }: TaskInfo): Promise<void> {
        print(`Starting task ${task_id.value}`);
        const kill = new AbortController();
        live.set(task_id.value, kill);
        client.update({ task_id, state: 'TASK_RUNNING' });
        await sleep(task_time, undefined, { signal: kill.signal }).catch(() => undefined);
        live.delete(task_id.value);
        print(`${kill.signal.aborted ? 'Killed' : 'Finished'} task ${task_id.value}`);
        client.update({ task_id, state: kill.signal.aborted ? 'TASK_KILLED' : 'TASK_FINISHED' });
      }
    }),
);
