// What `mesos config migrate` would do: settings of former packages become one drop-in a program, their variables
// lines of its environment file, and the old files get another name. Nothing is written here, and the configuration
// that results means what the old one meant: a setting that a higher level replaces already is left out.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { MesosError } from '../base/errors.ts';
import { shellWord } from './example.ts';
import { type FlagDeclarations, findFlag, type Program, type ProgramFiles } from './flag.ts';
import { type ReadSources, readSources } from './load.ts';
import { agentProgram, masterProgram } from './programs.ts';
import { resolveFlags } from './resolve.ts';
import type { Setting } from './setting.ts';
import { exists, readText } from './text-file.ts';

export interface NewFile {
  readonly path: string;
  readonly text: string;
  /** Permissions: no wider than those of the old files. */
  readonly mode: number;
  /** What is in it, for people. */
  readonly names: readonly string[];
}

export interface Migration {
  readonly newFiles: readonly NewFile[];
  /** Text for the end of files, which are made when they are not there. */
  readonly additions: readonly NewFile[];
  readonly renames: readonly { readonly from: string; readonly to: string }[];
  /** What is not taken over and why, and what a program will say to the result. */
  readonly notes: readonly string[];
}

/** The end of the names that the old files get. */
const suffix = '.migrated';
const dropInName = '00-former-packages.yaml';

const programs: readonly Program<FlagDeclarations>[] = [
  masterProgram as Program<FlagDeclarations>,
  agentProgram as Program<FlagDeclarations>,
];

/**
 * Plans the migration of the files below `etcDir`; without renames there is nothing to do. Throws MesosError
 * CONFIG_INVALID when a file cannot be read or when something stands where a new name is needed.
 */
export function planMigration(etcDir: string): Migration {
  const newFiles: NewFile[] = [];
  const additions: NewFile[] = [];
  const notes: string[] = [];
  const problems: string[] = [];
  let isFound = false;
  for (const program of programs) {
    const { files } = program;
    if (files === undefined) continue;
    const sources = readSources(program, { argv: [], env: {}, etcDir });
    problems.push(...sources.problems);
    const { former } = sources;
    if (former === undefined || former.files.length === 0) continue;
    isFound = true;
    notes.push(...former.warnings);
    const mode = modeOf(former.files);
    newFiles.push(...dropInOf(program, files, sources, etcDir, mode, notes, problems));
    additions.push(...variablesOf(files, sources, etcDir, mode));
    notes.push(...refusalOf(program, sources));
  }
  const renames = isFound ? renamesOf(etcDir, problems) : [];
  if (problems.length > 0) {
    const lines = [...new Set(problems)].map((problem) => `  ${problem}`).join('\n');
    throw new MesosError('CONFIG_INVALID', `nothing was changed:\n${lines}`);
  }
  return { newFiles, additions, renames, notes: [...new Set(notes)] };
}

function dropInOf(
  program: Program<FlagDeclarations>,
  files: ProgramFiles,
  sources: ReadSources,
  etcDir: string,
  mode: number,
  notes: string[],
  problems: string[],
): NewFile[] {
  const path = join(etcDir, 'mesos', `${files.settings}.d`, dropInName);
  const replaced = new Map<string, string>();
  for (const { kind, settings } of sources.layers.layers) {
    if (kind !== 'settings' && kind !== 'environment file') continue;
    for (const setting of settings) {
      // The drop-in of an earlier run that was interrupted is written again.
      if (!setting.place.startsWith(path)) replaced.set(flagOf(program, setting).name, setting.place);
    }
  }
  const chosen = new Map<string, Setting>();
  for (const setting of sources.former?.settings ?? []) chosen.set(flagOf(program, setting).name, setting);
  const lines: string[] = [];
  const names: string[] = [];
  for (const [name, setting] of chosen) {
    const other = replaced.get(name);
    const { place } = setting;
    if (program.foreign.has(name) && findFlag(program.flags, name) === undefined) {
      notes.push(`${place}: ${name} is not taken over: a flag of ${program.foreign.get(name)}`);
    } else if (other !== undefined) {
      notes.push(`${place}: ${name} is not taken over: ${other} replaces it`);
    } else if (setting.missing !== undefined) {
      problems.push(`${place}: ${setting.written}: ${setting.missing}`);
    } else {
      const line = `${yamlText(name)}: ${yamlText(textOf(program, setting))}`;
      const hasEffect = program.flags[name]?.effect !== 'none';
      lines.push('', `# ${place}${hasEffect ? '' : ' (no effect)'}`, hasEffect ? line : `#${line}`);
      if (hasEffect) names.push(name);
    }
  }
  if (lines.length === 0) return [];
  const head = `# Settings of ${program.name} that "mesos config migrate" took over from files of former packages.`;
  const text = `${[head, ...lines].join('\n')}\n`;
  if (exists(path) && readText(path) !== text) problems.push(`${path} is there already; rename or remove it`);
  return [{ path, text, mode, names }];
}

function variablesOf(files: ProgramFiles, sources: ReadSources, etcDir: string, mode: number): NewFile[] {
  const path = sources.environmentFile ?? join(etcDir, 'mesos', files.environment[0]);
  // The environment of the layers is that of both kinds of files, the environment file's own lines last.
  const text = exists(path) ? readText(path) : '';
  const isAssigned = (name: string): boolean =>
    new RegExp(`^[ \\t]*(export[ \\t]+)?${name}=`, 'm').test(text);
  const wanted = Object.entries(sources.former?.environment ?? {}).filter(([name]) => !isAssigned(name));
  if (wanted.length === 0) return [];
  const lines = wanted.map(([name, value]) => `export ${name}=${shellWord(value)}`);
  const start = text === '' || text.endsWith('\n') ? '' : '\n';
  const head = '# Taken over from files of former packages by "mesos config migrate":';
  return [
    { path, text: `${start}\n${head}\n${lines.join('\n')}\n`, mode, names: wanted.map(([name]) => name) },
  ];
}

/** Problems that the program has with its settings as they are: a migration does not make them better. */
function refusalOf(program: Program<FlagDeclarations>, sources: ReadSources): string[] {
  const { check: _check, ...withoutRules } = program;
  const attempted = Object.keys(program.flags);
  try {
    resolveFlags(withoutRules, sources.layers.layers, readText, { attempted });
    return [];
  } catch (error) {
    if (!(error instanceof MesosError)) throw error;
    return [`${program.name} refuses these settings, before and after: ${error.message}`];
  }
}

function renamesOf(etcDir: string, problems: string[]): { from: string; to: string }[] {
  const names = programs.flatMap(({ files }) =>
    files === undefined ? [] : [...files.former.variableFiles, ...files.former.flagDirectories],
  );
  return [...new Set(['mesos/zk', ...names])]
    .map((name) => join(etcDir, name))
    .filter(exists)
    .map((from) => {
      const to = from + suffix;
      if (exists(to)) problems.push(`${to} is there already; rename or remove it`);
      return { from, to };
    });
}

/** The flag a setting is for, under the name it has now. */
function flagOf(program: Program<FlagDeclarations>, setting: Setting): { name: string; isNegated: boolean } {
  const found = findFlag(program.flags, setting.name);
  if (found !== undefined) return { name: found.name, isNegated: false };
  const positive = setting.name.startsWith('no-')
    ? findFlag(program.flags, setting.name.slice('no-'.length))
    : undefined;
  return positive?.spec.type === 'bool'
    ? { name: positive.name, isNegated: true }
    : { name: setting.name, isNegated: false };
}

function textOf(program: Program<FlagDeclarations>, setting: Setting): string {
  if (flagOf(program, setting).isNegated) return 'false';
  const isBoolean = findFlag(program.flags, setting.name)?.spec.type === 'bool';
  return setting.text === undefined || (isBoolean && setting.text === '') ? 'true' : setting.text;
}

function modeOf(paths: readonly string[]): number {
  return paths.reduce((mode, path) => mode & statSync(path).mode, 0o644);
}

/** A text as a scalar of YAML that is read back as exactly that text, or as a value that prints so. */
function yamlText(text: string): string {
  if (/[\u0000-\u001f\u007f-\uffff]/.test(text)) return JSON.stringify(text);
  const isPlain = /^(0|[1-9]\d{0,14}|[A-Za-z/][A-Za-z0-9_./%-]*)$/.test(text) && !/^null$/i.test(text);
  return isPlain ? text : `'${text.replaceAll("'", "''")}'`;
}
