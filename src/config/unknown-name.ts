// What becomes of a name that is no flag of the program: refused with the nearest name, or a warning where old
// installations and shared files have such names with good reason.
import type { FlagDeclarations, Program } from './flag.ts';
import { nearestName } from './nearest.ts';
import type { Layer, Setting } from './setting.ts';

/** Variables that programs of a cluster find in their environment without being flags. */
const knownVariables = new Set([
  'home',
  'framework_id',
  'executor_id',
  'slave_id',
  'agent_id',
  'slave_pid',
  'agent_endpoint',
  'directory',
  'sandbox',
  'checkpoint',
  'recovery_timeout',
  'subscription_backoff_max',
  'executor_shutdown_grace_period',
  'http_command_executor',
  'domain_socket',
  'executor_authentication_token',
  'container_ip',
  'container_name',
  'allocation_role',
  'task_id',
  'local',
]);

/** Adds a problem, a warning or nothing for a setting whose name is not declared. */
export function judgeUnknown(
  program: Program<FlagDeclarations>,
  layer: Layer,
  setting: Setting,
  problems: string[],
  warnings: string[],
): void {
  const { place, written } = setting;
  const plain = setting.name.replace(/^no-/, '');
  if (program.notYet.includes(plain)) {
    problems.push(`${place}: ${written}: flag --${plain} of Apache Mesos is not supported by this version`);
    return;
  }
  if (layer.kind === 'environment' && program.ignoreUnknownEnvironment === true) return;
  const isVariable = layer.kind === 'environment' || layer.kind === 'environment file';
  if (isVariable && (plain.startsWith('native_') || knownVariables.has(plain))) {
    if (layer.kind === 'environment file')
      warnings.push(`${place}: ${written} is not a flag of ${program.name}`);
    return;
  }
  const owner = program.foreign.get(plain);
  if (owner !== undefined) {
    warnings.push(`${place}: ${written} is ignored: a flag of ${owner}, not of ${program.name}`);
    return;
  }
  const message = `${place}: unknown flag ${written}${suggestion(program, setting)}`;
  if (layer.kind === 'environment') warnings.push(message);
  else problems.push(message);
}

function suggestion(program: Program<FlagDeclarations>, setting: Setting): string {
  const names = Object.entries(program.flags)
    .filter(([, spec]) => spec.hidden !== true)
    .flatMap(([name, spec]) => (spec.type === 'bool' ? [name, `no-${name}`] : [name]));
  const nearest = nearestName(setting.name.replaceAll('-', '_').replace(/^no_/, 'no-'), names);
  const prefix = /^(--|MESOS_)/.exec(setting.written)?.[0] ?? '';
  return `; the nearest name is ${prefix}${nearest}`;
}
