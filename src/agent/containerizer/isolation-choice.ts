// Decides with which launcher and isolators an agent contains its tasks. What was asked for explicitly and cannot
// be had is an error, never a silent fallback; only what was left open is chosen by what the host offers.
import { MesosError } from '../../base/errors.ts';
import {
  discoverHierarchies,
  type Hierarchies,
  type Hierarchy,
  isWritable,
} from '../../cgroups/discovery.ts';

export const isolatorNames = [
  'posix/cpu',
  'posix/mem',
  'cgroups/cpu',
  'cgroups/mem',
  'cgroups/pids',
  'filesystem/posix',
] as const;

export type IsolatorName = (typeof isolatorNames)[number];
export type LauncherKind = 'linux' | 'posix';

export interface IsolationChoice {
  readonly launcherKind: LauncherKind;
  readonly isolation: readonly IsolatorName[];
  /** Why not cgroups, for the log, where that was chosen and not asked for. */
  readonly fallbackReason: string | undefined;
}

export interface IsolationRequest {
  /** The flags' texts, undefined where not given. */
  readonly isolation: string | undefined;
  readonly launcher: string | undefined;
  readonly cgroupsHierarchy?: string | undefined;
  readonly uid: number;
}

export interface CgroupSupport {
  discover(under: string | undefined): Promise<Hierarchies>;
  isWritable(hierarchy: Hierarchy): Promise<boolean>;
}

const realSupport: CgroupSupport = { discover: discoverHierarchies, isWritable };

/** Throws MesosError CONFIG_INVALID. */
export async function chooseIsolation(
  request: IsolationRequest,
  support: CgroupSupport = realSupport,
): Promise<IsolationChoice> {
  const asked = request.isolation === undefined ? undefined : parseIsolation(request.isolation);
  const launcher = parseLauncher(request.launcher);
  const controllers = asked === undefined ? ['cpu', 'cpuacct', 'memory'] : controllersOf(asked);
  if (launcher === 'posix') {
    refuse(
      controllers.length > 0 && asked !== undefined,
      `--isolation=${request.isolation} needs --launcher=linux`,
    );
    return choice('posix', asked ?? ['posix/cpu', 'posix/mem'], undefined);
  }
  const obstacle = await findObstacle(request, controllers, support);
  if (obstacle === undefined) return choice('linux', asked ?? ['cgroups/cpu', 'cgroups/mem'], undefined);
  const hint = 'use --launcher=posix --isolation=posix/cpu,posix/mem to run without cgroups';
  refuse(launcher === 'linux', `--launcher=linux cannot be used: ${obstacle}`, hint);
  refuse(
    asked !== undefined && controllers.length > 0,
    `--isolation=${request.isolation} cannot be used: ${obstacle}`,
    hint,
  );
  return choice('posix', asked ?? ['posix/cpu', 'posix/mem'], obstacle);
}

function choice(
  launcherKind: LauncherKind,
  isolation: readonly IsolatorName[],
  fallbackReason: string | undefined,
): IsolationChoice {
  return { launcherKind, isolation, fallbackReason };
}

function parseIsolation(text: string): IsolatorName[] {
  const names = text.split(',').map((name) => name.trim());
  const chosen = names.filter((name) => name !== '').map(parseIsolator);
  for (const resource of ['cpu', 'mem']) {
    const both = chosen.filter((name) => name.endsWith(`/${resource}`));
    refuse(
      new Set(both).size > 1,
      `--isolation=${text} names two isolators of ${resource}: ${both.join(' and ')}`,
    );
  }
  return [...new Set(chosen)];
}

function parseIsolator(name: string): IsolatorName {
  const known = isolatorNames.find((candidate) => candidate === name);
  if (known !== undefined) return known;
  const nearest = [...isolatorNames].sort((a, b) => editDistance(a, name) - editDistance(b, name))[0]!;
  const hint =
    editDistance(nearest, name) <= 4 ? `did you mean ${nearest}?` : `known are ${isolatorNames.join(', ')}`;
  throw new MesosError('CONFIG_INVALID', `--isolation: there is no isolator "${name}"`, { hint });
}

function parseLauncher(text: string | undefined): LauncherKind | undefined {
  if (text === undefined || text === 'linux' || text === 'posix') return text;
  throw new MesosError('CONFIG_INVALID', `--launcher: there is no launcher "${text}"`, {
    hint: 'known are linux and posix',
  });
}

/** Controllers that the isolators write to. */
export function controllersOf(isolation: readonly IsolatorName[]): string[] {
  const controllers: string[] = [];
  if (isolation.includes('cgroups/cpu')) controllers.push('cpu', 'cpuacct');
  if (isolation.includes('cgroups/mem')) controllers.push('memory');
  if (isolation.includes('cgroups/pids')) controllers.push('pids');
  return controllers;
}

/** Why cgroups cannot be used; undefined when they can. */
async function findObstacle(
  request: IsolationRequest,
  controllers: readonly string[],
  support: CgroupSupport,
): Promise<string | undefined> {
  if (request.uid !== 0) return 'the agent does not run as root';
  const hierarchies = await support.discover(request.cgroupsHierarchy);
  const killing = hierarchies.controllers.get('freezer') ?? hierarchies.unified;
  if (killing === undefined) return 'neither the v1 freezer nor cgroup v2 is mounted';
  const needed = new Set([killing]);
  for (const controller of controllers) {
    const hierarchy = hierarchies.controllers.get(controller);
    if (hierarchy === undefined) return `no cgroup hierarchy has the controller ${controller}`;
    needed.add(hierarchy);
  }
  for (const hierarchy of needed) {
    if (!(await support.isWritable(hierarchy))) return `${hierarchy.root} is not writable`;
  }
  return undefined;
}

function refuse(isWrong: boolean, message: string, hint?: string): void {
  if (isWrong) throw new MesosError('CONFIG_INVALID', message, hint === undefined ? {} : { hint });
}

/** Levenshtein's; names are short. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitute = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitute, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
