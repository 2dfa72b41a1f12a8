// Reserves resources on one agent, runs tasks on them one after the other, and gives them back.
import type { FlagDeclarations } from '../config/flag.ts';
import { isTerminal, type Offer, type OfferOperation } from '../sdk/index.ts';
import { Framework, launch } from './framework.ts';
import { frameworkFlags, print, runExample } from './program.ts';
import { checkRole, reserve, reservingFlags, takeReserved, takeUnreserved } from './reservation.ts';

const flags = {
  ...frameworkFlags,
  ...reservingFlags,
  command: { type: 'string', group: 'Task', default: 'echo hello', help: 'Shell command of each task.' },
  num_tasks: { type: 'uint', group: 'Task', default: '3', min: '1', help: 'Tasks to run.' },
  task_resources: {
    type: 'string',
    group: 'Task',
    default: 'cpus:0.2;mem:32',
    help: 'What is reserved, and used by each task.',
  },
} as const satisfies FlagDeclarations;

/** What the next offer of the agent is for. */
type Step = 'reserve' | 'launch' | 'wait for the task' | 'unreserve' | 'see it given back';

runExample(
  {
    name: 'dynamic-reservation',
    summary:
      'Reserves resources, runs tasks on the reservation and removes it. Exits 0 when all of that worked.',
    usage: 'dynamic-reservation --master=HOST:PORT [--name=value]...',
    flags,
    check: checkRole,
  },
  (values, positional, stop) => {
    const { role, principal, task_resources: wanted } = values;
    let step: Step = 'reserve';
    let agent: string | undefined;
    let launched = 0;
    const framework = new Framework('dynamic reservation framework', values, positional, stop, {
      offered: (offer) => (agent === undefined || offer.agent_id.value === agent ? use(offer) : undefined),
      updated: ({ state }) => {
        if (!isTerminal(state)) return;
        if (state !== 'TASK_FINISHED') framework.end(1, 'A task did not finish; the reservation is left');
        step = launched < values.num_tasks ? 'launch' : 'unreserve';
      },
    });
    framework.start();
    return framework.result;

    function use(offer: Offer): readonly OfferOperation[] | undefined {
      const reserved = takeReserved(offer, role, wanted);
      const free = takeUnreserved(offer, wanted);
      switch (step) {
        case 'reserve':
          if (free === undefined) return undefined;
          agent = offer.agent_id.value;
          step = 'launch';
          print(`Reserving ${wanted} for the role ${role} on agent ${agent}`);
          return [{ type: 'RESERVE', reserve: { resources: reserve(free, role, principal) } }];
        case 'launch': {
          // Offers without the reservation are older than it.
          if (reserved === undefined) return undefined;
          step = 'wait for the task';
          const id = String(launched++);
          print(`Launching task ${id} on the reservation`);
          const task = { name: `Task ${id}`, task_id: { value: id }, agent_id: offer.agent_id };
          return [launch({ ...task, resources: reserved, command: { value: values.command } })];
        }
        case 'unreserve':
          if (reserved === undefined) return undefined;
          step = 'see it given back';
          print('Removing the reservation');
          return [{ type: 'UNRESERVE', unreserve: { resources: reserved } }];
        case 'see it given back':
          if (reserved === undefined)
            framework.end(0, `${launched} tasks ran on the reservation, which is removed`);
          return undefined;
        default:
          return undefined;
      }
    }
  },
);
