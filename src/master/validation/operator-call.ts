// The form of an operator's call: its parts are there and make sense by themselves. Whether the cluster can do what
// is asked is judged by who carries it out.
import { missingPart } from '../../api/call-parts.ts';
import type {
  MachineID,
  MaintenanceSchedule,
  MasterCall,
  QuotaQuotaConfig,
  Resource,
  WeightInfo,
} from '../../protocol/messages.ts';
import { readResources } from '../../resources/messages.ts';
import { Resources } from '../../resources/resources.ts';
import { validateRole } from '../../resources/roles.ts';
import { type Problem, problem } from './problem.ts';

export function validateOperatorCall(call: MasterCall): Problem | undefined {
  const missing = missingPart('master.Call', call);
  if (missing !== undefined) return problem('type', missing);
  switch (call.type) {
    case 'UPDATE_WEIGHTS':
      return weightsProblem(call.update_weights!.weight_infos ?? []);
    case 'RESERVE_RESOURCES':
      return (
        resourcesProblem('source', call.reserve_resources!.source) ??
        resourcesProblem('resources', call.reserve_resources!.resources)
      );
    case 'UNRESERVE_RESOURCES':
      return resourcesProblem('resources', call.unreserve_resources!.resources);
    case 'CREATE_VOLUMES':
      return resourcesProblem('volumes', call.create_volumes!.volumes);
    case 'DESTROY_VOLUMES':
      return resourcesProblem('volumes', call.destroy_volumes!.volumes);
    case 'GROW_VOLUME': {
      const { agent_id, volume, addition } = call.grow_volume!;
      return agent_id === undefined ? expectingAgent : resourcesProblem('volume', [volume, addition]);
    }
    case 'SHRINK_VOLUME': {
      const { agent_id, volume } = call.shrink_volume!;
      return agent_id === undefined ? expectingAgent : resourcesProblem('volume', [volume]);
    }
    case 'UPDATE_MAINTENANCE_SCHEDULE':
      return scheduleProblem(call.update_maintenance_schedule!.schedule);
    case 'START_MAINTENANCE':
      return machinesProblem('machines', call.start_maintenance!.machines ?? []);
    case 'STOP_MAINTENANCE':
      return machinesProblem('machines', call.stop_maintenance!.machines ?? []);
    case 'UPDATE_QUOTA':
      return firstProblem(call.update_quota!.quota_configs ?? [], quotaProblem);
    case 'SET_QUOTA':
      return quotaRoleProblem(call.set_quota!.quota_request.role);
    case 'REMOVE_QUOTA':
      return quotaRoleProblem(call.remove_quota!.role);
    default:
      return undefined;
  }
}

const expectingAgent = problem(
  'agent_id',
  "Expecting 'agent_id' to be present; only agent default resources are supported right now",
);

function firstProblem<T>(items: readonly T[], check: (item: T) => Problem | undefined): Problem | undefined {
  for (const item of items) {
    const found = check(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function resourcesProblem(
  path: string,
  resources: readonly Resource[] | undefined,
): Problem | undefined {
  const read = readResources(resources, path);
  return read instanceof Resources ? undefined : problem(read.path, `${read.path}: ${read.message}`);
}

export function weightsProblem(infos: readonly WeightInfo[]): Problem | undefined {
  return firstProblem(infos, ({ role = '', weight }) => {
    const wrong = validateRole(role.trim());
    if (wrong !== undefined) return problem('role', `Invalid role '${role}': ${wrong}`);
    if (weight > 0) return undefined;
    return problem('weight', `Invalid weight '${weight}' for role '${role}': Weights must be positive`);
  });
}

function quotaProblem({ role, guarantees = {}, limits = {} }: QuotaQuotaConfig): Problem | undefined {
  const wrong = quotaRoleProblem(role);
  if (wrong !== undefined) return wrong;
  for (const [list, amounts] of Object.entries({ guarantees, limits })) {
    for (const [name, { value }] of Object.entries(amounts)) {
      if (value >= 0 && value !== Number.POSITIVE_INFINITY) continue;
      return problem(
        list,
        `Invalid QuotaConfig: '${list}' of '${name}' must be a finite, non-negative number`,
      );
    }
  }
  for (const [name, { value }] of Object.entries(guarantees)) {
    const limit = limits[name]?.value;
    if (limit !== undefined && value > limit)
      return problem('guarantees', `Invalid QuotaConfig: guarantee of '${name}' exceeds its limit`);
  }
  return undefined;
}

export function quotaRoleProblem(role = ''): Problem | undefined {
  const wrong = validateRole(role);
  if (wrong !== undefined) return problem('role', `Invalid role '${role}': ${wrong}`);
  if (role === '*') return problem('role', "Invalid role '*': quota of the default role cannot be set");
  if (role.includes('/'))
    return problem('role', `Invalid role '${role}': quota of nested roles is not supported`);
  return undefined;
}

/** Windows of at least one machine each, no machine twice, no duration below zero. */
export function scheduleProblem({ windows = [] }: MaintenanceSchedule): Problem | undefined {
  const seen: MachineID[] = [];
  for (const { machine_ids = [], unavailability } of windows) {
    if (machine_ids.length === 0)
      return problem('machine_ids', 'List of machines in the maintenance window is empty');
    const { nanoseconds = 0n } = unavailability.duration ?? {};
    if (nanoseconds < 0n) return problem('unavailability', 'Unavailability `duration` is negative');
    seen.push(...machine_ids);
  }
  return seen.length === 0 ? undefined : machinesProblem('machine_ids', seen);
}

/** Each machine has a host name or an address, and none is there twice. */
export function machinesProblem(path: string, machines: readonly MachineID[]): Problem | undefined {
  if (machines.length === 0) return problem(path, 'List of machines is empty');
  const seen = new Set<string>();
  for (const { hostname = '', ip = '' } of machines) {
    if (hostname === '' && ip === '')
      return problem(path, "Both 'hostname' and 'ip' for a machine are empty");
    if (ip !== '' && !isAddress(ip)) return problem(path, `'${ip}' is not an IP address`);
    const key = `${hostname.toLowerCase()}\n${ip}`;
    if (seen.has(key)) return problem(path, `Machine '${hostname} (${ip})' appears more than once`);
    seen.add(key);
  }
  return undefined;
}

function isAddress(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}
