// The sources of configuration as layers, from texts: which variable names a flag, which file wins. Nothing is
// read here, so that every rule can be tested with a string.
import { parseCommandLine } from './command-line.ts';
import { type Assignment, parseEnvFile } from './env-file.ts';
import type { FlagDeclarations } from './flag.ts';
import type { Layer, Setting } from './setting.ts';
import { parseSettingsFile } from './settings-file.ts';

/** The content of a file that was found. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Everything a program's configuration is made of, unread. */
export interface Sources {
  /** Level 2: defaults of the packages. */
  readonly vendor: readonly SourceFile[];
  /** Level 3: settings found in files of former packages, already translated. */
  readonly former: readonly Setting[];
  /** Variables of those files that are no settings. */
  readonly formerEnvironment?: Readonly<Record<string, string>> | undefined;
  /** Level 4: settings files and drop-ins, in order. */
  readonly settings: readonly SourceFile[];
  /** Level 5: the environment file. */
  readonly environmentFile?: SourceFile | undefined;
  /** Level 6. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Level 7: arguments without interpreter and script. */
  readonly argv: readonly string[];
}

export interface Layers {
  /** From lowest to highest precedence. */
  readonly layers: readonly Layer[];
  readonly problems: readonly string[];
  /** Flags that the problems are about. */
  readonly attempted: readonly string[];
  /** Every variable of the environment files that the process does not have, for the environment of the process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly positional: readonly string[];
  readonly rest: readonly string[];
}

/** Turns sources into layers; problems are lines that cannot be read at all. */
export function layersOf(flags: FlagDeclarations, sources: Sources): Layers {
  const problems: string[] = [];
  const fromFiles = (files: readonly SourceFile[]): Setting[] =>
    files.flatMap(({ path, text }) => {
      const file = parseSettingsFile(path, text);
      problems.push(...file.problems.map(({ place, message }) => `${place}: ${message}`));
      return file.settings;
    });
  const vendor = fromFiles(sources.vendor);
  const settings = fromFiles(sources.settings);
  const assignments = readEnvironmentFile(sources.environmentFile, problems);
  const commandLine = parseCommandLine(flags, sources.argv);
  problems.push(...commandLine.problems.map((problem) => `command line: ${problem}`));
  return {
    layers: [
      { kind: 'vendor', settings: vendor },
      { kind: 'former packages', settings: sources.former },
      { kind: 'settings', settings },
      {
        kind: 'environment file',
        settings: assignments.flatMap((assignment) =>
          settingOf(assignment.name, assignment.value, `${sources.environmentFile?.path}:${assignment.line}`),
        ),
      },
      {
        kind: 'environment',
        settings: Object.entries(sources.environment).flatMap(([name, value]) =>
          value === undefined ? [] : settingOf(name, value, 'environment'),
        ),
      },
      { kind: 'command line', settings: commandLine.settings },
    ],
    problems,
    attempted: commandLine.attempted,
    environment: Object.fromEntries(
      [
        ...Object.entries(sources.formerEnvironment ?? {}),
        ...assignments.map(({ name, value }): [string, string] => [name, value]),
      ].filter(([name]) => sources.environment[name] === undefined),
    ),
    positional: commandLine.positional,
    rest: commandLine.rest,
  };
}

/** `MESOS_` in upper case names a flag, in any case after it. */
function settingOf(variable: string, text: string, place: string): Setting[] {
  if (!variable.startsWith('MESOS_')) return [];
  return [{ name: variable.slice('MESOS_'.length).toLowerCase(), written: variable, text, place }];
}

function readEnvironmentFile(file: SourceFile | undefined, problems: string[]): readonly Assignment[] {
  if (file === undefined) return [];
  const read = parseEnvFile(file.text);
  problems.push(...read.problems.map(({ line, message }) => `${file.path}:${line}: ${message}`));
  return read.assignments;
}
