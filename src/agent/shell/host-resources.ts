// What the host has, and the resources an agent offers from that and from `--resources`. The parts kept back for the
// system are the original's.
import { statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { MesosError } from '../../base/errors.ts';
import type { Resource } from '../../protocol/messages.ts';
import { readResources, toMessages } from '../../resources/messages.ts';
import { Resources } from '../../resources/resources.ts';
import { anyRole } from '../../resources/roles.ts';
import { parseResourcesText } from '../../resources/text.ts';

export interface HostAmounts {
  readonly cpus: number;
  readonly memMegabytes: number;
  readonly diskMegabytes: number;
}

const bytesPerMegabyte = 1024 * 1024;
const firstPort = 31000;
const lastPort = 32000;

/** Memory: 1 GB stays with the system, on small machines half. Disk: 5 GB, or half. */
export function offeredAmounts(cpus: number, memBytes: number, diskBytes: number): HostAmounts {
  const mem = Math.floor(memBytes / bytesPerMegabyte);
  const disk = Math.floor(diskBytes / bytesPerMegabyte);
  return {
    cpus,
    memMegabytes: mem > 2048 ? mem - 1024 : Math.floor(mem / 2),
    diskMegabytes: disk > 10 * 1024 ? disk - 5 * 1024 : Math.floor(disk / 2),
  };
}

/** Looks at the host; the disk is the one the work directory is on. */
export async function hostAmounts(workDir: string): Promise<HostAmounts> {
  try {
    const { blocks, bsize } = await statfs(workDir);
    return offeredAmounts(availableParallelism(), totalmem(), blocks * bsize);
  } catch (error) {
    throw new MesosError('FILE_FAILED', `cannot find the size of the disk of ${workDir}`, { cause: error });
  }
}

/**
 * The agent's resources: what `--resources` names, and what it does not name as the host has it, for `defaultRole`.
 * Error: CONFIG_INVALID.
 */
export function agentResources(text: string | undefined, defaultRole: string, host: HostAmounts): Resource[] {
  const given = parseResourcesText(text ?? '', defaultRole);
  if (!(given instanceof Resources)) {
    throw new MesosError('CONFIG_INVALID', `--resources: ${given.message}`, {
      hint: "for example --resources='cpus:4;mem:4096;disk:10000;ports:[31000-32000]'",
    });
  }
  // The text is asked, not the resources: `cpus:0` names cpus and leaves none.
  const isGiven = (name: string): boolean => new RegExp(`(?:^|[;"])\\s*${name}\\s*["(:]`).test(text ?? '');
  const role = defaultRole === anyRole ? {} : { role: defaultRole };
  const scalar = (name: string, value: number): Resource => ({
    ...role,
    name,
    type: 'SCALAR',
    scalar: { value },
  });
  const found: Resource[] = [
    scalar('cpus', host.cpus),
    scalar('mem', host.memMegabytes),
    scalar('disk', host.diskMegabytes),
    { ...role, name: 'ports', type: 'RANGES', ranges: { range: [{ begin: firstPort, end: lastPort }] } },
  ];
  const rest = readResources(found.filter(({ name }) => !isGiven(name)));
  if (!(rest instanceof Resources)) {
    throw new MesosError('CONFIG_INVALID', `--default_role: ${rest.message}`);
  }
  return toMessages(given.add(rest), 'pre');
}
