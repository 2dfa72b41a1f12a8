// Reads the configuration of a program at its start: finds the files, hands their texts to the pure part and adds
// what cannot be read. Called once, before anything else runs, so it reads synchronously.
import { readdirSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { questionOf } from './command-line.ts';
import type { FlagDeclarations, Program, ProgramFiles } from './flag.ts';
import { readFormer } from './former-files.ts';
import { type FormerSettings, formerWarning, withoutOwnDefaults } from './former-settings.ts';
import { type Resolved, resolveFlags } from './resolve.ts';
import { parseSettingsFile } from './settings-file.ts';
import { type Layers, layersOf, type SourceFile } from './sources.ts';
import { exists, isMissing, readText, reasonOf } from './text-file.ts';

export interface LoadOptions {
  /** Arguments without interpreter and script. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** In place of --config_dir's default; the flag and MESOS_CONFIG_DIR win. Empty: no files are read. */
  readonly configDir?: string | undefined;
  /** Directory of the packages' defaults; /usr/lib/mesos/defaults when absent. Not read when no files are. */
  readonly defaultsDir?: string | undefined;
  /**
   * The directory that stands for /etc: the files of former packages are looked for here, and `mesos` in it takes
   * the place of /etc/mesos. When absent it is /etc, and another --config_dir than /etc/mesos means that those
   * files are not read.
   */
  readonly etcDir?: string | undefined;
}

export interface LoadedConfig<Declarations extends FlagDeclarations> extends Resolved<Declarations> {
  /** Variables of the environment file to put into process.env: those that it does not have. */
  readonly environment: Readonly<Record<string, string>>;
  /** Arguments that are no flags; daemons ignore them as the original does. */
  readonly positional: readonly string[];
  /** What follows `--`. */
  readonly rest: readonly string[];
  /** The files that were read, in order of precedence. */
  readonly files: readonly string[];
}

/** What is asked of a program by its command line alone; answer it before loadConfig, which needs valid flags. */
export { questionOf };

/** More drop-ins than any site has; the wrong directory may have more. */
const maxDropIns = 1000;

/** The sources of a program's configuration as they were found. */
export interface ReadSources {
  readonly layers: Layers;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** The files that were read, in order of precedence. */
  readonly files: readonly string[];
  /** What former packages left; undefined when it was not looked for. */
  readonly former: FormerSettings | undefined;
  /** The environment file that was read. */
  readonly environmentFile: string | undefined;
}

/** Reads every source of a program's configuration, without judging what the settings say. */
export function readSources(program: Program<FlagDeclarations>, options: LoadOptions): ReadSources {
  const warnings: string[] = [];
  const problems: string[] = [];
  const files =
    program.files === undefined ? undefined : findFiles(program.files, options, warnings, problems);
  const read = (paths: readonly string[] | undefined): SourceFile[] =>
    (paths ?? []).flatMap((path) => readSource(path, problems));
  const vendor = read(files?.vendor);
  const settings = read(files?.settings);
  const [environmentFile] = read(files?.environment);
  const found = files?.former;
  const former =
    found === undefined || program.files === undefined
      ? undefined
      : withoutOwnDefaults(program.files.former, found, vendorNames(vendor));
  if (former !== undefined) {
    problems.push(...former.problems);
    if (former.files.length > 0) warnings.push(formerWarning(former.files));
    warnings.push(...former.warnings);
  }
  const layers = layersOf(program.flags, {
    vendor,
    former: former?.settings ?? [],
    formerEnvironment: former?.environment,
    settings,
    environmentFile,
    environment: options.env,
    argv: options.argv,
  });
  return {
    layers,
    problems: [...problems, ...layers.problems],
    warnings,
    files: [
      ...vendor.map(({ path }) => path),
      ...(former?.files ?? []),
      ...[...settings, ...(environmentFile === undefined ? [] : [environmentFile])].map(({ path }) => path),
    ],
    former,
    environmentFile: environmentFile?.path,
  };
}

/**
 * Loads the flags of a program. Throws MesosError CONFIG_INVALID with every problem found, or CONFIG_UNREADABLE;
 * the program then exits with configExitStatus.
 */
export function loadConfig<Declarations extends FlagDeclarations>(
  program: Program<Declarations>,
  options: LoadOptions,
): LoadedConfig<Declarations> {
  const { layers, problems, warnings, files } = readSources(program as Program<FlagDeclarations>, options);
  const resolved = resolveFlags(
    program,
    layers.layers,
    readText,
    { problems, attempted: layers.attempted, warnings },
    { ...layers.environment, ...options.env },
  );
  return {
    ...resolved,
    environment: layers.environment,
    positional: layers.positional,
    rest: layers.rest,
    files,
  };
}

/** The flags that the defaults of the packages give; what is wrong with such a file is told elsewhere. */
function vendorNames(vendor: readonly SourceFile[]): ReadonlySet<string> {
  return new Set(
    vendor.flatMap(({ path, text }) => parseSettingsFile(path, text).settings.map(({ name }) => name)),
  );
}

interface FoundFiles {
  readonly vendor: readonly string[];
  readonly settings: readonly string[];
  readonly environment: readonly string[];
  readonly former: FormerSettings | undefined;
}

function findFiles(
  names: ProgramFiles,
  options: LoadOptions,
  warnings: string[],
  problems: string[],
): FoundFiles | undefined {
  const given = givenDirectory(options);
  const { etcDir = '/etc' } = options;
  const directory = given ?? options.configDir ?? join(etcDir, 'mesos');
  if (directory === '') return undefined;
  if (given !== undefined && !exists(given)) problems.push(`--config_dir: there is no directory ${given}`);
  const inDirectory = (name: string): string => join(directory, name);
  const single = [`${names.settings}.json`, `${names.settings}.yaml`].map(inDirectory).filter(exists);
  if (single.length > 1) warnings.push(`${single[0]} and ${single[1]} are both read; the latter wins`);
  const present = names.environment.map(inDirectory).filter(exists);
  // The packages' file, in which nothing is set yet, must not hide what an operator wrote under the old name.
  const environment = present.find((path) => saysSomething(path)) ?? present[0];
  for (const path of present.slice(environment === undefined ? 0 : present.indexOf(environment) + 1))
    warnings.push(`${path} is not read, because there is ${environment}`);
  if (environment !== undefined && environment !== inDirectory(names.environment[0])) {
    warnings.push(`${environment} is an old name of ${inDirectory(names.environment[0])}`);
  }
  const isStandard = normalize(`${directory}/`) === normalize(`${etcDir}/mesos/`);
  const defaults = join(options.defaultsDir ?? '/usr/lib/mesos/defaults', `${names.settings}.yaml`);
  return {
    vendor: [defaults].filter(exists),
    settings: [...single, ...dropIns(inDirectory(`${names.settings}.d`), warnings, problems)],
    environment: environment === undefined ? [] : [environment],
    former: isStandard ? readFormer(names.former, etcDir) : undefined,
  };
}

/** The file has a line that is neither blank nor a comment; one that cannot be read is left to the reader to refuse. */
function saysSomething(path: string): boolean {
  try {
    return /^[^\S\n]*[^#\s]/m.test(readText(path));
  } catch {
    return true;
  }
}

/** --config_dir or MESOS_CONFIG_DIR, looked for before the files that the other flags may come from. */
function givenDirectory(options: LoadOptions): string | undefined {
  const end = options.argv.indexOf('--');
  const before = end === -1 ? options.argv : options.argv.slice(0, end);
  const prefix = '--config_dir=';
  const argument = before.find((candidate) => candidate.toLowerCase().startsWith(prefix));
  if (argument !== undefined) return argument.slice(prefix.length);
  const variable = Object.keys(options.env).find(
    (name) => /^MESOS_config_dir$/i.test(name) && name.startsWith('MESOS_'),
  );
  return variable === undefined ? undefined : options.env[variable];
}

function dropIns(directory: string, warnings: string[], problems: string[]): string[] {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    if (!isMissing(error)) problems.push(`cannot list ${directory}: ${reasonOf(error)}`);
    return [];
  }
  // By code unit, as the names of drop-ins are compared everywhere; the order of a locale would depend on the host.
  const visible = names.filter((name) => !name.startsWith('.')).sort();
  const fitting = visible.filter((name) => /\.(yaml|json)$/.test(name));
  for (const name of visible.filter((other) => /\.(yml|conf|sh)$/.test(other))) {
    warnings.push(`${join(directory, name)} is not read: its name does not end in .yaml or .json`);
  }
  if (fitting.length > maxDropIns) problems.push(`${directory} holds more than ${maxDropIns} drop-ins`);
  return fitting.slice(0, maxDropIns).map((name) => join(directory, name));
}

function readSource(path: string, problems: string[]): SourceFile[] {
  try {
    return [{ path, text: readText(path) }];
  } catch (error) {
    problems.push(`cannot read ${path}: ${reasonOf(error)}`);
    return [];
  }
}
