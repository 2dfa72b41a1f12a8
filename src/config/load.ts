// Reads the configuration of a program at its start: finds the files, hands their texts to the pure part and adds
// what cannot be read. Called once, before anything else runs, so it reads synchronously.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MesosError } from '../base/errors.ts';
import { questionOf } from './command-line.ts';
import type { FlagDeclarations, Program, ProgramFiles } from './flag.ts';
import { type Resolved, resolveFlags } from './resolve.ts';
import { layersOf, type SourceFile } from './sources.ts';

export interface LoadOptions {
  /** Arguments without interpreter and script. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** In place of --config_dir's default; the flag and MESOS_CONFIG_DIR win. Empty: no files are read. */
  readonly configDir?: string | undefined;
  /** Directory of the packages' defaults; /usr/lib/mesos/defaults when absent. Not read when no files are. */
  readonly defaultsDir?: string | undefined;
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

/** A larger file is no configuration. */
const maxFileBytes = 1024 * 1024;
/** More drop-ins than any site has; the wrong directory may have more. */
const maxDropIns = 1000;

/**
 * Loads the flags of a program. Throws MesosError CONFIG_INVALID with every problem found, or CONFIG_UNREADABLE;
 * the program then exits with configExitStatus.
 */
export function loadConfig<Declarations extends FlagDeclarations>(
  program: Program<Declarations>,
  options: LoadOptions,
): LoadedConfig<Declarations> {
  const warnings: string[] = [];
  const problems: string[] = [];
  const files =
    program.files === undefined ? undefined : findFiles(program.files, options, warnings, problems);
  const read = (paths: readonly string[] | undefined): SourceFile[] =>
    (paths ?? []).flatMap((path) => readSource(path, problems));
  const vendor = read(files?.vendor);
  const settings = read(files?.settings);
  const [environmentFile] = read(files?.environment);
  const layers = layersOf(program.flags, {
    vendor,
    former: [],
    settings,
    environmentFile,
    environment: options.env,
    argv: options.argv,
  });
  const resolved = resolveFlags(
    program,
    layers.layers,
    readText,
    { problems: [...problems, ...layers.problems], attempted: layers.attempted, warnings },
    { ...layers.environment, ...options.env },
  );
  return {
    ...resolved,
    environment: layers.environment,
    positional: layers.positional,
    rest: layers.rest,
    files: [...vendor, ...settings, ...(environmentFile === undefined ? [] : [environmentFile])].map(
      ({ path }) => path,
    ),
  };
}

interface FoundFiles {
  readonly vendor: readonly string[];
  readonly settings: readonly string[];
  readonly environment: readonly string[];
}

function findFiles(
  names: ProgramFiles,
  options: LoadOptions,
  warnings: string[],
  problems: string[],
): FoundFiles | undefined {
  const given = givenDirectory(options);
  const directory = given ?? options.configDir ?? '/etc/mesos';
  if (directory === '') return undefined;
  if (given !== undefined && !exists(given)) problems.push(`--config_dir: there is no directory ${given}`);
  const inDirectory = (name: string): string => join(directory, name);
  const single = [`${names.settings}.json`, `${names.settings}.yaml`].map(inDirectory).filter(exists);
  if (single.length > 1) warnings.push(`${single[0]} and ${single[1]} are both read; the latter wins`);
  const environment = names.environment.map(inDirectory).filter(exists);
  if (environment.length > 1)
    warnings.push(`${environment[1]} is not read, because there is ${environment[0]}`);
  const former = environment[0];
  if (former !== undefined && former !== inDirectory(names.environment[0])) {
    warnings.push(`${former} is an old name of ${inDirectory(names.environment[0])}`);
  }
  const defaults = join(options.defaultsDir ?? '/usr/lib/mesos/defaults', `${names.settings}.yaml`);
  return {
    vendor: [defaults].filter(exists),
    settings: [...single, ...dropIns(inDirectory(`${names.settings}.d`), warnings, problems)],
    environment: environment.slice(0, 1),
  };
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

function readText(path: string): string {
  const { size } = statSync(path);
  if (size > maxFileBytes) throw new MesosError('LIMIT_EXCEEDED', `it is larger than ${maxFileBytes} bytes`);
  return readFileSync(path, 'utf8');
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
