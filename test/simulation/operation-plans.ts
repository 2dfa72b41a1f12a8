// What a simulated scheduler does with reservations and volumes: it draws operations that mostly fit what it was
// offered, some of which the task behind them uses.
import type { Offer, OfferOperation, Resource } from '../../src/protocol/messages.ts';
import { readResources, toMessages } from '../../src/resources/messages.ts';
import { Resources } from '../../src/resources/resources.ts';
import type { History } from './history.ts';
import type { SeededRandom } from './random.ts';

export interface OperationPlan {
  readonly operations: readonly OfferOperation[];
  /** What the first task behind them uses besides its own. */
  readonly used: readonly Resource[];
}

const nothing: OperationPlan = { operations: [], used: [] };

/** Operations with an id are those the scheduler hears of. */
const namedShare = 0.7;

/** Disk a reservation has, and a volume in it. */
const reservedDisk = 10;
const volumeDisk = 4;

export class OperationPlanner {
  readonly #role: string;
  readonly #history: History;
  readonly #random: SeededRandom;
  /** Native drivers may not give ids. */
  readonly #hasIds: boolean;
  #count = 0;

  constructor(role: string, history: History, random: SeededRandom, hasIds: boolean) {
    this.#role = role;
    this.#history = history;
    this.#random = random;
    this.#hasIds = hasIds;
  }

  plan(offers: readonly Offer[]): OperationPlan {
    const random = this.#random;
    if (random.chance(0.5)) return nothing;
    const read = readResources(offers.flatMap(({ resources }) => resources ?? []));
    if (!(read instanceof Resources)) return nothing;
    const all = read.unallocate();
    const disks = toMessages(all.reservedFor(this.#role)).filter(({ name }) => name === 'disk');
    const volume = disks.find(({ disk }) => disk?.persistence !== undefined);
    const plain = disks.find(({ disk }) => disk === undefined);
    if (volume !== undefined && random.chance(0.7)) return this.#useVolume(volume, plain);
    if (plain !== undefined && random.chance(0.3)) return this.#unreserve(plain);
    if (all.unreserved().scalar('disk') < reservedDisk && random.chance(0.8)) return nothing;
    return this.#makeVolume();
  }

  #makeVolume(): OperationPlan {
    this.#count += 1;
    this.#history.count('volumes');
    const reserved = this.#disk(reservedDisk);
    const id = `${this.#role}-volume-${this.#count}`;
    const volume: Resource = {
      ...this.#disk(volumeDisk),
      disk: { persistence: { id }, volume: { mode: 'RW', container_path: 'data' } },
    };
    return {
      operations: [
        this.#named({ type: 'RESERVE', reserve: { resources: [reserved] } }),
        this.#named({ type: 'CREATE', create: { volumes: [volume] } }),
      ],
      used: this.#random.chance(0.7) ? [volume] : [],
    };
  }

  #useVolume(volume: Resource, plain: Resource | undefined): OperationPlan {
    const random = this.#random;
    const fate = random.fraction();
    if (fate < 0.5) return { operations: [], used: [volume] };
    if (fate < 0.75) {
      this.#history.destroyedVolumes.add(volume.disk!.persistence!.id);
      const { disk: _disk, ...freed } = volume;
      const destroy = this.#named({ type: 'DESTROY', destroy: { volumes: [volume] } });
      return {
        operations: random.chance(0.5) ? [destroy] : [destroy, ...this.#unreserve(freed).operations],
        used: [],
      };
    }
    if (plain !== undefined && random.chance(0.6)) {
      const addition = this.#disk(1);
      return {
        operations: [this.#named({ type: 'GROW_VOLUME', grow_volume: { volume, addition } })],
        used: [],
      };
    }
    return {
      operations: [this.#named({ type: 'SHRINK_VOLUME', shrink_volume: { volume, subtract: { value: 1 } } })],
      used: [],
    };
  }

  #unreserve(reserved: Resource): OperationPlan {
    return {
      operations: [this.#named({ type: 'UNRESERVE', unreserve: { resources: [reserved] } })],
      used: [],
    };
  }

  #disk(value: number): Resource {
    const reservations = [{ type: 'DYNAMIC' as const, role: this.#role }];
    return { name: 'disk', type: 'SCALAR', scalar: { value }, reservations };
  }

  #named(operation: OfferOperation): OfferOperation {
    this.#history.count('operations');
    if (!this.#hasIds || !this.#random.chance(namedShare)) return operation;
    this.#count += 1;
    return { ...operation, id: { value: `${this.#role}-operation-${this.#count}` } };
  }
}
