// Where persistent volumes are, and the work on their directories. Work on one directory is done in the order it was
// asked for, each piece repeated until it succeeds; what a volume held is gone before its place is used again.
import type { MesosError } from '../base/errors.ts';
import type { Log, Timers } from '../base/ports.ts';
import type { ResourceKind } from '../resources/kind.ts';
import type { Resources } from '../resources/resources.ts';

export interface VolumePlace {
  /** Absolute. */
  readonly path: string;
  /** A file system of its own: it stays, and only its content goes. */
  readonly isMount: boolean;
}

export type VolumeDone = (error: MesosError | undefined) => void;

/** The disk, as far as volumes go. `done` is never called before these return. */
export interface Volumes {
  /** Makes the directory with its missing parents. One that is there stays as it is. */
  make(place: VolumePlace, done: VolumeDone): void;
  /** Removes the directory and everything in it. One that is not there is no error. */
  remove(place: VolumePlace, done: VolumeDone): void;
}

/** `<root>/volumes/roles/<role>/<id>`, with a space for the slashes of the role; undefined when it is no volume. */
export function volumePlace(workDir: string, kind: ResourceKind): VolumePlace | undefined {
  const { disk, reservationRole } = kind;
  if (disk?.persistence === undefined || reservationRole === undefined) return undefined;
  const { source } = disk;
  const given = source?.mount?.root ?? source?.path?.root;
  const root = given === undefined ? workDir : given.startsWith('/') ? given : `${workDir}/${given}`;
  if (source?.type === 'MOUNT') return { path: root, isMount: true };
  const role = reservationRole.replaceAll('/', ' ');
  return { path: `${root}/volumes/roles/${role}/${disk.persistence.id}`, isMount: false };
}

/** The places of all volumes among the resources. */
export function volumePlaces(workDir: string, resources: Resources): VolumePlace[] {
  return resources.entries.flatMap(({ kind }) => volumePlace(workDir, kind) ?? []);
}

export type VolumeAction = 'make' | 'remove';

interface Job {
  readonly action: VolumeAction;
  readonly place: VolumePlace;
  readonly finished: (release: () => void) => void;
  attempts: number;
  hasFailed: boolean;
}

const firstRetryMs = 1000;
const lastRetryMs = 60_000;

export interface VolumeWorkPorts {
  readonly volumes: Volumes;
  readonly timers: Timers;
  readonly log: Log;
}

export class VolumeWork {
  readonly #ports: VolumeWorkPorts;
  /** By path; the first of each is being done. */
  readonly #queues = new Map<string, Job[]>();
  readonly #waiting = new Set<{ readonly paths: readonly string[]; readonly then: () => void }>();

  constructor(ports: VolumeWorkPorts) {
    this.#ports = ports;
  }

  /**
   * Does the action on all the places. `finished` is called once it has succeeded everywhere; work behind it begins
   * when that calls `release`.
   */
  add(action: VolumeAction, places: readonly VolumePlace[], finished: (release: () => void) => void): void {
    const releases: (() => void)[] = [];
    for (const place of places) {
      const job: Job = {
        action,
        place,
        attempts: 0,
        hasFailed: false,
        finished: (release) => {
          releases.push(release);
          if (releases.length < places.length) return;
          finished(() => {
            for (const each of releases) each();
          });
        },
      };
      const queue = this.#queues.get(place.path);
      if (queue === undefined) {
        this.#queues.set(place.path, [job]);
        this.#attempt(job);
      } else {
        queue.push(job);
      }
    }
  }

  /** Calls `then`, perhaps at once, when nothing is being done or waited for at the paths, or making one has failed. */
  whenSettled(paths: readonly string[], then: () => void): void {
    if (paths.every((path) => this.#isSettled(path))) then();
    else this.#waiting.add({ paths, then });
  }

  #isSettled(path: string): boolean {
    const queue = this.#queues.get(path);
    if (queue === undefined) return true;
    // Whoever needs a directory that cannot be made is told so by its absence.
    return queue.length === 1 && queue[0]!.action === 'make' && queue[0]!.hasFailed;
  }

  #attempt(job: Job): void {
    const { volumes, timers, log } = this.#ports;
    const { action, place } = job;
    job.attempts += 1;
    volumes[action](place, (error) => {
      if (error === undefined) {
        job.finished(() => this.#release(place.path));
        return;
      }
      job.hasFailed = true;
      const delayMs = Math.min(lastRetryMs, firstRetryMs * 2 ** Math.min(job.attempts - 1, 10));
      log.error(`cannot ${action} a persistent volume`, {
        path: place.path,
        problem: error.message,
        retry_ms: delayMs,
      });
      timers.after(delayMs, () => this.#attempt(job));
      this.#wake();
    });
  }

  #release(path: string): void {
    const queue = this.#queues.get(path);
    queue?.shift();
    const next = queue?.[0];
    if (next === undefined) this.#queues.delete(path);
    else this.#attempt(next);
    this.#wake();
  }

  #wake(): void {
    for (const waiting of [...this.#waiting]) {
      if (!waiting.paths.every((path) => this.#isSettled(path))) continue;
      this.#waiting.delete(waiting);
      waiting.then();
    }
  }
}
