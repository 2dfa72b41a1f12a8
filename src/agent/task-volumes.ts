// The persistent volumes of a task: where they are and where the task sees them.
import type { Resource, TaskInfo } from '../protocol/messages.ts';
import { readResources } from '../resources/messages.ts';
import { Resources } from '../resources/resources.ts';
import type { AgentConfig } from './config.ts';
import type { ContainerVolume } from './containerizer/containerizer.ts';
import type { ExecutorTask } from './model.ts';
import { isPathComponent } from './sandbox.ts';
import { volumePlace } from './volumes.ts';

/** Names below the sandbox: more is no path but a mistake. */
const maxTargetDepth = 16;

/** Why the task's volumes cannot be used as it says, or undefined. Its resources are valid. */
export function volumeProblem(task: TaskInfo): string | undefined {
  const targets = new Set<string>();
  for (const { disk } of task.resources ?? []) {
    if (disk?.persistence === undefined) continue;
    if (!isPathComponent(disk.persistence.id))
      return `The persistence ID '${disk.persistence.id}' cannot be the name of a directory`;
    const path = disk.volume?.container_path ?? '';
    const target = targetOf(path);
    if (target === undefined) return `The volume's container path '${path}' is not a path within the sandbox`;
    if (targets.has(target)) return `Two volumes have the container path '${path}'`;
    targets.add(target);
  }
  return undefined;
}

/** The path without what means nothing in it; undefined when it leads elsewhere or is no path. */
function targetOf(path: string): string | undefined {
  if (path.startsWith('/')) return undefined;
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  const isUsable = names.length > 0 && names.length <= maxTargetDepth && names.every(isPathComponent);
  return isUsable ? names.join('/') : undefined;
}

export function containerVolumes(config: AgentConfig, task: ExecutorTask): readonly ContainerVolume[] {
  return (task.info.resources ?? []).flatMap((resource): ContainerVolume[] => {
    const source = sourceOf(config.workDir, resource);
    const target = targetOf(resource.disk?.volume?.container_path ?? '');
    if (source === undefined || target === undefined) return [];
    return [{ source, target, isOwned: resource.shared === undefined }];
  });
}

function sourceOf(workDir: string, resource: Resource): string | undefined {
  if (resource.disk?.persistence === undefined) return undefined;
  const read = readResources([resource]);
  const kind = read instanceof Resources ? read.entries[0]?.kind : undefined;
  return kind === undefined ? undefined : volumePlace(workDir, kind)?.path;
}
