// Launches some tasks with an executor of its own and ends when all have finished.
import type { FlagDeclarations } from '../config/flag.ts';
import {
  isTerminal,
  type Offer,
  OfferedResources,
  type OfferOperation,
  type TaskInfo,
} from '../sdk/index.ts';
import { executorFlags, testExecutor } from './executor-command.ts';
import { Framework, launch } from './framework.ts';
import { frameworkFlags, print, runExample } from './program.ts';

const flags = {
  ...frameworkFlags,
  ...executorFlags,
  num_tasks: { type: 'uint', group: 'Task', default: '5', min: '1', help: 'Tasks to run.' },
  task_resources: {
    type: 'string',
    group: 'Task',
    default: 'cpus:0.1;mem:32',
    help: 'Resources of each task.',
  },
} as const satisfies FlagDeclarations;

runExample(
  {
    name: 'test-framework',
    summary: 'Runs tasks with the executor test-executor. Exits 0 when all finished, 1 when one did not.',
    usage: 'test-framework HOST:PORT [--name=value]...',
    flags,
  },
  (values, positional, stop) => {
    let launched = 0;
    let finished = 0;
    const framework = new Framework('test framework', values, positional, stop, {
      offered: (offer) => launchOn(offer),
      updated: ({ task_id, state }) => {
        if (!isTerminal(state)) return;
        if (state !== 'TASK_FINISHED') {
          framework.end(1, `Aborting because task ${task_id.value} is in unexpected state ${state}`);
          return;
        }
        finished += 1;
        if (finished === values.num_tasks) framework.end(0, `All ${finished} tasks finished`);
      },
    });
    framework.start();
    return framework.result;

    function launchOn(offer: Offer): readonly OfferOperation[] {
      const executor = testExecutor('default', values.executor_command);
      const left = new OfferedResources(offer);
      const forExecutor = left.take(executor.resources);
      const tasks: TaskInfo[] = [];
      while (forExecutor !== undefined && launched < values.num_tasks) {
        const resources = left.take(values.task_resources);
        if (resources === undefined) break;
        const id = String(launched++);
        print(`Launching task ${id} using offer ${offer.id.value}`);
        tasks.push({
          name: `Task ${id}`,
          task_id: { value: id },
          agent_id: offer.agent_id,
          resources,
          executor: { ...executor, resources: forExecutor },
        });
      }
      return tasks.length === 0 ? [] : [launch(...tasks)];
    }
  },
);
