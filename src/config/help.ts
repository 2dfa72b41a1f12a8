// The text of --help and the table of flags in the documentation, made from the declarations.
import { type FlagDeclarations, type FlagSpec, type Program, variableOf } from './flag.ts';
import { defaultWords, describe, groups, meaning, wrap } from './flag-text.ts';

const helpWidth = 96;

/** The text of --help: usage, flags by group with defaults, and where else flags may be set. */
export function formatHelp(program: Program<FlagDeclarations>): string {
  const lines = [`Usage: ${program.usage}`, '', ...wrap(program.summary, helpWidth)];
  for (const { group, flags } of groups(program.flags)) {
    lines.push('', `${group}:`);
    for (const [name, spec] of flags) {
      lines.push(
        `  ${synopsis(name, spec)}`,
        ...wrap(describe(spec), helpWidth - 6).map((line) => `      ${line}`),
      );
    }
  }
  const isSetting = Object.entries(program.flags).some(
    ([name, spec]) => spec.commandLineOnly !== true && name !== 'help' && name !== 'version',
  );
  if (isSetting) lines.push('', ...wrap(sourcesText(program), helpWidth));
  return `${lines.join('\n')}\n`;
}

/** A Markdown table of the flags, for the documentation. */
export function formatFlagsTable(program: Program<FlagDeclarations>): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
  const rows = groups(program.flags).flatMap(({ flags }) =>
    flags.map(([name, spec]) => {
      const standard = spec.default !== undefined ? `\`${spec.default}\`` : cell(defaultWords(spec));
      const old = (spec.aliases ?? []).map((alias) => `\`${alias}\``).join(', ');
      return `| \`${name}\` | ${spec.type} | ${cell(standard)} | ${cell(meaning(spec))} | ${old} |`;
    }),
  );
  return [
    '| Flag | Type | Default | Meaning | Old name |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** How a flag is written: `--port=PORT`, `--[no-]strict`. */
export function synopsis(name: string, spec: FlagSpec): string {
  if (spec.type !== 'bool') return `--${name}=${spec.choices?.join('|') ?? valueWord(spec)}`;
  return spec.commandLineOnly === true || name === 'help' || name === 'version'
    ? `--${name}`
    : `--[no-]${name}`;
}

function valueWord(spec: FlagSpec): string {
  return spec.type === 'secret' ? 'STRING' : spec.type.toUpperCase();
}

function sourcesText(program: Program<FlagDeclarations>): string {
  const variable = `A flag may also be given in the environment, as ${variableOf('name')}=value.`;
  const files =
    program.files === undefined
      ? ''
      : ` Below that in precedence: /etc/mesos/${program.files.environment[0]}, then drop-ins in ` +
        `/etc/mesos/${program.files.settings}.d/, then /etc/mesos/${program.files.settings}.yaml.`;
  return `${variable}${files} A value file:///path stands for the content of that file.`;
}
