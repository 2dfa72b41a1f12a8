// The example files in etc/mesos: every flag, commented out, with its meaning and its default.
import type { FlagDeclarations, FlagSpec, Program } from './flag.ts';
import { describe, groups, wrap } from './flag-text.ts';

const exampleWidth = 98;

/** An example file in which every flag stands commented out: an environment file or a settings file. */
export function formatExample(program: Program<FlagDeclarations>, form: 'environment' | 'yaml'): string {
  const isYaml = form === 'yaml';
  const name = isYaml ? `${program.files?.settings}.yaml` : String(program.files?.environment[0]);
  const intro =
    `${name}: flags of ${program.name}. Everything is commented out; the values shown are the defaults or, where ` +
    `there is none, examples. ${isYaml ? yamlRules(program) : environmentRules(program)}`;
  const lines = wrap(intro, exampleWidth).map((line) => `# ${line}`);
  for (const { group, flags } of groups(program.flags)) {
    const settable = flags.filter(([flag, spec]) => isSettable(flag, spec));
    if (settable.length === 0) continue;
    lines.push('', `### ${group}`);
    for (const [flag, spec] of settable) {
      const value = spec.default ?? spec.example ?? '';
      lines.push('', ...wrap(describe(spec), exampleWidth).map((line) => `# ${line}`));
      lines.push(isYaml ? `#${flag}: ${yamlScalar(value)}` : `#export MESOS_${flag}=${shellWord(value)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function environmentRules(program: Program<FlagDeclarations>): string {
  return (
    'Each line is [export ]NAME=value in the quoting of sh, on one line; there is no shell that would run commands ' +
    `or replace variables. What follows MESOS_ may be in any case. Variables without MESOS_ go to ${program.name} as ` +
    'its environment. Unknown names and bad values keep it from starting.'
  );
}

function yamlRules(program: Program<FlagDeclarations>): string {
  return (
    `Drop-ins in ${program.files?.settings}.d/*.yaml and *.json are read after it, in the order of their names; ` +
    `${program.files?.environment[0]}, the environment and the command line win over all of them. ` +
    `Unknown names and bad values keep ${program.name} from starting.`
  );
}

/** What an uncommented line may set; a flag that refuses every value is for messages only. */
function isSettable(name: string, spec: FlagSpec): boolean {
  if (spec.commandLineOnly === true || spec.refused?.['*'] !== undefined) return false;
  return name !== 'config_dir' && name !== 'help' && name !== 'version';
}

function yamlScalar(value: string): string {
  return /^[A-Za-z0-9/][A-Za-z0-9_./%-]*$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

/** A value as one word of sh. */
export function shellWord(value: string): string {
  return /^[A-Za-z0-9_./:%,-]*$/.test(value) ? value : `'${value.replaceAll("'", `'"'"'`)}'`;
}
