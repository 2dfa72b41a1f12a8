// The persistent volumes of one simulated machine: directories with the names of the tasks that wrote into them.
// They outlive processes and power, as what was synced to a disk does.
import type { VolumeDone, VolumePlace, Volumes } from '../../src/agent/volumes.ts';
import type { SeededRandom } from './random.ts';
import type { SimulatedProcess } from './simulated-process.ts';

export class SimulatedVolumes {
  /** By path. */
  readonly directories = new Map<string, Set<string>>();
  readonly #random: SeededRandom;
  readonly #onRemove: (path: string) => void;

  /** `onRemove` hears of every removal that is begun. */
  constructor(random: SeededRandom, onRemove: (path: string) => void) {
    this.#random = random;
    this.#onRemove = onRemove;
  }

  /** As a process sees them; what it had not finished when it dies may be done or not. */
  port(process: SimulatedProcess): Volumes {
    const settle = (what: string, { path }: VolumePlace, action: () => void, done: VolumeDone): void => {
      process.later(this.#random.exponentialMs(5), `${what} ${path}`, () => {
        action();
        done(undefined);
      });
    };
    return {
      make: (place, done) => {
        settle(
          'makes',
          place,
          () => {
            if (!this.directories.has(place.path)) this.directories.set(place.path, new Set());
          },
          done,
        );
      },
      remove: (place, done) => {
        this.#onRemove(place.path);
        // Half of it may be gone, whatever becomes of the process.
        if (this.#random.chance(0.5)) this.directories.get(place.path)?.clear();
        settle('removes', place, () => this.directories.delete(place.path), done);
      },
    };
  }
}
