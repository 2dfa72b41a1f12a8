// Makes volumes on reserved disk, runs tasks that each find what the one before wrote, and destroys the volumes.
import type { FlagDeclarations } from '../config/flag.ts';
import { isTerminal, type Offer, type OfferOperation, type Resource } from '../sdk/index.ts';
import { Framework, launch } from './framework.ts';
import { frameworkFlags, print, runExample } from './program.ts';
import {
  checkRole,
  reserve,
  reservingFlags,
  takeReserved,
  takeUnreserved,
  volume,
  volumeOf,
} from './reservation.ts';

const flags = {
  ...frameworkFlags,
  ...reservingFlags,
  num_shards: { type: 'uint', group: 'Task', default: '2', min: '1', help: 'Volumes to make.' },
  tasks_per_shard: {
    type: 'uint',
    group: 'Task',
    default: '3',
    min: '1',
    help: 'Tasks that use each volume, one after the other.',
  },
  volume_size: { type: 'bytes', group: 'Task', default: '8MB', min: '1MB', help: 'Size of each volume.' },
} as const satisfies FlagDeclarations;

const taskResources = 'cpus:0.1;mem:32';

/** A volume and its tasks. */
interface Shard {
  readonly volumeId: string;
  step: 'make' | 'launch' | 'wait for the task' | 'destroy' | 'see it gone' | 'done';
  agent?: string;
  launched: number;
}

runExample(
  {
    name: 'persistent-volume',
    summary:
      'Creates persistent volumes, uses each in several tasks and destroys them. Exits 0 when every task found in its ' +
      'volume what the one before wrote.',
    usage: 'persistent-volume --master=HOST:PORT [--name=value]...',
    flags,
    check: checkRole,
  },
  (values, positional, stop) => {
    const { role, principal } = values;
    const disk = `disk:${values.volume_size / (1024 * 1024)}`;
    // Two runs at the same time must not meet.
    const run = Math.random().toString(36).slice(2, 8);
    const shards = Array.from({ length: values.num_shards }, (_, index): Shard => {
      return { volumeId: `${run}-${index}`, step: 'make', launched: 0 };
    });
    const framework = new Framework('persistent volume framework', values, positional, stop, {
      offered: (offer) => {
        // One step of one shard: what is left of the offer comes again.
        for (const shard of shards) {
          const operations = use(offer, shard);
          if (operations !== undefined) return operations;
        }
        return undefined;
      },
      updated: ({ task_id, state }) => {
        const shard = shards.find(({ volumeId }) => task_id.value.startsWith(`${volumeId}-`));
        if (!isTerminal(state) || shard === undefined) return;
        if (state !== 'TASK_FINISHED')
          framework.end(1, 'A task did not finish; reservations and volumes are left');
        shard.step = shard.launched < values.tasks_per_shard ? 'launch' : 'destroy';
      },
    });
    framework.start();
    return framework.result;

    function use(offer: Offer, shard: Shard): readonly OfferOperation[] | undefined {
      if (shard.agent !== undefined && shard.agent !== offer.agent_id.value) return undefined;
      const found = volumeOf(offer, shard.volumeId);
      switch (shard.step) {
        case 'make':
          return make(offer, shard);
        case 'launch': {
          const resources = takeReserved(offer, role, taskResources);
          return found === undefined || resources === undefined
            ? undefined
            : [launch(nextTask(offer, shard, [...resources, found]))];
        }
        case 'destroy': {
          const resources = takeReserved(offer, role, taskResources);
          if (found === undefined || resources === undefined) return undefined;
          shard.step = 'see it gone';
          print(`Destroying volume ${shard.volumeId}`);
          const { disk: _volume, ...plain } = found;
          return [
            { type: 'DESTROY', destroy: { volumes: [found] } },
            { type: 'UNRESERVE', unreserve: { resources: [...resources, plain] } },
          ];
        }
        case 'see it gone':
          if (found === undefined) {
            shard.step = 'done';
            if (shards.every(({ step }) => step === 'done')) {
              framework.end(
                0,
                `${shards.length} volumes were used by ${values.tasks_per_shard} tasks each, and destroyed`,
              );
            }
          }
          return undefined;
        default:
          return undefined;
      }
    }

    /** Reservation, volume and the first task in one answer. */
    function make(offer: Offer, shard: Shard): readonly OfferOperation[] | undefined {
      const free = takeUnreserved(offer, `${taskResources};${disk}`);
      if (free === undefined) return undefined;
      shard.agent = offer.agent_id.value;
      const reserved = reserve(free, role, principal);
      const forVolume = reserved.find(({ name }) => name === 'disk');
      const created = volume(forVolume, shard.volumeId, principal);
      print(`Creating volume ${shard.volumeId} on agent ${shard.agent}`);
      const others = reserved.filter((resource) => resource !== forVolume);
      return [
        { type: 'RESERVE', reserve: { resources: reserved } },
        { type: 'CREATE', create: { volumes: [created] } },
        launch(nextTask(offer, shard, [...others, created])),
      ];
    }

    /** A task that finds as many lines as tasks ran before it, and writes one. */
    function nextTask(offer: Offer, shard: Shard, resources: Resource[]) {
      const before = shard.launched++;
      shard.step = 'wait for the task';
      const id = `${shard.volumeId}-${before}`;
      const value = `touch volume/log && test "$(wc -l <volume/log)" -eq ${before} && echo ${id} >>volume/log`;
      return {
        name: `Task ${id}`,
        task_id: { value: id },
        agent_id: offer.agent_id,
        resources,
        command: { value },
      };
    }
  },
);
