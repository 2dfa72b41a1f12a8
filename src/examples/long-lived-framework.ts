// Keeps a task running on every agent with one executor each, for as long as it is let: to watch what upgrades,
// restarts and failures do to a framework that should not notice.
import type { FlagDeclarations } from '../config/flag.ts';
import {
  isTerminal,
  type Offer,
  OfferedResources,
  type OfferOperation,
  type Resource,
} from '../sdk/index.ts';
import { executorFlags, testExecutor } from './executor-command.ts';
import { Framework, launch } from './framework.ts';
import { frameworkFlags, print, runExample } from './program.ts';

const flags = {
  ...frameworkFlags,
  ...executorFlags,
  task_time: { type: 'string', group: 'Task', default: '10secs', help: 'How long a task runs.' },
  task_resources: {
    type: 'string',
    group: 'Task',
    default: 'cpus:0.01;mem:1',
    help: 'Resources of each task.',
  },
  checkpoint: {
    type: 'bool',
    group: 'Frameworks',
    default: 'true',
    help: 'Executors and tasks live over a restart of the agent.',
  },
  failover_timeout: {
    type: 'duration',
    group: 'Frameworks',
    default: '1weeks',
    help: 'How long tasks outlive the connection to the master.',
  },
} as const satisfies FlagDeclarations;

runExample(
  {
    name: 'long-lived-framework',
    summary:
      'Keeps one short task running on every agent until it is interrupted. Exits 0 then, 1 when the master ends it.',
    usage: 'long-lived-framework --master=HOST:PORT [--name=value]...',
    flags,
  },
  (values, positional, stop) => {
    /** Ids of the tasks that have not ended, by agent. */
    const live = new Map<string, string>();
    /** What the executor of each agent runs with: a task must name it exactly so. */
    const executorResources = new Map<string, Resource[]>();
    let launched = 0;
    let finished = 0;
    let failed = 0;
    const framework = new Framework(
      'long-lived framework',
      values,
      positional,
      stop,
      {
        offered: (offer) => (live.has(offer.agent_id.value) ? undefined : launchOn(offer)),
        updated: ({ task_id, state }) => {
          // A launch that a master took along when it ended is known to nobody.
          if (!isTerminal(state) && state !== 'TASK_UNKNOWN') return;
          const agent = [...live].find(([, id]) => id === task_id.value)?.[0];
          // An update that is told twice.
          if (agent === undefined) return;
          live.delete(agent);
          if (state === 'TASK_FINISHED') finished += 1;
          else failed += 1;
          print(`${finished} tasks finished, ${failed} did not`);
        },
        happened: (event) => {
          if (event.type !== 'SUBSCRIBED' || live.size === 0) return;
          const tasks = [...live].map(([agent, id]) => ({
            task_id: { value: id },
            agent_id: { value: agent },
          }));
          void framework.client.reconcile(tasks);
        },
      },
      { checkpoint: values.checkpoint, failover_timeout: values.failover_timeout / 1000 },
    );
    framework.start();
    return framework.result;

    function launchOn(offer: Offer): readonly OfferOperation[] | undefined {
      const executor = testExecutor('default', values.executor_command, values.task_time);
      const left = new OfferedResources(offer);
      // The executor that is there already keeps what it was given.
      const isThere = offer.executor_ids?.some(({ value }) => value === executor.executor_id.value) === true;
      const forExecutor = isThere
        ? executorResources.get(offer.agent_id.value)
        : left.take(executor.resources);
      const resources = left.take(values.task_resources);
      if (forExecutor === undefined || resources === undefined) return undefined;
      executorResources.set(offer.agent_id.value, forExecutor);
      const id = String(launched++);
      live.set(offer.agent_id.value, id);
      print(`Launching task ${id} on agent ${offer.agent_id.value}`);
      return [
        launch({
          name: `Task ${id}`,
          task_id: { value: id },
          agent_id: offer.agent_id,
          resources,
          executor: { ...executor, resources: forExecutor },
        }),
      ];
    }
  },
);
