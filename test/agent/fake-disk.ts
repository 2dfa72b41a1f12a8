// The agent's disk in tests: what it wrote down, and the directories of volumes. Both outlive the agent; what it asked for
// waits until the test has it done.
import { decodeCheckpoint, encodeCheckpoint } from '../../src/agent/checkpoint-encoding.ts';
import type {
  CheckpointDone,
  CheckpointRecord,
  CheckpointStore,
  CheckpointsRead,
} from '../../src/agent/checkpoints.ts';
import type { VolumeDone, VolumePlace, Volumes } from '../../src/agent/volumes.ts';
import type { MesosError } from '../../src/base/errors.ts';

/** Holds records; what was appended and not flushed is lost in a crash. */
export class FakeStore implements CheckpointStore {
  readonly #disk: Uint8Array[];
  readonly waiting: { readonly record: Uint8Array; readonly done: CheckpointDone }[] = [];
  shouldCompact = false;
  compactions = 0;
  failure: MesosError | undefined;
  #isAlive = true;
  #reading: CheckpointsRead | undefined;

  constructor(disk: Uint8Array[]) {
    this.#disk = disk;
  }

  recover(done: CheckpointsRead): void {
    this.#reading = done;
  }

  append(record: CheckpointRecord, done: CheckpointDone): void {
    this.waiting.push({ record: encodeCheckpoint(record), done });
  }

  compact(records: readonly CheckpointRecord[], done: CheckpointDone): void {
    // As the journal: the snapshot stands for what is waiting too.
    const bytes = records.map(encodeCheckpoint);
    const covered = this.waiting.splice(0);
    this.#disk.splice(0, this.#disk.length, ...bytes);
    this.shouldCompact = false;
    this.compactions += 1;
    for (const { done: appended } of covered) if (this.#isAlive) appended(undefined);
    done(undefined);
  }

  /** Makes up to `count` records durable. */
  flush(count = Number.POSITIVE_INFINITY): boolean {
    const reading = this.#reading;
    this.#reading = undefined;
    if (reading !== undefined) reading(undefined, this.#disk.map(decodeCheckpoint), 0);
    let flushed = 0;
    while (flushed < count && this.waiting.length > 0 && this.#isAlive) {
      const { record, done } = this.waiting.shift()!;
      if (this.failure === undefined) this.#disk.push(record);
      flushed += 1;
      done(this.failure);
    }
    return flushed > 0 || reading !== undefined;
  }

  drop(): void {
    this.#isAlive = false;
    this.waiting.length = 0;
  }
}

/** Directories of volumes, which outlive the agent; what is to be done waits until it is delivered. */
export class FakeVolumes implements Volumes {
  readonly directories = new Set<string>();
  /** Why nothing works. */
  failure: MesosError | undefined;
  #queue: (() => void)[] = [];

  make({ path }: VolumePlace, done: VolumeDone): void {
    this.#do(() => this.directories.add(path), done);
  }

  remove({ path }: VolumePlace, done: VolumeDone): void {
    this.#do(() => this.directories.delete(path), done);
  }

  deliver(): boolean {
    const next = this.#queue.shift();
    next?.();
    return next !== undefined;
  }

  /** The agent is gone: what was not begun never happens. */
  drop(): void {
    this.#queue = [];
  }

  #do(action: () => void, done: VolumeDone): void {
    this.#queue.push(() => {
      if (this.failure === undefined) action();
      done(this.failure);
    });
  }
}
