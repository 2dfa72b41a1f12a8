// The text of docs/flags.md, printed from the declarations by scripts/generate.
import { formatFlagsTable } from './help.ts';
import { agentProgram, executeProgram, masterProgram } from './programs.ts';

const head = `# Flags

Generated from the declarations in \`src/config/\` by \`scripts/generate\`. A flag is given, from the lowest precedence to
the highest, in \`/etc/mesos/master.yaml\` or \`agent.yaml\` and their drop-in directories, in \`/etc/mesos/mesos-master-env.sh\`
or \`mesos-agent-env.sh\` as \`export MESOS_name=value\`, in the environment as \`MESOS_name\`, and on the command line as
\`--name=value\` (booleans: \`--name\`, \`--no-name\`). \`--show-config\` prints every flag with its value and where it came
from. Durations are a number and one of ns, us, ms, secs, mins, hrs, days, weeks; sizes a number and B, KB, MB, GB, TB.
`;

export function flagsDocument(): string {
  const parts = [masterProgram, agentProgram, executeProgram].map(
    (program) => `## ${program.name}\n\n${formatFlagsTable(program)}`,
  );
  return `${[head, ...parts].join('\n').trimEnd()}\n`;
}
