// How a container begins: from a specification, or found running after a restart of the agent. The order of a
// launch is binding: the agent has checkpointed the container, then cgroups and limits, then the process.
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeError, MesosError } from '../../base/errors.ts';
import type { Log } from '../../base/ports.ts';
import type { LaunchedProcess, LaunchRequest } from '../../launcher/launcher.ts';
import type { Container } from './container.ts';
import type { ContainerParent, ContainerSpec } from './containerizer.ts';
import { allSettled } from './deferred.ts';
import type { Enclosure } from './enclosure.ts';
import type { Isolator } from './isolators/isolator.ts';
import type { KeptLauncher } from './kept-launcher.ts';
import type { ContainerizerMetrics } from './metrics.ts';
import { isAlive, type ProcessIdentity } from './process-table.ts';
import type { RuntimeDirectories } from './runtime-directory.ts';
import { makeSandbox } from './sandbox.ts';
import type { Turnstile } from './turnstile.ts';

/** What containers are made of. */
export interface ContainerParts {
  readonly launcher: KeptLauncher;
  readonly enclosure: Enclosure;
  readonly isolators: readonly Isolator[];
  readonly directories: RuntimeDirectories;
  /** Through which the reading, killing and removing of ending containers goes. */
  readonly ends: Turnstile;
  readonly destroyTimeoutMs: number;
  readonly log: Log;
  readonly metrics: ContainerizerMetrics;
}

/** A supervisor records its task within milliseconds of its own start. */
const recordTimeoutMs = 5000;

/** Undefined when the container was destroyed before its process was started. */
export async function startContainer(
  parts: ContainerParts,
  container: Container,
  spec: ContainerSpec,
): Promise<LaunchedProcess | undefined> {
  const { directories, enclosure } = parts;
  const isolators = isolatorsOf(parts, container);
  await allSettled([
    directories.create(spec.id, spec.parent?.id),
    makeSandbox(spec.sandbox, spec.user, { link: spec.sandboxLink, volumes: spec.volumes }),
    enclosure
      .create(container.place)
      .then(() => allSettled(isolators.map((isolator) => isolator.prepare?.(container)))),
  ]);
  // Before the process is there, so that no event is missed.
  await watchLimits(parts, container);
  if (container.isStopping) return undefined;
  if (container.isHolder) {
    await directories.markHolder(spec.id);
    container.isStarted = true;
    return undefined;
  }
  const launcher = await parts.launcher.current();
  const launched = await launcher.launch(launchRequest(parts, container, spec));
  container.isStarted = true;
  return launched;
}

/**
 * Finds out what became of a container that an earlier agent launched. The processes when it runs; undefined when
 * it has ended, and then its exit is set. Throws MesosError LAUNCH_FAILED when its process was never started.
 */
export async function resumeContainer(
  parts: ContainerParts,
  container: Container,
): Promise<LaunchedProcess | undefined> {
  const { directories } = parts;
  const { id } = container;
  const supervisor = await directories.readProcess(id, 'supervisor');
  if (supervisor === undefined || !(await isAlive(supervisor))) {
    // Read after the look at the supervisor, which writes the status and then ends.
    const [status, task] = await Promise.all([
      directories.readStatus(id),
      directories.readProcess(id, 'task'),
    ]);
    if (status === undefined && task === undefined) {
      throw neverStarted();
    }
    container.setExit({ status });
    return undefined;
  }
  container.isStarted = true;
  await watchProcess(parts, container);
  const task = await waitForTask(parts, container);
  if (task === undefined) return undefined;
  await recoverLimits(parts, container);
  return { supervisorPid: supervisor.pid, taskPid: task.pid };
}

/** As `resumeContainer`, of a container that has no process: it goes on when its launch had been finished. */
export async function resumeHolder(parts: ContainerParts, container: Container): Promise<undefined> {
  const { directories } = parts;
  if (!(await directories.isHolder(container.id))) throw neverStarted();
  container.isStarted = true;
  // Its end had begun, and what the limit was is known.
  if ((await directories.readLimitation(container.id)) !== undefined) container.stopForMemory();
  else await recoverLimits(parts, container);
  return undefined;
}

/** A container is begun in one that is there. Throws MesosError LAUNCH_FAILED. */
export async function waitForParent(
  { parent }: Container,
  known: ContainerParent | undefined,
): Promise<void> {
  if (known === undefined) return;
  await parent?.begun;
  if (parent?.isStarted !== true || parent.isStopping) {
    throw new MesosError('LAUNCH_FAILED', `the container ${known.id} it is to be in has ended`);
  }
}

/** Those that limit and measure the container itself; one that shares its parent's limits has none. */
export function isolatorsOf({ isolators }: ContainerParts, container: Container): readonly Isolator[] {
  return container.limited === container ? isolators : [];
}

function neverStarted(): MesosError {
  return new MesosError('LAUNCH_FAILED', 'the container was never started', {
    hint: 'the agent or the host was restarted before its process was',
  });
}

/** Tells a new launcher of a running container, and looks at what may have happened in between. */
export async function watchAgain(parts: ContainerParts, container: Container): Promise<void> {
  if (!container.isHolder) await watchProcess(parts, container);
  await watchLimits(parts, container);
  await lookForLimitation(parts, container);
}

async function watchProcess(parts: ContainerParts, container: Container): Promise<void> {
  const launcher = await parts.launcher.current();
  try {
    await launcher.watch(container.id, parts.directories.path(container.id));
  } catch (error) {
    // A launcher that was lost meanwhile is followed by one that is told again.
    if (parts.launcher.isCurrent(launcher)) throw error;
  }
}

async function watchLimits(parts: ContainerParts, container: Container): Promise<void> {
  for (const isolator of isolatorsOf(parts, container)) await isolator.watch?.(container);
}

/** The container runs; what cannot be set again is no reason to end it. */
async function recoverLimits(parts: ContainerParts, container: Container): Promise<void> {
  try {
    await parts.enclosure.recover(container.place);
    for (const isolator of isolatorsOf(parts, container)) await isolator.recover?.(container);
    await watchLimits(parts, container);
    await lookForLimitation(parts, container);
  } catch (error) {
    parts.log.warn('limits of a recovered container are not as they should be', {
      container: container.id,
      error: describeError(error),
    });
  }
}

/** Makes limits hold that changed while the container runs. Never throws: it goes on with what holds. */
export async function updateLimits(parts: ContainerParts, container: Container): Promise<void> {
  if (!container.isStarted || container.isStopping) return;
  try {
    for (const isolator of isolatorsOf(parts, container)) await isolator.update?.(container);
  } catch (error) {
    // Its cgroups may go meanwhile.
    if (container.isStopping) return;
    parts.log.warn('cannot change the limits of a container', {
      container: container.id,
      error: describeError(error),
    });
  }
}

async function lookForLimitation(parts: ContainerParts, container: Container): Promise<void> {
  for (const isolator of isolatorsOf(parts, container)) {
    if ((await isolator.status?.(container, false)) !== undefined) container.stopForMemory();
  }
}

/** Undefined when the supervisor ended without a task. */
async function waitForTask(
  parts: ContainerParts,
  container: Container,
): Promise<ProcessIdentity | undefined> {
  const deadlineMs = performance.now() + recordTimeoutMs;
  for (let pauseMs = 1; ; pauseMs *= 2) {
    const task = await parts.directories.readProcess(container.id, 'task');
    if (task !== undefined) return task;
    if (container.hasExited) return undefined;
    if (performance.now() >= deadlineMs) {
      throw new MesosError('LAUNCH_FAILED', 'the supervisor of the container has not started its process');
    }
    await delay(pauseMs);
  }
}

function launchRequest(
  { directories, enclosure }: ContainerParts,
  { place }: Container,
  spec: ContainerSpec,
): LaunchRequest {
  return {
    id: spec.id,
    directory: directories.path(spec.id),
    argv: spec.argv,
    environment: spec.environment,
    workingDirectory: spec.sandbox,
    stdoutPath: join(spec.sandbox, 'stdout'),
    stderrPath: join(spec.sandbox, 'stderr'),
    user: spec.user,
    limits: spec.rlimits,
    taskCgroups: enclosure.taskCgroups(place),
    supervisorCgroups: enclosure.supervisorCgroups(place),
  };
}
