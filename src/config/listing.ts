// What a program prints about its loaded flags: the answer of /flags, --show-config and --validate.
import type { FlagDeclarations, FlagSpec, Program } from './flag.ts';
import { formatFlag } from './flag-value.ts';
import type { Resolved } from './resolve.ts';

/**
 * Every flag that has a value, as the original prints it in /flags. A flag given as file:// shows that address if
 * its content may be a secret.
 */
export function flagTexts(
  program: Program<FlagDeclarations>,
  config: Resolved<FlagDeclarations>,
): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [name, spec] of listed(program.flags).sort(([left], [right]) => (left < right ? -1 : 1))) {
    const address = spec.type === 'secret' ? config.addresses.get(name) : undefined;
    const text = address ?? formatFlag(spec, config.values[name]);
    if (text !== undefined) texts[name] = text;
  }
  return texts;
}

/** The text of --show-config: one line a flag with its value and its origin; passwords are masked. */
export function formatConfig(program: Program<FlagDeclarations>, config: Resolved<FlagDeclarations>): string {
  const texts = flagTexts(program, config);
  const rows = listed(program.flags).map(([name, spec]) => {
    const text = texts[name];
    const shown = text !== undefined && spec.type === 'secret' ? maskPassword(text) : text;
    const origin = `# ${config.origins[name]}`;
    return shown === undefined ? [`# ${name}`, origin] : [`${name}=${quoteForLine(shown)}`, origin];
  });
  const width = Math.min(60, Math.max(...rows.map(([left]) => left!.length)));
  return `${rows.map(([left, right]) => `${left!.padEnd(width)}  ${right}`).join('\n')}\n`;
}

/** What --validate prints about a valid configuration: the warnings that a start would log, and the files. */
export function formatValid(
  program: Program<FlagDeclarations>,
  config: { readonly files: readonly string[]; readonly warnings: readonly string[] },
): string {
  const files = config.files.length === 0 ? 'no files' : config.files.join(', ');
  const warnings = config.warnings.map((warning) => `warning: ${warning}\n`).join('');
  return `${warnings}The configuration of ${program.name} is valid (${files} read).\n`;
}

function listed(flags: FlagDeclarations): [string, FlagSpec][] {
  return Object.entries(flags).filter(([, spec]) => spec.commandLineOnly !== true && spec.hidden !== true);
}

function quoteForLine(text: string): string {
  return /^[^\s"'#\\]+$/.test(text) ? text : JSON.stringify(text);
}

function maskPassword(text: string): string {
  return text.replace(/(\/\/[^/@:]*:)[^@]*@/g, '$1********@');
}
