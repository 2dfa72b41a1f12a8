// Launches command tasks, as many at a time as are offered room, and ends when all have ended.
import type { FlagDeclarations } from '../config/flag.ts';
import { isTerminal, OfferedResources, type TaskInfo } from '../sdk/index.ts';
import { Framework, launch } from './framework.ts';
import { frameworkFlags, print, runExample } from './program.ts';

const flags = {
  ...frameworkFlags,
  command: { type: 'string', group: 'Task', default: 'echo hello', help: 'Shell command of each task.' },
  num_tasks: { type: 'uint', group: 'Task', default: '5', min: '1', help: 'Tasks to run.' },
  task_resources: {
    type: 'string',
    group: 'Task',
    default: 'cpus:0.1;mem:32',
    help: 'Resources of each task.',
  },
  checkpoint: {
    type: 'bool',
    group: 'Frameworks',
    default: 'false',
    help: 'The tasks live over a restart of the agent.',
  },
} as const satisfies FlagDeclarations;

runExample(
  {
    name: 'no-executor-framework',
    summary: 'Runs a command many times. Exits 0 when every task finished, 1 when one did not.',
    usage: 'no-executor-framework --master=HOST:PORT [--name=value]...',
    flags,
  },
  (values, positional, stop) => {
    let launched = 0;
    let finished = 0;
    let failed = 0;
    const framework = new Framework(
      'no-executor framework',
      values,
      positional,
      stop,
      {
        offered: (offer) => {
          const left = new OfferedResources(offer);
          const tasks: TaskInfo[] = [];
          while (launched < values.num_tasks) {
            const resources = left.take(values.task_resources);
            if (resources === undefined) break;
            const id = String(launched++);
            const command = { value: values.command };
            tasks.push({
              name: `Task ${id}`,
              task_id: { value: id },
              agent_id: offer.agent_id,
              resources,
              command,
            });
          }
          if (tasks.length === 0) return undefined;
          print(`Launching ${tasks.length} tasks on agent ${offer.agent_id.value}`);
          return [launch(...tasks)];
        },
        updated: ({ state }) => {
          if (!isTerminal(state)) return;
          if (state === 'TASK_FINISHED') finished += 1;
          else failed += 1;
          if (finished + failed < values.num_tasks) return;
          framework.end(failed === 0 ? 0 : 1, `${finished} tasks finished, ${failed} did not`);
        },
      },
      { checkpoint: values.checkpoint },
    );
    framework.start();
    return framework.result;
  },
);
