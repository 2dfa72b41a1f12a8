// How fast the disk of a machine is, and how it fails.
import type { SimulatedDiskOptions } from './disk.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** `process` is the one that uses the disk now. */
export function diskOptions(
  world: World,
  machine: string,
  process: () => SimulatedProcess | undefined,
): SimulatedDiskOptions {
  const random = world.random.fork(`disk of ${machine}`);
  return {
    schedule: (completion) => {
      // Now and then another process keeps the disk busy.
      const delayMs = random.chance(0.01) ? random.exponentialMs(700) : random.exponentialMs(0.6);
      world.queue.after(delayMs, process(), `${machine}: the disk is done`, completion);
    },
    random: () => random.fraction(),
    sectorBytes: 64,
    fault: (operation) => {
      if (world.diskFaults === 0 || !random.chance(world.diskFaults)) return undefined;
      const code = random.pick(['EIO', 'ENOSPC']);
      world.note(`${machine}: the disk fails a ${operation} with ${code}`);
      return code;
    },
  };
}
