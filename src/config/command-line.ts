// The command line in the form of the original: --name=value, --name and --no-name for booleans; `--` ends it.
// `--name value` is refused with a message that says so.
import { type FlagDeclarations, findFlag } from './flag.ts';
import type { Setting } from './setting.ts';

export interface CommandLine {
  readonly settings: readonly Setting[];
  /** Arguments that are no flags, and all that follows `--`. */
  readonly positional: readonly string[];
  readonly rest: readonly string[];
  readonly problems: readonly string[];
  /** Flags that the problems are about: a missing value is not to be reported a second time. */
  readonly attempted: readonly string[];
}

const place = 'command line';

/** Splits arguments (without interpreter and script) into settings. Whether a name exists is found out later. */
export function parseCommandLine(flags: FlagDeclarations, argv: readonly string[]): CommandLine {
  const end = argv.indexOf('--');
  const before = end === -1 ? argv : argv.slice(0, end);
  const settings: Setting[] = [];
  const positional: string[] = [];
  const problems: string[] = [];
  const attempted: string[] = [];
  for (const [index, argument] of before.entries()) {
    if (!argument.startsWith('--')) {
      positional.push(argument);
      continue;
    }
    const equals = argument.indexOf('=');
    const written = equals === -1 ? argument : argument.slice(0, equals);
    const name = written.slice(2).toLowerCase();
    const text = equals === -1 ? undefined : argument.slice(equals + 1);
    const next = before[index + 1];
    const problem = text === undefined ? withoutValue(flags, written, name, next) : undefined;
    if (problem !== undefined) {
      problems.push(problem);
      attempted.push(findFlag(flags, name)?.name ?? name);
    } else settings.push({ name, written, text, place });
  }
  return { settings, positional, rest: end === -1 ? [] : argv.slice(end + 1), problems, attempted };
}

/** Whether the arguments ask for help or the version: answered before anything is read or checked. */
export function questionOf(argv: readonly string[]): 'help' | 'version' | undefined {
  const end = argv.indexOf('--');
  const before = end === -1 ? argv : argv.slice(0, end);
  const asks = (name: string): boolean =>
    before.some((argument) => new RegExp(`^--${name}(=(true|1))?$`, 'i').test(argument));
  if (asks('help') || before.includes('-h')) return 'help';
  return asks('version') ? 'version' : undefined;
}

function withoutValue(
  flags: FlagDeclarations,
  written: string,
  name: string,
  next: string | undefined,
): string | undefined {
  const found = findFlag(flags, name);
  const spaced = next !== undefined && !next.startsWith('--');
  if (found === undefined) return undefined;
  if (found.spec.type !== 'bool') {
    return spaced
      ? `the flag ${written} needs a value with "=": write ${written}=${next} ("${written} ${next}" is not accepted)`
      : `the flag ${written} needs a value: ${written}=...`;
  }
  return spaced && /^(true|false|0|1)$/i.test(next)
    ? `write ${written}=${next} ("${written} ${next}" is not accepted)`
    : undefined;
}
