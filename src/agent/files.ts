// Which file of a sandbox a path of the files endpoints means. Pure: it names a root and a path below it; whoever opens
// it must still refuse what leaves the root by symbolic links.
import type { AgentModel, Executor, Framework } from './model.ts';
import { isPathComponent, sandboxPath, virtualSandboxPath } from './sandbox.ts';
import type { AgentView } from './view.ts';

export interface SandboxFile {
  /** A sandbox: an absolute directory. */
  readonly root: string;
  /** Below the root, without a leading slash; empty is the root itself. */
  readonly relative: string;
}

const pattern = /^\/frameworks\/([^/]+)\/executors\/([^/]+)\/runs\/([^/]+)(?:\/(.*))?$/s;

/**
 * Resolves `/frameworks/<id>/executors/<id>/runs/<container or latest>/…` and the real path of a sandbox. A sandbox
 * that the agent has forgotten since a restart is still found, if it is there.
 */
export function sandboxFile(model: AgentModel, workDir: string, path: string): SandboxFile | undefined {
  const real = `${workDir}/slaves/`;
  const isReal = path.startsWith(real);
  const slash = isReal ? path.indexOf('/', real.length) : 0;
  const agentId = isReal ? path.slice(real.length, slash) : (model.info.id?.value ?? '');
  const match = slash < 0 ? null : pattern.exec(path.slice(slash));
  if (match === null) return undefined;
  const [, frameworkId = '', executorId = '', run = '', rest = ''] = match;
  const relative = normalize(rest);
  const ids = { agentId, frameworkId, executorId, containerId: run };
  if (relative === undefined || !Object.values(ids).every(isPathComponent)) return undefined;
  const executor = run === 'latest' ? latestRun(model, frameworkId, executorId) : undefined;
  return { root: executor?.directory ?? sandboxPath(workDir, ids), relative };
}

/** Every sandbox by the paths it can be asked for: what /files/debug shows. Gives way after each. */
export function* attachedSandboxes({
  frameworks,
  completedFrameworks,
}: Pick<AgentView, 'frameworks' | 'completedFrameworks'>): Generator<undefined, Map<string, string>, void> {
  const attached = new Map<string, string>();
  for (const framework of [...completedFrameworks, ...frameworks]) {
    for (const { containerId, directory, id } of [...framework.completedExecutors, ...framework.executors]) {
      attached.set(directory, directory);
      attached.set(virtualSandboxPath(framework.id, id, containerId), directory);
      attached.set(virtualSandboxPath(framework.id, id, 'latest'), directory);
      yield;
    }
  }
  return attached;
}

function latestRun(model: AgentModel, frameworkId: string, executorId: string): Executor | undefined {
  const framework = model.frameworks.get(frameworkId) ?? model.completedFrameworks.get(frameworkId);
  return framework === undefined
    ? undefined
    : runsOf(framework).findLast((executor) => executor.id === executorId);
}

/** Oldest first. */
function runsOf(framework: Framework): Executor[] {
  return [...framework.completedExecutors, ...framework.executors.values()];
}

/** Undefined for a path with `..` or a NUL in it. */
function normalize(path: string): string | undefined {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.includes('..') || path.includes('\0') ? undefined : parts.join('/');
}
